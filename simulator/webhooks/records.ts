import type { Shop } from "../store/shop.ts";
import { customerPayload } from "./customer-payload.ts";
import { orderPayload } from "./order-payload.ts";
import { levelPayload, productPayload } from "./product-payload.ts";
import { serialise } from "./serialise.ts";

/** One record of a store as it is now. */
interface StoreRecord {
  kind: "order" | "customer" | "product" | "inventory_level";
  /** Of a stock level `{item}:{location}`. */
  id: string;
  createdAt: number;
  updatedAt: number;
  /** The body of the webhook that would tell of this state. */
  body: string;
}

/** Every record that webhooks tell of. */
export function recordsOf(shop: Shop): StoreRecord[] {
  const { orders, customers, products, inventoryLevels } = shop.data;
  const text = (payload: unknown) => serialise(payload).toString();
  return [
    ...[...orders.values()].map((order): StoreRecord => ({
      kind: "order",
      id: order.id,
      createdAt: order.createdAt,
      updatedAt: order.updatedAt,
      body: text(orderPayload(shop, order)),
    })),
    ...[...customers.values()].map((customer): StoreRecord => ({
      kind: "customer",
      id: customer.id,
      createdAt: customer.createdAt,
      updatedAt: customer.updatedAt,
      body: text(customerPayload(shop, customer)),
    })),
    ...[...products.values()].map((product): StoreRecord => ({
      kind: "product",
      id: product.id,
      createdAt: product.createdAt,
      updatedAt: product.updatedAt,
      body: text(productPayload(shop, product)),
    })),
    ...[...inventoryLevels.values()].map((level): StoreRecord => ({
      kind: "inventory_level",
      id: `${level.inventoryItemId}:${level.locationId}`,
      createdAt: level.createdAt,
      updatedAt: level.updatedAt,
      body: text(levelPayload(shop, "inventory_levels/update", level)),
    })),
  ];
}
