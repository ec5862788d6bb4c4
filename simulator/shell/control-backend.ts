import {
  StoreRefused,
  type OrderChange,
  type OrderView,
  type ProductView,
  type StoreBackend,
  type StoreView,
} from "./store-backend.ts";

/** The parts of the control face's answers that the shell shows. */
interface ShopAnswer {
  domain: string;
  name: string;
  installed: boolean;
  scopes: string[];
}

interface OrderAnswer {
  id: string;
  name: string;
  createdAt: string;
  total: string;
  currency: string;
  financialStatus: string;
  fulfillmentStatus: string | null;
  cancelled: boolean;
  email: string | null;
  lineItems: { title: string; sku: string; quantity: number }[];
}

interface ProductAnswer {
  id: string;
  title: string;
  status: string;
  variants: { title: string; sku: string; inventoryItemId: string; available: number }[];
}

const CHANGES: Record<OrderChange, { path: string; body: object }> = {
  edit: { path: "edit", body: { note: "Please gift-wrap" } },
  pay: { path: "pay", body: {} },
  fulfill: { path: "fulfil", body: {} },
  refund: { path: "refund", body: {} },
  cancel: { path: "cancel", body: {} },
};

/**
 * The store behind the shell, reached through the simulator's control face.
 *
 * @param address where the control face is served; asked at each call, because
 *   the shell is made before the simulator has its port
 */
export function controlBackend(address: () => string): StoreBackend {
  async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${address()}/control/shops${path}`, {
      method,
      ...(body && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    const answer = (await response.json()) as Answer & { error?: string };
    if (response.ok) return answer;
    if (response.status < 500) throw new StoreRefused(answer.error ?? String(response.status));
    throw new Error(`the simulator answered ${response.status}: ${answer.error}`);
  }

  /** Undefined for what is not there, in place of an exception. */
  async function find<Answer>(path: string): Promise<Answer | undefined> {
    try {
      return await call<Answer>("GET", path);
    } catch (error) {
      if (error instanceof StoreRefused) return undefined;
      throw error;
    }
  }

  return {
    async stores() {
      return (await call<{ shops: ShopAnswer[] }>("GET", "")).shops.map(storeView);
    },
    async store(shop) {
      const found = await find<ShopAnswer>(`/${shop}`);
      return found && storeView(found);
    },
    async orders(shop) {
      return (await call<{ orders: OrderAnswer[] }>("GET", `/${shop}/orders`)).orders.map(
        orderView,
      );
    },
    async order(shop, id) {
      const found = await find<OrderAnswer>(`/${shop}/orders/${id}`);
      return found && orderView(found);
    },
    async products(shop) {
      const { products } = await call<{ products: ProductAnswer[] }>("GET", `/${shop}/products`);
      return products.map(productView);
    },
    async placeOrder(shop) {
      await call("POST", `/${shop}/orders`, {});
    },
    async changeOrder(shop, id, change) {
      const { path, body } = CHANGES[change];
      await call("POST", `/${shop}/orders/${id}/${path}`, body);
    },
    async adjustStock(shop, inventoryItemId, by) {
      await call("POST", `/${shop}/inventory`, { inventoryItemId, delta: by });
    },
    async grant(shop, scopes) {
      await call("POST", `/${shop}/install`, { scopes });
    },
    async uninstall(shop) {
      await call("POST", `/${shop}/uninstall`, {});
    },
    async idToken(shop) {
      return (await call<{ idToken: string }>("POST", `/${shop}/id-token`, {})).idToken;
    },
  };
}

function storeView({ domain, name, installed, scopes }: ShopAnswer): StoreView {
  return { domain, name, grantedScopes: installed ? scopes : null };
}

function orderView(order: OrderAnswer): OrderView {
  return {
    id: order.id,
    name: order.name,
    createdAt: new Date(order.createdAt),
    customer: order.email,
    total: `${order.total} ${order.currency}`,
    financialStatus: order.financialStatus,
    fulfillmentStatus: order.fulfillmentStatus ?? "unfulfilled",
    cancelled: order.cancelled,
    items: order.lineItems.map(({ title, sku, quantity }) => ({ title, sku, quantity })),
  };
}

function productView({ id, title, status, variants }: ProductAnswer): ProductView {
  return {
    id,
    title,
    status,
    variants: variants.map((variant) => ({
      title: variant.title,
      sku: variant.sku,
      inventoryItemId: variant.inventoryItemId,
      available: variant.available,
    })),
  };
}
