import type { DeliveryView, EventSource } from "#app/event-log/event-filter.ts";
import { findTopic } from "#app/subscriptions/topics.ts";

/** The words people read, each in one place, so that a thing has one name on every page. */

type Tone = "info" | "success" | "warning" | "critical" | "attention";
export type Wording = Readonly<{ label: string; tone?: Tone }>;

export const DELIVERY_WORDS: Readonly<Record<DeliveryView, Wording>> = {
  waiting: { label: "Waiting", tone: "info" },
  retrying: { label: "Retrying", tone: "warning" },
  delivered: { label: "Delivered", tone: "success" },
  failed: { label: "Failed for good", tone: "critical" },
  filtered: { label: "Left out by filter" },
  cancelled: { label: "Canceled" },
};

export const SOURCE_WORDS: Readonly<Record<EventSource, Wording>> = {
  webhook: { label: "Webhook" },
  recovered: { label: "Recovered", tone: "attention" },
  backfill: { label: "Backfill", tone: "info" },
  test: { label: "Test", tone: "info" },
};

const OTHER_TOPICS: Readonly<Record<string, string>> = {
  "app/uninstalled": "App uninstalled",
  "app/scopes_update": "App permissions changed",
  "customers/data_request": "Customer asked for their data",
  "customers/redact": "Customer data to be erased",
  "shop/redact": "Store data to be erased",
};

/** `orders/create` → “Order created”. A topic nobody has named is taken apart into words. */
export function topicTitle(topic: string): string {
  const known = findTopic(topic)?.title ?? OTHER_TOPICS[topic];
  if (known) return known;
  const words = topic.replaceAll(/[/_]/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export type ResourceText = Readonly<{
  title: string;
  /** Where it stands in Shopify's admin, as App Bridge takes it. */
  adminUrl: string | undefined;
}>;

type ResourceWords = Readonly<{ noun: string; path?: string; named?: true }>;

/** `named`: its name is a thing's and may be shown in a list; a customer's never is. */
const RESOURCES: Readonly<Record<string, ResourceWords>> = {
  order: { noun: "Order", path: "orders", named: true },
  draft_order: { noun: "Draft order", path: "draft_orders", named: true },
  product: { noun: "Product", path: "products", named: true },
  collection: { noun: "Collection", path: "collections", named: true },
  variant: { noun: "Variant", named: true },
  customer: { noun: "Customer", path: "customers" },
  checkout: { noun: "Checkout" },
  inventory_level: { noun: "Stock of item" },
  inventory_item: { noun: "Inventory item", named: true },
  location: { noun: "Location" },
  shop: { noun: "Store" },
};

/** What an event is about, for people: “Order #1042”, and where to open it. */
export function resourceText(
  resource: Readonly<{
    resourceKind: string;
    resourceId: string | null;
    resourceName: string | null;
  }>,
): ResourceText {
  const { resourceKind: kind, resourceId: id, resourceName: name } = resource;
  const words = RESOURCES[kind] ?? { noun: topicTitle(kind) };
  const adminUrl =
    words.path && id && /^\d+$/.test(id) ? `shopify://admin/${words.path}/${id}` : undefined;
  if (kind === "shop" || id === null) return { title: words.noun, adminUrl };
  if (words.named && name) {
    const isGoods = kind === "product" || kind === "collection" || kind === "variant";
    return { title: isGoods ? name : `${words.noun} ${name}`, adminUrl };
  }
  return { title: `${words.noun} ${kind === "inventory_level" ? id.split(":")[0] : id}`, adminUrl };
}
