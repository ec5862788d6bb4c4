import { createHmac } from "node:crypto";
import type { OrderView, StoreBackend } from "../../simulator/shell/store-backend.ts";

export interface PlainStore extends StoreBackend {
  /** Session tokens that were asked for so far. */
  minted: number;
}

/**
 * A store that knows just enough for the admin shell to be tested on its own:
 * one shop, one product, orders that only count.
 */
export function plainStore(domain: string, apiKey: string, apiSecret: string): PlainStore {
  let granted: string[] | null = null;
  let stock = 7;
  const orders: OrderView[] = [];
  const view = () => ({ domain, name: "Snow and Sons", grantedScopes: granted });
  return {
    minted: 0,
    stores: async () => [view()],
    store: async (shop) => (shop === domain ? view() : undefined),
    orders: async () => orders,
    order: async (_shop, id) => orders.find((order) => order.id === id),
    products: async () => [
      {
        id: "1",
        title: "Wool socks",
        status: "active",
        variants: [{ title: "Red", sku: "SOCK-R", inventoryItemId: "11", available: stock }],
      },
    ],
    async placeOrder() {
      orders.unshift({
        id: String(1001 + orders.length),
        name: `#${1001 + orders.length}`,
        createdAt: new Date(0),
        customer: "Ann Lee",
        total: "$24.00",
        financialStatus: "paid",
        fulfillmentStatus: "unfulfilled",
        cancelled: false,
        items: [{ title: "Wool socks", sku: "SOCK-R", quantity: 2 }],
      });
    },
    async changeOrder(_shop, id, change) {
      for (const order of orders)
        if (order.id === id && change === "cancel") order.cancelled = true;
    },
    async adjustStock(_shop, _item, by) {
      stock += by;
    },
    async grant(_shop, scopes) {
      granted = scopes;
    },
    async uninstall() {
      granted = null;
    },
    async idToken(shop) {
      this.minted += 1;
      const now = Math.floor(Date.now() / 1000);
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const claims = {
        iss: `https://${shop}/admin`,
        dest: `https://${shop}`,
        aud: apiKey,
        sub: "1",
        exp: now + 60,
        nbf: now,
        iat: now,
        jti: String(this.minted),
        sid: "1",
      };
      const text = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
      return `${text}.${createHmac("sha256", apiSecret).update(text).digest("base64url")}`;
    },
  };
}
