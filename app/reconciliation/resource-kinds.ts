/** The kinds of resources that are compared with Shopify's own records. */
export const RESOURCE_KINDS = ["order", "customer", "product", "inventory_level"] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

export type KindRules = Readonly<{
  /** Any one of these scopes lets it be read; the first is the one to ask for. */
  scopes: readonly string[];
  created: string;
  updated: string;
  deleted: string;
  /** Topics whose payload is the resource itself, with its own `updated_at`. */
  states: readonly string[];
  /** What happens to it, each with an event of its own, that its record proves. */
  happenings: readonly string[];
}>;

export const KIND_RULES: Readonly<Record<ResourceKind, KindRules>> = {
  order: {
    scopes: ["read_orders", "read_marketplace_orders"],
    created: "orders/create",
    updated: "orders/updated",
    deleted: "orders/delete",
    states: [
      "orders/create",
      "orders/updated",
      "orders/paid",
      "orders/cancelled",
      "orders/fulfilled",
      "orders/partially_fulfilled",
    ],
    happenings: [
      "orders/paid",
      "orders/cancelled",
      "orders/fulfilled",
      "orders/partially_fulfilled",
      "refunds/create",
      "fulfillments/create",
      "fulfillments/update",
      "order_transactions/create",
    ],
  },
  customer: {
    scopes: ["read_customers"],
    created: "customers/create",
    updated: "customers/update",
    deleted: "customers/delete",
    states: ["customers/create", "customers/update", "customers/enable", "customers/disable"],
    happenings: [],
  },
  product: {
    scopes: ["read_products"],
    created: "products/create",
    updated: "products/update",
    deleted: "products/delete",
    states: ["products/create", "products/update"],
    happenings: [],
  },
  inventory_level: {
    scopes: ["read_inventory"],
    created: "inventory_levels/connect",
    updated: "inventory_levels/update",
    deleted: "inventory_levels/disconnect",
    states: ["inventory_levels/connect", "inventory_levels/update"],
    happenings: [],
  },
};

/** Topics of parts of an order: each event is about one part, told by its id. */
export const PART_TOPICS = [
  "refunds/create",
  "fulfillments/create",
  "fulfillments/update",
  "order_transactions/create",
] as const;

export function isResourceKind(text: string): text is ResourceKind {
  return (RESOURCE_KINDS as readonly string[]).includes(text);
}

/** Every topic of a kind that a sweep can look for. */
export function topicsOf(kind: ResourceKind): string[] {
  const { created, updated, happenings } = KIND_RULES[kind];
  return [created, updated, ...happenings];
}
