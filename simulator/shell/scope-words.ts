const VERBS: Record<string, string> = { read: "View", write: "Edit" };

const NOUNS: Record<string, string> = {
  all_orders: "all orders, also those older than 60 days",
  assigned_fulfillment_orders: "fulfilment orders assigned to the app",
  customers: "customers and their contact details",
  draft_orders: "draft orders",
  fulfillments: "fulfilments",
  inventory: "stock",
  locations: "locations",
  orders: "orders",
  products: "products and collections",
  returns: "returns",
};

/** What a scope lets an app do, in words for the person who grants it. */
export function scopeInWords(scope: string): string {
  const [, verb = "", noun = ""] = /^([a-z]+)_(.+)$/.exec(scope) ?? [];
  const words = NOUNS[noun] ?? noun.replaceAll("_", " ");
  const known = VERBS[verb];
  return known === undefined ? scope.replaceAll("_", " ") : `${known} ${words}`;
}
