import { plainId } from "../ids.ts";
import { present } from "../present.ts";
import { StoreRefusal, type Happening } from "./happening.ts";
import type { Customer, InventoryItem, Product } from "./model.ts";
import {
  addCustomer,
  addProduct,
  connectLevel,
  type CustomerInput,
  type ProductInput,
} from "./seed.ts";
import type { Shop } from "./shop.ts";

/** @throws StoreRefusal 404. */
export function productIn(shop: Shop, id: string): Product {
  const product = shop.data.products.get(plainId(id));
  if (!product) throw new StoreRefusal(`there is no product ${id}`, 404);
  return product;
}

/** @throws StoreRefusal 404. */
export function customerIn(shop: Shop, id: string): Customer {
  const customer = shop.data.customers.get(plainId(id));
  if (!customer) throw new StoreRefusal(`there is no customer ${id}`, 404);
  return customer;
}

/** @throws StoreRefusal 404. */
export function itemIn(shop: Shop, id: string): InventoryItem {
  const item = shop.data.inventoryItems.get(plainId(id));
  if (!item) throw new StoreRefusal(`there is no inventory item ${id}`, 404);
  return item;
}

/** A new product with its items, stocked everywhere. */
export function createProduct(
  shop: Shop,
  input: ProductInput & { available?: number },
  now: number,
): { product: Product; happenings: Happening[] } {
  const product = addProduct(shop, input, now);
  const happenings: Happening[] = [{ topic: "products/create", product }];
  for (const variantId of product.variantIds) {
    const item = itemIn(
      shop,
      present(shop.data.variants.get(variantId), "the variant").inventoryItemId,
    );
    happenings.push({ topic: "inventory_items/create", item });
    for (const location of shop.data.locations.values()) {
      const level = connectLevel(shop, item.id, location.id, input.available ?? 0, now);
      happenings.push({ topic: "inventory_levels/connect", level: { ...level } });
    }
  }
  return { product, happenings };
}

export interface ProductChange {
  title?: string;
  bodyHtml?: string;
  tags?: string[];
  status?: Product["status"];
  /** New prices in hundredths, by variant id; `*` for all. */
  prices?: Record<string, number>;
}

/** Changes a product. */
export function updateProduct(
  shop: Shop,
  product: Product,
  input: ProductChange,
  now: number,
): Happening[] {
  const { prices, ...fields } = input;
  for (const key of ["title", "bodyHtml", "tags", "status"] as const) {
    if (fields[key] !== undefined) Object.assign(product, { [key]: fields[key] });
  }
  for (const variantId of product.variantIds) {
    const price = prices?.[variantId] ?? prices?.["*"];
    const variant = shop.data.variants.get(variantId);
    if (price === undefined || !variant) continue;
    variant.price = price;
    variant.updatedAt = now;
  }
  product.updatedAt = now;
  return [{ topic: "products/update", product }];
}

/** Deletes a product, its variants, items and stock. */
export function deleteProduct(shop: Shop, product: Product): Happening[] {
  const { variants, inventoryItems, inventoryLevels, products, locations } = shop.data;
  const happenings: Happening[] = [{ topic: "products/delete", product }];
  for (const variantId of product.variantIds) {
    const variant = variants.get(variantId);
    const item = variant && inventoryItems.get(variant.inventoryItemId);
    variants.delete(variantId);
    if (!item) continue;
    inventoryItems.delete(item.id);
    for (const location of locations.values()) inventoryLevels.delete(`${item.id}/${location.id}`);
    happenings.push({ topic: "inventory_items/delete", item });
  }
  products.delete(product.id);
  return happenings;
}

/** Changes an inventory item. */
export function updateItem(
  item: InventoryItem,
  input: { cost?: number; sku?: string; tracked?: boolean; countryCodeOfOrigin?: string },
  now: number,
): Happening[] {
  for (const key of ["cost", "sku", "tracked", "countryCodeOfOrigin"] as const) {
    if (input[key] !== undefined) Object.assign(item, { [key]: input[key] });
  }
  item.updatedAt = now;
  return [{ topic: "inventory_items/update", item }];
}

/** A new customer. */
export function createCustomer(
  shop: Shop,
  input: CustomerInput,
  now: number,
): { customer: Customer; happenings: Happening[] } {
  const customer = addCustomer(shop, now, input);
  return { customer, happenings: [{ topic: "customers/create", customer }] };
}

/** Changes a customer. */
export function updateCustomer(
  customer: Customer,
  input: CustomerInput & { tags?: string[] },
  now: number,
): Happening[] {
  for (const key of ["firstName", "lastName", "email", "phone", "note", "tags"] as const) {
    if (input[key] !== undefined) Object.assign(customer, { [key]: input[key] });
  }
  customer.updatedAt = now;
  return [{ topic: "customers/update", customer }];
}

/** Deletes a customer; the orders stay. @throws StoreRefusal when there are any, as Shopify does. */
export function deleteCustomer(shop: Shop, customer: Customer, force: boolean): Happening[] {
  const orders = [...shop.data.orders.values()].filter((one) => one.customerId === customer.id);
  if (orders.length > 0 && !force)
    throw new StoreRefusal("a customer with orders cannot be deleted");
  for (const order of orders) order.customerId = null;
  shop.data.customers.delete(customer.id);
  return [{ topic: "customers/delete", customer }];
}
