import { type Customer, financial, type Fulfillment, fulfillment, type Order } from "./store.ts";

/** Whole seconds with the store's offset, as Shopify writes them. */
export function storeTime(at: number): string {
  return new Date(at + 3_600_000).toISOString().replace(/\.\d+Z$/, "+01:00");
}

const cash = (amount: number): string => (amount / 100).toFixed(2);

function set(name: string, amount: number, order: Order): Record<string, unknown> {
  return {
    [name]: cash(amount),
    [`${name}_set`]: {
      shop_money: { amount: cash(amount), currency_code: "EUR" },
      presentment_money: {
        amount: cash(Math.round(amount * order.rate)),
        currency_code: order.currency,
      },
    },
  };
}

export function customerPayload(customer: Customer): Record<string, unknown> {
  return {
    id: raw(customer.id),
    updated_at: storeTime(customer.updatedAt),
    first_name: customer.firstName,
    last_name: customer.lastName,
    email: customer.email || null,
    phone: customer.phone || null,
    state: "disabled",
    default_address: customer.city ? { city: customer.city, country: "Germany" } : null,
  };
}

/** A refund is paid in the customer's currency. */
function refundPayload(order: Order, refund: Order["refunds"][number]): Record<string, unknown> {
  return {
    id: raw(refund.id),
    order_id: raw(order.id),
    created_at: storeTime(refund.at),
    transactions: [
      {
        id: raw(`${refund.id}1`),
        kind: "refund",
        status: "success",
        amount: cash(Math.round(refund.amount * order.rate)),
        currency: order.currency,
      },
    ],
  };
}

function fulfillmentPayload(order: Order, one: Fulfillment): Record<string, unknown> {
  return {
    id: raw(one.id),
    order_id: raw(order.id),
    status: "success",
    updated_at: storeTime(one.at),
    shipment_status: one.shipment,
    tracking_number: one.tracking,
    line_items: one.pieces.map(([line, quantity]) => ({ id: raw(line.id), quantity })),
  };
}

export function orderPayload(order: Order): Record<string, unknown> {
  return {
    id: raw(order.id),
    name: `#${order.number}`,
    test: order.test,
    created_at: storeTime(order.createdAt),
    updated_at: storeTime(order.updatedAt),
    cancelled_at: order.cancelledAt === undefined ? null : storeTime(order.cancelledAt),
    cancel_reason: order.cancelledAt === undefined ? null : "customer",
    financial_status: financial(order),
    fulfillment_status: fulfillment(order),
    currency: "EUR",
    presentment_currency: order.currency,
    ...set("total_price", order.total, order),
    ...set("current_total_price", order.total - order.returned, order),
    ...set("subtotal_price", order.total, order),
    total_tax: "0.00",
    note: order.note || null,
    tags: "",
    customer: order.customer ? customerPayload(order.customer) : null,
    line_items: order.lines.map((line) => ({
      id: raw(line.id),
      name: line.name,
      sku: line.sku,
      quantity: Math.max(line.quantity, 1),
      current_quantity: line.quantity,
      price: cash(line.price),
    })),
    refunds: order.refunds.map((refund) => refundPayload(order, refund)),
    fulfillments: order.fulfillments.map((one) => fulfillmentPayload(order, one)),
  };
}

export const lastRefund = (order: Order) => refundPayload(order, must(order.refunds.at(-1)));
export const lastFulfillment = (order: Order) =>
  fulfillmentPayload(order, must(order.fulfillments.at(-1)));

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("there is none");
  return value;
}

/** Ids are numbers beyond 2^53 in payloads; they are kept as text until the very end. */
const MARK = "§";
export const raw = (id: string): string => `${MARK}${id}${MARK}`;
export const toBody = (payload: Record<string, unknown>): Buffer =>
  Buffer.from(JSON.stringify(payload).replaceAll(new RegExp(`"${MARK}(\\d+)${MARK}"`, "g"), "$1"));
