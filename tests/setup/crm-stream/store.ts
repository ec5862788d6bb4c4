/**
 * A store as the streams of the CRM tests have it: plain objects that are changed in place. It is
 * the truth that every CRM must end up with; nothing of the app is used to make it.
 */
type Line = { id: string; name: string; sku: string; quantity: number; price: number };

type Refund = { id: string; at: number; amount: number };
export type Fulfillment = {
  id: string;
  at: number;
  shipment: string | null;
  tracking: string;
  pieces: [Line, number][];
};

/** Amounts are in hundredths of the shop's currency; `rate` leads to the customer's. */
export type Order = {
  id: string;
  number: number;
  customer: Customer | undefined;
  createdAt: number;
  updatedAt: number;
  test: boolean;
  paid: boolean;
  cancelledAt: number | undefined;
  deleted: boolean;
  note: string;
  currency: string;
  rate: number;
  lines: Line[];
  refunds: Refund[];
  fulfillments: Fulfillment[];
  /** As ordered, with what edits added. */
  total: number;
  /** What was sent back or taken out. */
  returned: number;
};

export type Customer = {
  id: string;
  updatedAt: number;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  city: string;
  consent: { state: string; at: number } | undefined;
  mergedInto: Customer | undefined;
};

export type Store = { orders: Order[]; customers: Customer[] };

export const refunded = (order: Order): number =>
  order.refunds.reduce((sum, { amount }) => sum + amount, 0);

export const ordered = (order: Order): number =>
  order.lines.reduce((sum, { quantity }) => sum + quantity, 0);

export const sent = (order: Order): number =>
  order.fulfillments.flatMap(({ pieces }) => pieces).reduce((sum, [, count]) => sum + count, 0);

export function financial(order: Order): string {
  if (!order.paid) return order.cancelledAt === undefined ? "pending" : "voided";
  if (refunded(order) === 0) return "paid";
  return refunded(order) >= order.total ? "refunded" : "partially_refunded";
}

export function fulfillment(order: Order): "fulfilled" | "partial" | null {
  if (sent(order) === 0) return null;
  return sent(order) >= ordered(order) ? "fulfilled" : "partial";
}
