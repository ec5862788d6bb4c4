import { REFUND_NOTES } from "./catalogue.ts";
import { StoreRefusal, type Happening, type OrderEdit } from "./happening.ts";
import type { LineItem, Order, Refund } from "./model.ts";
import { chosenLines, updated, type LineQuantity } from "./order-actions.ts";
import { figuresOf, taxOn } from "./order-figures.ts";
import { lineOf, variantFor } from "./place-order.ts";
import { nextId, randomOf, type Shop } from "./shop.ts";
import { changeStock, stockOfLines } from "./stock.ts";

export interface RefundInput {
  /** Without lines, everything that is left. */
  lines?: LineQuantity[];
  /** Hundredths; without it, what the lines cost with tax. */
  amount?: number;
  note?: string;
  restock?: boolean;
}

/** Pays money back. */
export function refundOrder(
  shop: Shop,
  order: Order,
  input: RefundInput,
  now: number,
): { refund: Refund; happenings: Happening[] } {
  const lines = chosenLines(order, input.lines, (line) => line.currentQuantity);
  if (figuresOf(order).paid === 0) throw new StoreRefusal("nothing was paid for this order");
  const refund = makeRefund(shop, order, lines, input, "return", now);
  const stock = input.restock === false ? [] : restock(shop, order, lines, now);
  return {
    refund,
    happenings: [{ topic: "refunds/create", order, refund }, updated(order, now), ...stock],
  };
}

function makeRefund(
  shop: Shop,
  order: Order,
  lines: { line: LineItem; quantity: number }[],
  input: RefundInput,
  restockType: "return" | "cancel",
  now: number,
): Refund {
  const before = figuresOf(order);
  const left = before.paid - before.refunded;
  const restocks = input.restock !== false;
  const refund: Refund = {
    id: nextId(shop),
    createdAt: now,
    note: input.note ?? randomOf(shop).pick(REFUND_NOTES),
    restock: restocks,
    transactionId: null,
    lines: lines.map(({ line, quantity }) => ({
      id: nextId(shop),
      lineItemId: line.id,
      quantity,
      restockType: restocks ? restockType : "no_restock",
      locationId: restocks ? order.locationId : null,
      subtotal: line.price * quantity,
      totalTax: taxOn(line.price * quantity, order.taxRate),
    })),
  };
  for (const { line, quantity } of lines) {
    line.currentQuantity -= quantity;
    line.refundedQuantity += quantity;
  }
  const gone = order.lineItems.every((line) => line.currentQuantity === 0);
  const linesCost = refund.lines.reduce((sum, line) => sum + line.subtotal + line.totalTax, 0);
  const amount = Math.min(left, input.amount ?? (gone ? left : linesCost));
  if (amount > 0) {
    refund.transactionId = nextId(shop);
    order.transactions.push({
      id: refund.transactionId,
      kind: "refund",
      status: "success",
      gateway: order.gateway,
      amount,
      createdAt: now,
      parentId: order.transactions[0]?.id ?? null,
      refundId: refund.id,
    });
    order.financialStatus = amount >= left ? "refunded" : "partially_refunded";
  }
  order.refunds.push(refund);
  const customer =
    order.customerId === null ? undefined : shop.data.customers.get(order.customerId);
  if (customer) customer.totalSpent -= amount;
  return refund;
}

function restock(
  shop: Shop,
  order: Order,
  lines: { line: LineItem; quantity: number }[],
  now: number,
): Happening[] {
  // Goods that never left were still set aside for this order.
  const sign =
    order.fulfillments.length === 0
      ? ({ available: 1, committed: -1 } as const)
      : ({ available: 1 } as const);
  return changeStock(shop, stockOfLines(shop, lines, order.locationId, sign), now);
}

export interface CancelInput {
  reason?: "customer" | "declined" | "fraud" | "inventory" | "other" | "staff";
  refund?: boolean;
  restock?: boolean;
}

/** Calls an order off; what was paid goes back unless told otherwise. */
export function cancelOrder(
  shop: Shop,
  order: Order,
  input: CancelInput,
  now: number,
): Happening[] {
  if (order.cancelledAt !== null) throw new StoreRefusal("the order is already cancelled");
  if (order.fulfillments.some((one) => one.status === "success")) {
    throw new StoreRefusal("an order that was fulfilled cannot be cancelled");
  }
  const lines = chosenLines(order, undefined, (line) => line.currentQuantity);
  const happenings: Happening[] = [];
  order.cancelledAt = now;
  order.closedAt = now;
  order.cancelReason = input.reason ?? "customer";
  if (order.financialStatus === "pending") {
    order.financialStatus = "voided";
    for (const { line, quantity } of lines) line.currentQuantity -= quantity;
  } else if (input.refund !== false) {
    const refund = makeRefund(shop, order, lines, { note: "Order cancelled" }, "cancel", now);
    happenings.push({ topic: "refunds/create", order, refund });
  }
  happenings.push({ topic: "orders/cancelled", order }, updated(order, now));
  if (input.restock !== false) happenings.push(...restock(shop, order, lines, now));
  return happenings;
}

export interface EditInput {
  add?: { variantId?: string; sku?: string; quantity?: number }[];
  remove?: LineQuantity[];
  note?: string;
  tags?: string[];
  staffNote?: string;
}

/** Changes what was ordered (`orders/edited`), or only its note and tags. */
export function editOrder(shop: Shop, order: Order, input: EditInput, now: number): Happening[] {
  if (order.cancelledAt !== null) throw new StoreRefusal("the order is cancelled");
  if (input.note !== undefined) order.note = input.note;
  if (input.tags !== undefined) order.tags = input.tags;
  const added = (input.add ?? []).map((entry) => ({
    ...lineOf(shop, variantFor(shop, entry), entry.quantity ?? 1),
    added: true,
  }));
  const removed = input.remove
    ? chosenLines(order, input.remove, (line) => line.currentQuantity - line.fulfilledQuantity)
    : [];
  if (added.length + removed.length === 0) return [updated(order, now)];

  const edit: OrderEdit = {
    id: nextId(shop),
    at: now,
    staffNote: input.staffNote ?? "",
    additions: added.map((line) => ({ id: line.id, delta: line.quantity })),
    removals: removed.map(({ line, quantity }) => ({ id: line.id, delta: quantity })),
  };
  order.edited = true;
  order.lineItems.push(...added);
  for (const { line, quantity } of removed) line.currentQuantity -= quantity;
  const taken = stockOfLines(
    shop,
    added.map((line) => ({ line, quantity: line.quantity })),
    order.locationId,
    { available: -1, committed: 1 },
  );
  const given = stockOfLines(shop, removed, order.locationId, { available: 1, committed: -1 });
  return [
    { topic: "orders/edited", order, edit },
    updated(order, now),
    ...changeStock(shop, [...taken, ...given], now),
  ];
}

/** Deletes an order; nothing of it stays. */
export function deleteOrder(shop: Shop, order: Order): Happening[] {
  shop.data.orders.delete(order.id);
  return [{ topic: "orders/delete", order }];
}
