import { present } from "../present.ts";
import { CATALOGUE, FIRST_NAMES, LAST_NAMES, PLACES } from "./catalogue.ts";
import type { Address, Customer, InventoryLevel, Product } from "./model.ts";
import { nextId, randomOf, type Shop } from "./shop.ts";

export const levelKey = (inventoryItemId: string, locationId: string) =>
  `${inventoryItemId}/${locationId}`;

const DAY_MS = 86_400_000;

/** Fills a new shop with locations, goods, stock and a few customers. */
export function seedStore(shop: Shop, now: number, customers = 8): void {
  const opened = now - 90 * DAY_MS;
  shop.createdAt = opened;
  for (const [name, city, province, provinceCode, zip, address1] of [
    ["Brooklyn Warehouse", "Brooklyn", "New York", "NY", "11222", "33 Nassau Avenue"],
    ["Hudson Street Shop", "New York", "New York", "NY", "10014", "512 Hudson Street"],
  ] as const) {
    const id = nextId(shop);
    shop.data.locations.set(id, {
      id,
      name,
      createdAt: opened,
      updatedAt: opened,
      active: true,
      address1,
      city,
      province,
      provinceCode,
      zip,
      country: "United States",
      countryCode: "US",
      phone: null,
    });
  }
  for (const entry of CATALOGUE) addCatalogueProduct(shop, entry, opened);
  for (let i = 0; i < customers; i++) addCustomer(shop, opened + i * DAY_MS);
}

function addCatalogueProduct(shop: Shop, entry: (typeof CATALOGUE)[number], at: number): void {
  const product = addProduct(
    shop,
    {
      title: entry.title,
      bodyHtml: entry.description,
      vendor: entry.vendor,
      productType: entry.type,
      tags: entry.tags,
      optionName: entry.option,
      variants: entry.variants.map(([title, price, grams]) => ({ title, price, grams })),
    },
    at,
  );
  for (const variantId of product.variantIds) {
    const variant = present(shop.data.variants.get(variantId), "the variant");
    for (const location of shop.data.locations.values()) {
      connectLevel(shop, variant.inventoryItemId, location.id, randomOf(shop).between(60, 240), at);
    }
  }
}

export interface ProductInput {
  title: string;
  bodyHtml?: string;
  vendor?: string;
  productType?: string;
  tags?: string[];
  optionName?: string;
  variants?: { title: string; price: number; grams?: number; sku?: string }[];
}

/** A product with its variants and their inventory items; no stock yet. */
export function addProduct(shop: Shop, input: ProductInput, at: number): Product {
  const handle = input.title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const product: Product = {
    id: nextId(shop),
    createdAt: at,
    updatedAt: at,
    title: input.title,
    bodyHtml: input.bodyHtml ?? "",
    vendor: input.vendor ?? shop.name,
    productType: input.productType ?? "",
    handle,
    tags: input.tags ?? [],
    status: "active",
    optionName: input.optionName ?? "Title",
    optionId: nextId(shop),
    variantIds: [],
  };
  shop.data.products.set(product.id, product);
  const variants = input.variants ?? [{ title: "Default Title", price: 1000 }];
  variants.forEach((entry, index) => {
    const id = nextId(shop);
    const inventoryItemId = nextId(shop);
    const sku = entry.sku ?? skuFor(product, index);
    shop.data.variants.set(id, {
      id,
      productId: product.id,
      inventoryItemId,
      title: entry.title,
      sku,
      barcode: null,
      price: entry.price,
      compareAtPrice: null,
      position: index + 1,
      option1: entry.title,
      grams: entry.grams ?? 0,
      createdAt: at,
      updatedAt: at,
    });
    shop.data.inventoryItems.set(inventoryItemId, {
      id: inventoryItemId,
      variantId: id,
      sku,
      createdAt: at,
      updatedAt: at,
      cost: Math.round(entry.price * 0.42),
      tracked: true,
      requiresShipping: true,
      countryCodeOfOrigin: null,
      harmonizedSystemCode: null,
    });
    product.variantIds.push(id);
  });
  return product;
}

function skuFor(product: Product, index: number): string {
  const letters = product.title
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");
  return `${letters}-${product.id.slice(-5)}-${String(index + 1).padStart(2, "0")}`;
}

/** Stocks an item at a location. */
export function connectLevel(
  shop: Shop,
  inventoryItemId: string,
  locationId: string,
  available: number,
  at: number,
): InventoryLevel {
  const level: InventoryLevel = {
    inventoryItemId,
    locationId,
    available,
    committed: 0,
    incoming: 0,
    createdAt: at,
    updatedAt: at,
  };
  shop.data.inventoryLevels.set(levelKey(inventoryItemId, locationId), level);
  return level;
}

export interface CustomerInput {
  firstName?: string;
  lastName?: string;
  email?: string | null;
  phone?: string | null;
  note?: string | null;
}

/** A customer with one address; what is not given is made up. */
export function addCustomer(shop: Shop, at: number, input: CustomerInput = {}): Customer {
  const random = randomOf(shop);
  const firstName = input.firstName ?? random.pick(FIRST_NAMES);
  const lastName = input.lastName ?? random.pick(LAST_NAMES);
  const id = nextId(shop);
  const mailbox = `${firstName}.${lastName}`
    .normalize("NFD")
    .replace(/[^A-Za-z.]/g, "")
    .toLowerCase();
  const phone =
    input.phone === undefined ? `+1555${random.between(2_000_000, 9_999_999)}` : input.phone;
  const customer: Customer = {
    id,
    createdAt: at,
    updatedAt: at,
    firstName,
    lastName,
    email: input.email === undefined ? `${mailbox}.${id.slice(-4)}@example.com` : input.email,
    phone,
    note: input.note ?? null,
    tags: [],
    taxExempt: false,
    verifiedEmail: true,
    acceptsMarketing: random.chance(0.4),
    ordersCount: 0,
    totalSpent: 0,
    addresses: [makeAddress(shop, firstName, lastName, phone)],
  };
  shop.data.customers.set(id, customer);
  return customer;
}

function makeAddress(
  shop: Shop,
  firstName: string,
  lastName: string,
  phone: string | null,
): Address {
  const [address1, city, province, provinceCode, zip] = randomOf(shop).pick(PLACES);
  return {
    id: nextId(shop),
    firstName,
    lastName,
    company: null,
    address1,
    address2: null,
    city,
    province,
    provinceCode,
    country: "United States",
    countryCode: "US",
    zip,
    phone,
  };
}
