import type { Order } from "./model.ts";

/** What an order adds up to, in hundredths. */
export interface OrderFigures {
  /** Line prices as ordered. */
  lineItemsTotal: number;
  discounts: number;
  subtotal: number;
  shipping: number;
  tax: number;
  total: number;
  /** The total as it was placed, before edits. */
  originalTotal: number;
  /** The same after edits, cancellations and refunds. */
  currentSubtotal: number;
  currentTax: number;
  currentTotal: number;
  refunded: number;
  paid: number;
  outstanding: number;
  grams: number;
}

/** Tax on an amount, rounded half up. */
export function taxOn(amount: number, perMille: number): number {
  return Math.round((amount * perMille) / 1000);
}

/** Adds an order up. */
export function figuresOf(order: Order): OrderFigures {
  let lineItemsTotal = 0;
  let currentLines = 0;
  let grams = 0;
  let addedLines = 0;
  for (const line of order.lineItems) {
    lineItemsTotal += line.price * line.quantity;
    currentLines += line.price * line.currentQuantity;
    grams += line.grams * line.quantity;
    if (line.added) addedLines += line.price * line.quantity;
  }
  const subtotal = lineItemsTotal - order.discount;
  const tax = taxOn(subtotal, order.taxRate);
  const shipping = order.shippingPrice;
  const total = subtotal + tax + shipping;
  const asPlaced = subtotal - addedLines;
  const originalTotal = asPlaced + taxOn(asPlaced, order.taxRate) + shipping;
  const allGone = order.lineItems.every((line) => line.currentQuantity === 0);
  const share = lineItemsTotal === 0 ? 0 : currentLines / lineItemsTotal;
  const currentSubtotal = currentLines - Math.round(order.discount * share);
  const currentTax = taxOn(currentSubtotal, order.taxRate);
  const currentTotal = allGone ? 0 : currentSubtotal + currentTax + shipping;
  let paid = 0;
  let refunded = 0;
  for (const transaction of order.transactions) {
    if (transaction.status !== "success") continue;
    if (transaction.kind === "sale") paid += transaction.amount;
    if (transaction.kind === "refund") refunded += transaction.amount;
  }
  const voided = order.financialStatus === "voided";
  return {
    lineItemsTotal,
    discounts: order.discount,
    subtotal,
    shipping,
    tax,
    total,
    originalTotal,
    currentSubtotal,
    currentTax,
    currentTotal,
    refunded,
    paid,
    grams,
    outstanding: voided ? 0 : Math.max(0, currentTotal - (paid - refunded)),
  };
}

/** Shopify's `fulfillment_status` of an order: null, `partial` or `fulfilled`. */
export function fulfillmentStatusOf(order: Order): "fulfilled" | "partial" | null {
  const open = order.lineItems.some((line) => line.fulfilledQuantity < line.currentQuantity);
  const any = order.lineItems.some((line) => line.fulfilledQuantity > 0);
  if (!any) return null;
  return open ? "partial" : "fulfilled";
}
