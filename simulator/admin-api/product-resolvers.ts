import type { InventoryItem, Location, Product, Variant } from "../store/model.ts";
import { byText, byTime, connection, countOf, searched, type Listing } from "./connection.ts";
import { idOf, requireScope, type ApiContext, type Args } from "./context.ts";
import { itemNode, levelNode, locationNode, productNode, variantNode } from "./product-nodes.ts";

const seconds = (at: number) => Math.floor(at / 1000);

const productListing = (context: ApiContext): Listing<Product> => ({
  items: context.shop.data.products.values(),
  id: (product) => product.id,
  changedAt: (product) => product.updatedAt,
  sortValues: {
    CREATED_AT: (product) => seconds(product.createdAt),
    UPDATED_AT: (product) => seconds(product.updatedAt),
    TITLE: (product) => product.title,
    VENDOR: (product) => product.vendor,
    PRODUCT_TYPE: (product) => product.productType,
  },
  searchable: {
    created_at: byTime((product) => product.createdAt),
    updated_at: byTime((product) => product.updatedAt),
    title: byText((product) => product.title),
    vendor: byText((product) => product.vendor),
    status: byText((product) => product.status),
    handle: byText((product) => product.handle),
    product_type: byText((product) => product.productType),
  },
  node: (product) => productNode(context, product),
});

const variantListing = (context: ApiContext): Listing<Variant> => ({
  items: context.shop.data.variants.values(),
  id: (variant) => variant.id,
  sortValues: { SKU: (variant) => variant.sku, TITLE: (variant) => variant.title },
  searchable: {
    sku: byText((variant) => variant.sku),
    updated_at: byTime((variant) => variant.updatedAt),
    product_id: (variant, term) => variant.productId === term.value,
  },
  node: (variant) => variantNode(context, variant),
});

const itemListing = (context: ApiContext): Listing<InventoryItem> => ({
  items: context.shop.data.inventoryItems.values(),
  id: (item) => item.id,
  searchable: {
    sku: byText((item) => item.sku),
    created_at: byTime((item) => item.createdAt),
    updated_at: byTime((item) => item.updatedAt),
  },
  node: (item) => itemNode(context, item),
});

const locationListing = (context: ApiContext, args: Args): Listing<Location> => ({
  items: [...context.shop.data.locations.values()].filter(
    (location) => location.active || args["includeInactive"] === true,
  ),
  id: (location) => location.id,
  defaultSort: "NAME",
  sortValues: { NAME: (location) => location.name },
  searchable: { name: byText((location) => location.name) },
  node: (location) => locationNode(context, location),
});

export const productQueries = {
  products(context: ApiContext, args: Args) {
    requireScope(context, "products", "read_products");
    return connection(context, "products", args, productListing(context));
  },
  productsCount(context: ApiContext, args: Args) {
    requireScope(context, "productsCount", "read_products");
    return countOf(
      searched(context, "productsCount", args, productListing(context)).length,
      args["limit"],
    );
  },
  product(context: ApiContext, args: Args) {
    requireScope(context, "product", "read_products");
    const product = context.shop.data.products.get(idOf(args["id"], "Product"));
    return product ? productNode(context, product) : null;
  },
  productVariants(context: ApiContext, args: Args) {
    requireScope(context, "productVariants", "read_products");
    return connection(context, "productVariants", args, variantListing(context));
  },
  productVariant(context: ApiContext, args: Args) {
    requireScope(context, "productVariant", "read_products");
    const variant = context.shop.data.variants.get(idOf(args["id"], "ProductVariant"));
    return variant ? variantNode(context, variant) : null;
  },
  inventoryItems(context: ApiContext, args: Args) {
    requireScope(context, "inventoryItems", "read_inventory", "read_products");
    return connection(context, "inventoryItems", args, itemListing(context));
  },
  inventoryItem(context: ApiContext, args: Args) {
    requireScope(context, "inventoryItem", "read_inventory", "read_products");
    const item = context.shop.data.inventoryItems.get(idOf(args["id"], "InventoryItem"));
    return item ? itemNode(context, item) : null;
  },
  inventoryLevel(context: ApiContext, args: Args) {
    requireScope(context, "inventoryLevel", "read_inventory");
    const locationId = idOf(args["id"], "InventoryLevel");
    const itemId = /inventory_item_id=(\d+)/.exec(String(args["id"]))?.[1];
    const level = context.shop.data.inventoryLevels.get(`${itemId}/${locationId}`);
    return level ? levelNode(context, level) : null;
  },
  locations(context: ApiContext, args: Args) {
    requireScope(context, "locations", "read_locations", "read_inventory");
    return connection(context, "locations", args, locationListing(context, args));
  },
  location(context: ApiContext, args: Args) {
    requireScope(context, "location", "read_locations", "read_inventory");
    const { locations } = context.shop.data;
    const [first] = locations.values();
    const location =
      args["id"] === undefined || args["id"] === null
        ? first
        : locations.get(idOf(args["id"], "Location"));
    return location ? locationNode(context, location) : null;
  },
};
