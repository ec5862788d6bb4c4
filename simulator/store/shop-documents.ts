import type { Persistence } from "../persistence.ts";
import { emptyStore, type Order, type StoreData } from "./model.ts";
import type { Shop } from "./shop.ts";

/**
 * A shop is kept in several documents, because a store with thousands of orders
 * is too long to be written anew at each of them: one for the shop, and one for
 * every 250 order numbers.
 */
const ORDERS_A_DOCUMENT = 250;

type Entries = [string, unknown][];
type StoredShop = Omit<Shop, "data"> & { data: Record<string, Entries>; firstOrders: number };

const blockOf = (order: Order) => Math.floor(order.orderNumber / ORDERS_A_DOCUMENT);

/** The name of a shop's own document. */
export const shopDocument = (shop: Shop) => `shop-${shop.domain}`;

/** The name of the document that an order is kept in. */
export const ordersDocument = (shop: Shop, order: Order) =>
  `orders-${shop.domain}-${blockOf(order)}`;

/** What a document of {@link shopDocument} or {@link ordersDocument} holds now; null for another name. */
export function shopSnapshot(shops: ReadonlyMap<string, Shop>, name: string): unknown {
  const own = /^shop-(.+)$/.exec(name)?.[1];
  if (own !== undefined) {
    const shop = shops.get(own);
    return shop ? withoutOrders(shop) : null;
  }
  const [, domain, block] = /^orders-(.+)-(\d+)$/.exec(name) ?? [];
  const shop = shops.get(domain ?? "");
  if (!shop) return null;
  return [...shop.data.orders].filter(([, order]) => blockOf(order) === Number(block));
}

function withoutOrders(shop: Shop): StoredShop {
  const { orders, ...data } = shop.data;
  const [first] = orders.values();
  return {
    ...shop,
    firstOrders: first ? blockOf(first) : Number.MAX_SAFE_INTEGER,
    data: Object.fromEntries(Object.entries(data).map(([name, map]) => [name, [...map]])),
  };
}

/** A shop back from its documents, or null when it was never kept. */
export function loadShop(persistence: Persistence, domain: string): Shop | null {
  const stored = persistence.load(`shop-${domain}`) as StoredShop | null;
  if (!stored) return null;
  const { firstOrders, ...shop } = stored;
  const data = emptyStore();
  for (const name of Object.keys(data) as (keyof StoreData)[]) {
    data[name] = new Map(stored.data[name] ?? []) as never;
  }
  const last = Math.floor(shop.lastOrderNumber / ORDERS_A_DOCUMENT);
  for (let block = firstOrders; block <= last; block++) {
    const orders = persistence.load(`orders-${domain}-${block}`) as [string, Order][] | null;
    for (const [id, order] of orders ?? []) data.orders.set(id, order);
  }
  return { ...shop, data };
}
