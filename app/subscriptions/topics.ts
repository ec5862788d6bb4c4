/** The groups that people see topics in, in this order. */
export const TOPIC_GROUPS = [
  "Orders",
  "Fulfillment",
  "Inventory",
  "Products",
  "Customers",
  "Returns",
  "Store",
] as const;
export type TopicGroup = (typeof TOPIC_GROUPS)[number];

export type Topic = Readonly<{
  /** As in a webhook's header: `orders/create`. */
  topic: string;
  /** As in the Admin API: `ORDERS_CREATE`. */
  code: string;
  /** For people, in a list under its group. */
  title: string;
  group: TopicGroup;
  /** Which kind of resource its events are about, as in the event log. */
  resourceKind: string;
  /** Any one of these scopes is enough; the first is the one to ask for. Empty: none is needed. */
  scopes: readonly string[];
  /** Registered when a store installs the app and has chosen nothing. */
  inDefaultSet: boolean;
}>;

type Section = Readonly<{
  group: TopicGroup;
  resourceKind: string;
  scopes: readonly string[];
  inDefaultSet?: boolean;
  topics: Readonly<Record<string, string>>;
}>;

const ORDERS = ["read_orders", "read_marketplace_orders"];
const STOCK_ITEMS = ["read_inventory", "read_products"];

const SECTIONS: readonly Section[] = [
  {
    group: "Orders",
    resourceKind: "order",
    scopes: ORDERS,
    inDefaultSet: true,
    topics: {
      "orders/create": "Order created",
      "orders/updated": "Order updated",
      "orders/paid": "Order paid",
      "orders/cancelled": "Order canceled",
      "orders/fulfilled": "Order fulfilled",
      "orders/partially_fulfilled": "Order partially fulfilled",
      "orders/edited": "Order edited",
      "refunds/create": "Refund created",
    },
  },
  {
    group: "Orders",
    resourceKind: "order",
    scopes: ["read_orders"],
    inDefaultSet: true,
    topics: { "orders/delete": "Order deleted" },
  },
  {
    group: "Orders",
    resourceKind: "order",
    scopes: ["read_orders"],
    topics: { "orders/risk_assessment_changed": "Order risk assessed" },
  },
  {
    group: "Orders",
    resourceKind: "order",
    scopes: ORDERS,
    topics: { "order_transactions/create": "Payment recorded" },
  },
  {
    group: "Orders",
    resourceKind: "draft_order",
    scopes: ["read_draft_orders"],
    topics: {
      "draft_orders/create": "Draft order created",
      "draft_orders/update": "Draft order updated",
      "draft_orders/delete": "Draft order deleted",
    },
  },
  {
    group: "Orders",
    resourceKind: "checkout",
    scopes: ["read_orders"],
    topics: {
      "checkouts/create": "Checkout started",
      "checkouts/update": "Checkout updated",
      "checkouts/delete": "Checkout deleted",
    },
  },
  {
    group: "Fulfillment",
    resourceKind: "order",
    scopes: ["read_fulfillments", "read_marketplace_orders"],
    inDefaultSet: true,
    topics: {
      "fulfillments/create": "Fulfillment created",
      "fulfillments/update": "Fulfillment updated",
    },
  },
  {
    group: "Fulfillment",
    resourceKind: "order",
    scopes: ["read_fulfillments"],
    topics: {
      "fulfillment_events/create": "Shipment status added",
      "fulfillment_events/delete": "Shipment status deleted",
    },
  },
  {
    group: "Inventory",
    resourceKind: "inventory_level",
    scopes: ["read_inventory"],
    inDefaultSet: true,
    topics: {
      "inventory_levels/update": "Stock level changed",
      "inventory_levels/connect": "Item stocked at a location",
      "inventory_levels/disconnect": "Item no longer stocked at a location",
    },
  },
  {
    group: "Inventory",
    resourceKind: "inventory_item",
    scopes: STOCK_ITEMS,
    inDefaultSet: true,
    topics: {
      "inventory_items/create": "Inventory item created",
      "inventory_items/update": "Inventory item updated",
      "inventory_items/delete": "Inventory item deleted",
    },
  },
  {
    group: "Products",
    resourceKind: "product",
    scopes: ["read_products"],
    inDefaultSet: true,
    topics: {
      "products/create": "Product created",
      "products/update": "Product updated",
      "products/delete": "Product deleted",
    },
  },
  {
    group: "Products",
    resourceKind: "variant",
    scopes: ["read_products"],
    topics: {
      "variants/in_stock": "Variant back in stock",
      "variants/out_of_stock": "Variant out of stock",
    },
  },
  {
    group: "Products",
    resourceKind: "collection",
    scopes: ["read_products"],
    topics: {
      "collections/create": "Collection created",
      "collections/update": "Collection updated",
      "collections/delete": "Collection deleted",
    },
  },
  {
    group: "Customers",
    resourceKind: "customer",
    scopes: ["read_customers"],
    inDefaultSet: true,
    topics: {
      "customers/create": "Customer created",
      "customers/update": "Customer updated",
      "customers/delete": "Customer deleted",
    },
  },
  {
    group: "Customers",
    resourceKind: "customer",
    scopes: ["read_customers"],
    topics: {
      "customers/enable": "Customer account enabled",
      "customers/disable": "Customer account disabled",
    },
  },
  {
    group: "Customers",
    resourceKind: "customer",
    scopes: ["read_customer_merge"],
    topics: { "customers/merge": "Customers merged" },
  },
  {
    group: "Returns",
    resourceKind: "order",
    scopes: ["read_returns"],
    topics: {
      "returns/request": "Return requested",
      "returns/approve": "Return approved",
      "returns/decline": "Return declined",
      "returns/cancel": "Return canceled",
      "returns/close": "Return closed",
      "returns/reopen": "Return reopened",
      "returns/update": "Return updated",
    },
  },
  {
    group: "Store",
    resourceKind: "location",
    scopes: ["read_locations"],
    topics: {
      "locations/create": "Location created",
      "locations/update": "Location updated",
      "locations/activate": "Location activated",
      "locations/deactivate": "Location deactivated",
      "locations/delete": "Location deleted",
    },
  },
  {
    group: "Store",
    resourceKind: "shop",
    scopes: [],
    topics: { "shop/update": "Store settings updated" },
  },
];

/** Every topic that a store can choose. Lifecycle and compliance topics stand in shopify.app.toml. */
export const TOPICS: readonly Topic[] = SECTIONS.flatMap((section) =>
  Object.entries(section.topics).map(([topic, title]) => ({
    topic,
    code: topic.toUpperCase().replace("/", "_"),
    title,
    group: section.group,
    resourceKind: section.resourceKind,
    scopes: section.scopes,
    inDefaultSet: section.inDefaultSet ?? false,
  })),
);

const BY_NAME = new Map(TOPICS.map((topic) => [topic.topic, topic]));

/** @returns undefined for a topic that is not in the catalogue. */
export function findTopic(topic: string): Topic | undefined {
  return BY_NAME.get(topic);
}

/** What a new store gets, in the order of the catalogue. */
export const DEFAULT_TOPICS: readonly string[] = TOPICS.filter((topic) => topic.inDefaultSet).map(
  ({ topic }) => topic,
);
