/**
 * What the shell needs of the simulated store behind it. Shops are named by
 * their whole domain; money is text as it is shown.
 */
export interface StoreBackend {
  stores(): Promise<StoreView[]>;
  store(shop: string): Promise<StoreView | undefined>;
  orders(shop: string): Promise<OrderView[]>;
  order(shop: string, id: string): Promise<OrderView | undefined>;
  products(shop: string): Promise<ProductView[]>;
  placeOrder(shop: string): Promise<void>;
  changeOrder(shop: string, id: string, change: OrderChange): Promise<void>;
  /** Changes the available stock by so many pieces. */
  adjustStock(shop: string, inventoryItemId: string, by: number): Promise<void>;
  /** Installs the app, or sets the scopes that an installed one has. */
  grant(shop: string, scopes: string[]): Promise<void>;
  uninstall(shop: string): Promise<void>;
  /** A session token for the app's pages, good for a minute. */
  idToken(shop: string): Promise<string>;
}

export interface StoreView {
  domain: string;
  name: string;
  /** What the app was granted; null when it is not installed. */
  grantedScopes: string[] | null;
}

export interface OrderView {
  id: string;
  /** Such as `#1042`. */
  name: string;
  createdAt: Date;
  customer: string | null;
  total: string;
  financialStatus: string;
  fulfillmentStatus: string;
  cancelled: boolean;
  items: { title: string; sku: string; quantity: number }[];
}

export interface ProductView {
  id: string;
  title: string;
  status: string;
  variants: { title: string; sku: string; inventoryItemId: string; available: number }[];
}

export const ORDER_CHANGES = ["edit", "pay", "fulfill", "refund", "cancel"] as const;
export type OrderChange = (typeof ORDER_CHANGES)[number];

/** Something that the store cannot do, in words for the person who asked. */
export class StoreRefused extends Error {}
