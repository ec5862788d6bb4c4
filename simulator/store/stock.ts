import { StoreRefusal, type Happening } from "./happening.ts";
import type { InventoryLevel, LineItem, Product } from "./model.ts";
import { connectLevel, levelKey } from "./seed.ts";
import type { Shop } from "./shop.ts";

export interface StockChange {
  inventoryItemId: string;
  locationId: string;
  available?: number;
  committed?: number;
}

/**
 * Changes stock and says what Shopify would send: one `inventory_levels/update`
 * for each level, and `products/update` for each product, which at Shopify also
 * fires on every stock change.
 */
export function changeStock(shop: Shop, changes: StockChange[], now: number): Happening[] {
  const happenings: Happening[] = [];
  const products = new Set<Product>();
  for (const change of changes) {
    const level = levelOf(shop, change.inventoryItemId, change.locationId);
    level.available += change.available ?? 0;
    level.committed += change.committed ?? 0;
    level.updatedAt = now;
    happenings.push({ topic: "inventory_levels/update", level: { ...level } });
    const product = productOfItem(shop, change.inventoryItemId);
    if (product) products.add(product);
  }
  for (const product of products) {
    product.updatedAt = now;
    happenings.push({ topic: "products/update", product });
  }
  return happenings;
}

/** Sets what is available at one place. */
export function setStock(
  shop: Shop,
  inventoryItemId: string,
  locationId: string,
  available: number,
  now: number,
): Happening[] {
  const level = levelOf(shop, inventoryItemId, locationId);
  return changeStock(
    shop,
    [{ inventoryItemId, locationId, available: available - level.available }],
    now,
  );
}

/** Starts stocking an item at a location. */
export function connectStock(
  shop: Shop,
  inventoryItemId: string,
  locationId: string,
  available: number,
  now: number,
): Happening[] {
  if (!shop.data.inventoryItems.has(inventoryItemId))
    throw new StoreRefusal("no such inventory item", 404);
  if (!shop.data.locations.has(locationId)) throw new StoreRefusal("no such location", 404);
  connectLevel(shop, inventoryItemId, locationId, available, now);
  const level = levelOf(shop, inventoryItemId, locationId);
  return [{ topic: "inventory_levels/connect", level: { ...level } }];
}

/** Stops stocking an item at a location. */
export function disconnectStock(
  shop: Shop,
  inventoryItemId: string,
  locationId: string,
): Happening[] {
  const level = levelOf(shop, inventoryItemId, locationId);
  shop.data.inventoryLevels.delete(levelKey(inventoryItemId, locationId));
  return [{ topic: "inventory_levels/disconnect", level }];
}

/** The stock changes that follow from lines of an order. */
export function stockOfLines(
  shop: Shop,
  lines: { line: LineItem; quantity: number }[],
  locationId: string,
  sign: { available?: 1 | -1; committed?: 1 | -1 },
): StockChange[] {
  const changes: StockChange[] = [];
  for (const { line, quantity } of lines) {
    const variant = line.variantId === null ? undefined : shop.data.variants.get(line.variantId);
    if (!variant || quantity === 0) continue;
    if (!shop.data.inventoryLevels.has(levelKey(variant.inventoryItemId, locationId))) continue;
    changes.push({
      inventoryItemId: variant.inventoryItemId,
      locationId,
      available: (sign.available ?? 0) * quantity,
      committed: (sign.committed ?? 0) * quantity,
    });
  }
  return changes;
}

function levelOf(shop: Shop, inventoryItemId: string, locationId: string): InventoryLevel {
  const level = shop.data.inventoryLevels.get(levelKey(inventoryItemId, locationId));
  if (!level) throw new StoreRefusal("that item is not stocked at that location", 404);
  return level;
}

function productOfItem(shop: Shop, inventoryItemId: string): Product | undefined {
  const item = shop.data.inventoryItems.get(inventoryItemId);
  const variant = item && shop.data.variants.get(item.variantId);
  return variant && shop.data.products.get(variant.productId);
}
