import { compare } from "../search-syntax.ts";
import type { InventoryItem, InventoryLevel, Location, Product, Variant } from "../store/model.ts";
import { availableOf } from "../webhooks/product-payload.ts";
import { money, utcTime } from "../webhooks/serialise.ts";
import { byTime, connection, type Listing } from "./connection.ts";
import { requireScope, type ApiContext, type Args } from "./context.ts";
import { moneyNode } from "./money-nodes.ts";

/** A product as the API shows it. */
export function productNode(context: ApiContext, product: Product): unknown {
  const { data, currency } = context.shop;
  const variants = product.variantIds.flatMap((id) => data.variants.get(id) ?? []);
  const prices = variants.map((variant) => variant.price);
  const total = variants.reduce(
    (sum, one) => sum + availableOf(context.shop, one.inventoryItemId),
    0,
  );
  return {
    __typename: "Product",
    id: `gid://shopify/Product/${product.id}`,
    legacyResourceId: product.id,
    title: product.title,
    handle: product.handle,
    vendor: product.vendor,
    productType: product.productType,
    description: product.bodyHtml.replace(/<[^>]+>/g, ""),
    descriptionHtml: product.bodyHtml,
    status: product.status.toUpperCase(),
    tags: product.tags,
    createdAt: utcTime(product.createdAt),
    updatedAt: utcTime(product.updatedAt),
    publishedAt: utcTime(product.createdAt),
    isGiftCard: false,
    requiresSellingPlan: false,
    tracksInventory: true,
    totalInventory: total,
    hasOnlyDefaultVariant: variants.length === 1 && variants[0]?.title === "Default Title",
    hasOutOfStockVariants: variants.some(
      (one) => availableOf(context.shop, one.inventoryItemId) <= 0,
    ),
    hasVariantsThatRequiresComponents: false,
    variantsCount: { count: variants.length, precision: "EXACT" },
    media: (args: Args) =>
      connection(context, "media", args, { items: [], id: () => "", node: () => null }),
    mediaCount: { count: 0, precision: "EXACT" },
    priceRangeV2: {
      minVariantPrice: moneyNode(Math.min(...prices), currency),
      maxVariantPrice: moneyNode(Math.max(...prices), currency),
    },
    options: [
      {
        id: `gid://shopify/ProductOption/${product.optionId}`,
        name: product.optionName,
        position: 1,
        values: variants.map((variant) => variant.option1),
      },
    ],
    variants: (args: Args) =>
      connection(context, "variants", args, {
        items: variants,
        id: (variant) => variant.id,
        defaultSort: "POSITION",
        sortValues: { POSITION: (variant) => variant.position },
        node: (variant) => variantNode(context, variant),
      }),
  };
}

/** A variant as the API shows it. */
export function variantNode(context: ApiContext, variant: Variant): unknown {
  const { data } = context.shop;
  const product = data.products.get(variant.productId);
  const quantity = availableOf(context.shop, variant.inventoryItemId);
  const amount = (price: number | null) => (price === null ? null : money(price));
  return {
    __typename: "ProductVariant",
    id: `gid://shopify/ProductVariant/${variant.id}`,
    legacyResourceId: variant.id,
    title: variant.title,
    displayName: `${product?.title ?? ""} - ${variant.title}`,
    sku: variant.sku,
    barcode: variant.barcode,
    price: amount(variant.price),
    compareAtPrice: amount(variant.compareAtPrice),
    position: variant.position,
    taxable: true,
    inventoryPolicy: "DENY",
    inventoryQuantity: quantity,
    sellableOnlineQuantity: quantity,
    availableForSale: quantity > 0,
    requiresComponents: false,
    showUnitPrice: false,
    selectedOptions: [{ name: product?.optionName ?? "Title", value: variant.option1 }],
    createdAt: utcTime(variant.createdAt),
    updatedAt: utcTime(variant.updatedAt),
    product: () => (product ? productNode(context, product) : null),
    inventoryItem() {
      const item = data.inventoryItems.get(variant.inventoryItemId);
      return item ? itemNode(context, item) : null;
    },
  };
}

/** An inventory item as the API shows it. */
export function itemNode(context: ApiContext, item: InventoryItem): unknown {
  requireScope(context, "inventoryItem", "read_inventory", "read_products");
  const { data, currency } = context.shop;
  const levels = [...data.locations.keys()].flatMap(
    (locationId) => data.inventoryLevels.get(`${item.id}/${locationId}`) ?? [],
  );
  return {
    __typename: "InventoryItem",
    id: `gid://shopify/InventoryItem/${item.id}`,
    legacyResourceId: item.id,
    sku: item.sku,
    tracked: item.tracked,
    trackedEditable: { locked: false, reason: null },
    requiresShipping: item.requiresShipping,
    countryCodeOfOrigin: item.countryCodeOfOrigin,
    harmonizedSystemCode: item.harmonizedSystemCode,
    duplicateSkuCount: 0,
    unitCost: item.cost === null ? null : moneyNode(item.cost, currency),
    createdAt: utcTime(item.createdAt),
    updatedAt: utcTime(item.updatedAt),
    locationsCount: { count: levels.length, precision: "EXACT" },
    measurement: {
      id: `gid://shopify/InventoryItemMeasurement/${item.id}`,
      weight: { value: data.variants.get(item.variantId)?.grams ?? 0, unit: "GRAMS" },
    },
    variant() {
      const variant = data.variants.get(item.variantId);
      return variant ? variantNode(context, variant) : null;
    },
    inventoryLevels: (args: Args) =>
      connection(
        context,
        "inventoryLevels",
        args,
        levelListing(context, levels, (level) => level.locationId),
      ),
    inventoryLevel(args: Args) {
      const level = data.inventoryLevels.get(
        `${item.id}/${String(args["locationId"]).split("/").at(-1)}`,
      );
      return level ? levelNode(context, level) : null;
    },
  };
}

function levelListing(
  context: ApiContext,
  items: InventoryLevel[],
  id: (level: InventoryLevel) => string,
): Listing<InventoryLevel> {
  return {
    items,
    id,
    changedAt: (level) => level.updatedAt,
    searchable: {
      updated_at: byTime((level) => level.updatedAt),
      created_at: byTime((level) => level.createdAt),
      inventory_item_id: (level, term) => compare(Number(level.inventoryItemId), term),
    },
    node: (level) => levelNode(context, level),
  };
}

/** A stock level as the API shows it. */
export function levelNode(context: ApiContext, level: InventoryLevel): unknown {
  const { data } = context.shop;
  const id = `${level.locationId}?inventory_item_id=${level.inventoryItemId}`;
  const amounts: Record<string, number> = {
    available: level.available,
    committed: level.committed,
    on_hand: level.available + level.committed,
    incoming: level.incoming,
    reserved: 0,
    damaged: 0,
    safety_stock: 0,
    quality_control: 0,
  };
  return {
    __typename: "InventoryLevel",
    id: `gid://shopify/InventoryLevel/${id}`,
    isActive: true,
    canDeactivate: true,
    deactivationAlert: null,
    createdAt: utcTime(level.createdAt),
    updatedAt: utcTime(level.updatedAt),
    quantities: (args: Args) =>
      (args["names"] as string[]).map((name) => ({
        id: `gid://shopify/InventoryQuantity/${id}&name=${name}`,
        name,
        quantity: amounts[name] ?? 0,
        updatedAt: utcTime(level.updatedAt),
      })),
    item() {
      const item = data.inventoryItems.get(level.inventoryItemId);
      return item ? itemNode(context, item) : null;
    },
    location() {
      const location = data.locations.get(level.locationId);
      return location ? locationNode(context, location) : null;
    },
  };
}

/** A location as the API shows it. */
export function locationNode(context: ApiContext, location: Location): unknown {
  const { data } = context.shop;
  const levels = () => {
    requireScope(context, "inventoryLevels", "read_inventory");
    return [...data.inventoryLevels.values()].filter((level) => level.locationId === location.id);
  };
  return {
    __typename: "Location",
    id: `gid://shopify/Location/${location.id}`,
    legacyResourceId: location.id,
    name: location.name,
    isActive: location.active,
    activatable: !location.active,
    deactivatable: location.active,
    deletable: false,
    addressVerified: true,
    fulfillsOnlineOrders: true,
    shipsInventory: true,
    isFulfillmentService: false,
    hasActiveInventory: true,
    hasUnfulfilledOrders: false,
    createdAt: utcTime(location.createdAt),
    updatedAt: utcTime(location.updatedAt),
    suggestedAddresses: [],
    address: {
      address1: location.address1,
      city: location.city,
      country: location.country,
      countryCode: location.countryCode,
      province: location.province,
      provinceCode: location.provinceCode,
      zip: location.zip,
      phone: location.phone,
      formatted: [
        location.address1,
        `${location.city} ${location.provinceCode} ${location.zip}`,
        location.country,
      ],
    },
    inventoryLevels: (args: Args) =>
      connection(
        context,
        "inventoryLevels",
        args,
        levelListing(context, levels(), (level) => level.inventoryItemId),
      ),
    inventoryLevel(args: Args) {
      const id = String(args["inventoryItemId"]).split("/").at(-1);
      const level = data.inventoryLevels.get(`${id}/${location.id}`);
      return level ? levelNode(context, level) : null;
    },
  };
}
