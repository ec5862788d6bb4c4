import type { InventoryItem, InventoryLevel, Product } from "../store/model.ts";
import type { Shop } from "../store/shop.ts";
import { entryOf, onSample, sampleFor, type Json } from "./samples.ts";
import { idNumber, money, shopTime, utcTime } from "./serialise.ts";

/** All that can be sold of an item, over every location. */
export function availableOf(shop: Shop, inventoryItemId: string): number {
  let sum = 0;
  for (const location of shop.data.locations.values()) {
    sum += shop.data.inventoryLevels.get(`${inventoryItemId}/${location.id}`)?.available ?? 0;
  }
  return sum;
}

/** The product of `products/create` and `products/update`. */
export function productPayload(shop: Shop, product: Product): Json {
  const sample = sampleFor("products/update");
  const variantSample = entryOf(sample, "variants");
  const variants = product.variantIds.flatMap((id) => shop.data.variants.get(id) ?? []);
  return onSample(sample, {
    admin_graphql_api_id: `gid://shopify/Product/${product.id}`,
    body_html: product.bodyHtml,
    created_at: shopTime(shop.timezone, product.createdAt),
    handle: product.handle,
    id: idNumber(product.id),
    product_type: product.productType,
    published_at: shopTime(shop.timezone, product.createdAt),
    title: product.title,
    updated_at: shopTime(shop.timezone, product.updatedAt),
    vendor: product.vendor,
    status: product.status,
    tags: product.tags.join(", "),
    variants: variants.map((variant) => {
      const quantity = availableOf(shop, variant.inventoryItemId);
      return onSample(variantSample, {
        admin_graphql_api_id: `gid://shopify/ProductVariant/${variant.id}`,
        barcode: variant.barcode,
        compare_at_price: variant.compareAtPrice === null ? null : money(variant.compareAtPrice),
        created_at: shopTime(shop.timezone, variant.createdAt),
        id: idNumber(variant.id),
        position: variant.position,
        price: money(variant.price),
        product_id: idNumber(product.id),
        sku: variant.sku,
        title: variant.title,
        updated_at: shopTime(shop.timezone, variant.updatedAt),
        option1: variant.option1,
        inventory_item_id: idNumber(variant.inventoryItemId),
        inventory_quantity: quantity,
        old_inventory_quantity: quantity,
      });
    }),
    options: [
      {
        name: product.optionName,
        id: idNumber(product.optionId),
        product_id: idNumber(product.id),
        position: 1,
        values: variants.map((variant) => variant.option1),
      },
    ],
    variant_gids: variants.map((variant) => ({
      admin_graphql_api_id: `gid://shopify/ProductVariant/${variant.id}`,
      updated_at: utcTime(variant.updatedAt).replace("Z", ".000Z"),
    })),
  });
}

/** The level of `inventory_levels/*`; a disconnected one is only its two ids. */
export function levelPayload(shop: Shop, topic: string, level: InventoryLevel): Json {
  return onSample(sampleFor(topic), {
    inventory_item_id: idNumber(level.inventoryItemId),
    location_id: idNumber(level.locationId),
    available: level.available,
    updated_at: shopTime(shop.timezone, level.updatedAt),
    admin_graphql_api_id: `gid://shopify/InventoryLevel/${level.locationId}?inventory_item_id=${level.inventoryItemId}`,
  });
}

/** The item of `inventory_items/*`. */
export function itemPayload(shop: Shop, topic: string, item: InventoryItem): Json {
  const grams = shop.data.variants.get(item.variantId)?.grams ?? 0;
  return onSample(sampleFor(topic), {
    id: idNumber(item.id),
    sku: item.sku,
    created_at: shopTime(shop.timezone, item.createdAt),
    updated_at: shopTime(shop.timezone, item.updatedAt),
    requires_shipping: item.requiresShipping,
    cost: item.cost === null ? null : money(item.cost),
    country_code_of_origin: item.countryCodeOfOrigin,
    harmonized_system_code: item.harmonizedSystemCode,
    tracked: item.tracked,
    weight_value: grams,
    weight_unit: "g",
    admin_graphql_api_id: `gid://shopify/InventoryItem/${item.id}`,
  });
}
