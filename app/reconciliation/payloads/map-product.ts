import type { ProductMedia, WholeProduct } from "#app/shopify-admin/read-products.server.ts";
import { decimal, idNumber, lower, type Payload, shopTime } from "./payload-format.ts";

/** `products/create` and `products/update`. */
export function mapProduct(product: WholeProduct, timeZone: string): Payload {
  const images = product.media.nodes.filter(({ __typename }) => __typename === "MediaImage");
  const variants = product.variants.nodes;
  const mapped = images.map((image, index) => mapImage(image, index + 1, product.id, timeZone));
  return {
    admin_graphql_api_id: product.id,
    body_html: product.descriptionHtml,
    created_at: shopTime(timeZone, product.createdAt),
    handle: product.handle,
    id: idNumber(product.id),
    product_type: product.productType,
    published_at: shopTime(timeZone, product.publishedAt),
    template_suffix: product.templateSuffix,
    title: product.title,
    updated_at: shopTime(timeZone, product.updatedAt),
    vendor: product.vendor,
    status: lower(product.status),
    published_scope: null,
    tags: product.tags.join(", "),
    variants: variants.map((variant) => ({
      admin_graphql_api_id: variant.id,
      barcode: variant.barcode,
      compare_at_price: variant.compareAtPrice === null ? null : decimal(variant.compareAtPrice),
      created_at: shopTime(timeZone, variant.createdAt),
      id: idNumber(variant.id),
      inventory_policy: lower(variant.inventoryPolicy),
      position: variant.position,
      price: decimal(variant.price),
      product_id: idNumber(product.id),
      sku: variant.sku,
      taxable: variant.taxable,
      title: variant.title,
      updated_at: shopTime(timeZone, variant.updatedAt),
      option1: variant.selectedOptions[0]?.value ?? null,
      option2: variant.selectedOptions[1]?.value ?? null,
      option3: variant.selectedOptions[2]?.value ?? null,
      image_id: null,
      inventory_item_id: idNumber(variant.inventoryItem.id),
      inventory_quantity: variant.inventoryQuantity ?? 0,
      old_inventory_quantity: variant.inventoryQuantity ?? 0,
    })),
    options: product.options.map((option) => ({
      name: option.name,
      id: idNumber(option.id),
      product_id: idNumber(product.id),
      position: option.position,
      values: option.values,
    })),
    images: mapped,
    image: mapped[0] ?? null,
    media: product.media.nodes.map((one, index) => mapMedia(one, index + 1, product.id, timeZone)),
    variant_gids: variants.map((variant) => ({
      admin_graphql_api_id: variant.id,
      updated_at: new Date(variant.updatedAt).toISOString(),
    })),
    has_variants_that_requires_components: product.hasVariantsThatRequiresComponents,
    category: product.category && {
      admin_graphql_api_id: product.category.id,
      name: product.category.name,
      full_name: product.category.fullName,
    },
  };
}

function mapImage(image: ProductMedia, position: number, product: string, zone: string): Payload {
  return {
    id: idNumber(image.id),
    product_id: idNumber(product),
    position,
    created_at: shopTime(zone, image.createdAt),
    updated_at: shopTime(zone, image.updatedAt),
    alt: image.alt,
    width: image.preview?.image?.width ?? null,
    height: image.preview?.image?.height ?? null,
    src: image.preview?.image?.url ?? null,
    variant_ids: [],
    admin_graphql_api_id: image.id,
  };
}

function mapMedia(media: ProductMedia, position: number, product: string, zone: string): Payload {
  return {
    id: idNumber(media.id),
    product_id: idNumber(product),
    position,
    created_at: shopTime(zone, media.createdAt),
    updated_at: shopTime(zone, media.updatedAt),
    alt: media.alt,
    status: media.status,
    media_content_type: media.mediaContentType,
    preview_image: media.preview?.image
      ? {
          width: media.preview.image.width,
          height: media.preview.image.height,
          src: media.preview.image.url,
          status: media.status,
        }
      : null,
    variant_ids: [],
    admin_graphql_api_id: media.id,
  };
}
