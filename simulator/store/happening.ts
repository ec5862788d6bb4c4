import type {
  Customer,
  Fulfillment,
  InventoryItem,
  InventoryLevel,
  Order,
  Product,
  Refund,
} from "./model.ts";

/** One thing that happened in a store: the topic, and what the payload is about. */
export type Happening =
  | { topic: `orders/${string}`; order: Order }
  | { topic: "orders/edited"; order: Order; edit: OrderEdit }
  | { topic: "refunds/create"; order: Order; refund: Refund }
  | { topic: `fulfillments/${string}`; order: Order; fulfillment: Fulfillment }
  | { topic: `inventory_levels/${string}`; level: InventoryLevel }
  | { topic: `inventory_items/${string}`; item: InventoryItem }
  | { topic: `products/${string}`; product: Product }
  | { topic: `customers/${string}`; customer: Customer };

export interface OrderEdit {
  id: string;
  at: number;
  staffNote: string;
  additions: { id: string; delta: number }[];
  removals: { id: string; delta: number }[];
}

/** An action that the store cannot carry out, with the HTTP status that says so. */
export class StoreRefusal extends Error {
  readonly status: number;

  constructor(message: string, status = 422) {
    super(message);
    this.status = status;
  }
}
