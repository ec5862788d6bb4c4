import { asObject, asText, type Json, type JsonObject } from "./payload.ts";

/** What an event is about. */
export type Resource = Readonly<{
  kind: string;
  /** Shopify's numeric id; `item:location` of a stock level; null when the payload names none. */
  id: string | null;
  /** What people call it: `#1042`, a product's title. */
  name: string | null;
  /** Milliseconds since 1970 of Shopify's `updated_at`. */
  updatedAt: number | null;
}>;

/** Which resource a topic's events belong to; what is part of an order goes with its order. */
const KINDS: Readonly<Record<string, string>> = {
  orders: "order",
  refunds: "order",
  fulfillments: "order",
  fulfillment_events: "order",
  order_transactions: "order",
  returns: "order",
  draft_orders: "draft_order",
  checkouts: "checkout",
  products: "product",
  variants: "variant",
  collections: "collection",
  customers: "customer",
  inventory_levels: "inventory_level",
  inventory_items: "inventory_item",
  locations: "location",
  shop: "shop",
  app: "shop",
};

const LONGEST_ID = 200;
const LONGEST_NAME = 200;

/** Reads the resource of an event from its topic and parsed payload (undefined: not JSON). */
export function resourceOf(topic: string, payload: Json | undefined): Resource {
  const group = topic.split("/", 1)[0] ?? topic;
  const kind = KINDS[group] ?? group.slice(0, 50);
  const body = asObject(payload);
  if (!body) return { kind, id: null, name: null, updatedAt: null };
  const updated = Date.parse(asText(body["updated_at"]) ?? "");
  return {
    kind,
    id: resourceId(group, topic, body)?.slice(0, LONGEST_ID) ?? null,
    name: resourceName(group, body)?.slice(0, LONGEST_NAME) ?? null,
    updatedAt: updated > 0 && updated < 4_102_444_800_000 ? updated : null,
  };
}

/**
 * The lane of an event: events of one resource share it and are delivered in order. Events that
 * name no resource share their topic's lane.
 */
export function laneKey(topic: string, { kind, id }: Resource): string {
  return id === null ? `topic/${topic}` : `${kind}/${id}`;
}

function resourceId(group: string, topic: string, body: JsonObject): string | undefined {
  switch (group) {
    case "refunds":
    case "fulfillments":
    case "order_transactions":
    case "fulfillment_events":
      return asText(body["order_id"]);
    case "returns":
      return asText(asObject(body["order"])?.["id"]) ?? ownId(body);
    case "orders":
      return orderId(body);
    case "inventory_levels": {
      const item = asText(body["inventory_item_id"]);
      const location = asText(body["location_id"]);
      return item && location ? `${item}:${location}` : undefined;
    }
    case "customers":
      // Compliance topics name their customer one level down.
      return topic === "customers/merge"
        ? lastPart(asText(body["admin_graphql_api_customer_kept_id"]))
        : (asText(asObject(body["customer"])?.["id"]) ?? ownId(body));
    case "app":
    case "shop":
      return asText(body["shop_id"]) ?? ownId(body);
    default:
      return ownId(body);
  }
}

/** `orders/edited` and `orders/risk_assessment_changed` name the order in places of their own. */
function orderId(body: JsonObject): string | undefined {
  return (
    ownId(body) ??
    asText(asObject(body["order_edit"])?.["order_id"]) ??
    asText(body["order_id"]) ??
    lastPart(asText(body["admin_graphql_api_order_id"]))
  );
}

function ownId(body: JsonObject): string | undefined {
  return asText(body["id"]) ?? lastPart(asText(body["admin_graphql_api_id"]));
}

/** `gid://shopify/Order/123` → `123`. */
function lastPart(gid: string | undefined): string | undefined {
  return gid?.slice(gid.lastIndexOf("/") + 1);
}

function resourceName(group: string, body: JsonObject): string | undefined {
  switch (group) {
    case "orders":
    case "draft_orders":
      return asText(body["name"]);
    case "products":
    case "collections":
    case "variants":
      return asText(body["title"]);
    case "inventory_items":
      return asText(body["sku"]);
    case "fulfillments":
      // `#1001.1`: the order's name and the number of the fulfilment.
      return asText(body["name"])?.replace(/\.\d+$/, "");
    default:
      return undefined;
  }
}
