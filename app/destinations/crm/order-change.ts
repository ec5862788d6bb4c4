import type { LineChange, OrderChange } from "./change.ts";
import { customerOfOrder } from "./customer-change.ts";
import { addressValues } from "./address-values.ts";
import {
  type FulfillmentFact,
  NO_ORDER_FACTS,
  type OrderBase,
  type OrderFacts,
  type RefundFact,
} from "./order-facts.ts";
import { readMoney, writeMoney } from "./money.ts";
import { count, type Fields, fields, list, text, time } from "./read-payload.ts";

/** The change that an order as a whole is: every `orders/*` topic but `edited` and `delete`. */
export function wholeOrder(payload: Fields, triggered: string): OrderChange | undefined {
  const orderId = text(payload["id"]);
  if (orderId === undefined || text(payload["name"]) === undefined) return undefined;
  const lines = list(payload["line_items"]);
  return {
    type: "order",
    orderId,
    facts: {
      base: readBase(payload, lines, triggered),
      refunds: Object.fromEntries(list(payload["refunds"]).flatMap(readRefund)),
      fulfillments: Object.fromEntries(list(payload["fulfillments"]).flatMap(readFulfillment)),
    },
    whole: {
      values: orderValues(payload),
      lines: lines.flatMap(readLine),
      customer: customerOfOrder(payload, triggered),
    },
  };
}

/** What `refunds/create` adds to its order. */
export function refundOfOrder(payload: Fields): OrderChange | undefined {
  const orderId = text(payload["order_id"]);
  const [refund] = readRefund(payload);
  if (orderId === undefined || !refund) return undefined;
  return part(orderId, { ...NO_ORDER_FACTS, refunds: Object.fromEntries([refund]) });
}

/** What `fulfillments/*` adds to its order. */
export function fulfillmentOfOrder(payload: Fields): OrderChange | undefined {
  const orderId = text(payload["order_id"]);
  const [fulfillment] = readFulfillment(payload);
  if (orderId === undefined || !fulfillment) return undefined;
  return part(orderId, { ...NO_ORDER_FACTS, fulfillments: Object.fromEntries([fulfillment]) });
}

export function deletedOrder(payload: Fields): OrderChange | undefined {
  const orderId = text(payload["id"]);
  return orderId === undefined ? undefined : part(orderId, { ...NO_ORDER_FACTS, deleted: true });
}

function part(orderId: string, facts: OrderFacts): OrderChange {
  return { type: "order", orderId, facts };
}

function readBase(payload: Fields, lines: Fields[], triggered: string): OrderBase {
  const total = money(payload, "total_price");
  const financial = text(payload["financial_status"]) ?? "pending";
  const fulfillment = text(payload["fulfillment_status"]) ?? "unfulfilled";
  const cancelled = text(payload["cancelled_at"]) !== undefined;
  const refundIds = list(payload["refunds"]).flatMap(({ id }) => text(id) ?? []);
  const customerId = text(fields(payload["customer"])?.["id"]);
  return {
    version: {
      at: time(payload["updated_at"]) ?? 0,
      progress: progress({ financial, fulfillment, cancelled, refunds: refundIds.length }),
      triggered,
    },
    test: payload["test"] === true,
    cancelled,
    financial,
    fulfillment,
    total: total.shop,
    current: payload["current_total_price"]
      ? money(payload, "current_total_price").shop
      : total.shop,
    customerTotal: total.customer,
    currency: text(payload["currency"]) ?? "",
    customerCurrency: text(payload["presentment_currency"]) ?? text(payload["currency"]) ?? "",
    pieces: lines.reduce((sum, line) => sum + quantityOf(line), 0),
    ...(customerId !== undefined && { customerId }),
    refundIds,
  };
}

/** How far an order has come, for states of the same second. */
function progress(order: {
  financial: string;
  fulfillment: string;
  cancelled: boolean;
  refunds: number;
}): number {
  const paid = ["pending", "authorized", "partially_paid", "paid"].indexOf(order.financial);
  const sent = ["unfulfilled", "partial", "fulfilled"].indexOf(order.fulfillment);
  const settled = paid === -1 ? 4 : paid;
  return (
    (order.cancelled ? 10_000 : 0) +
    Math.min(order.refunds, 90) * 100 +
    settled * 10 +
    Math.max(sent, 0)
  );
}

/** An amount in both currencies: Shopify's plain fields and `shop_money` are the shop's. */
function money(payload: Fields, name: string): { shop: string; customer: string } {
  const set = fields(payload[`${name}_set`]);
  const plain = text(payload[name]) ?? text(fields(set?.["shop_money"])?.["amount"]) ?? "0";
  const shown = text(fields(set?.["presentment_money"])?.["amount"]) ?? plain;
  return { shop: plain, customer: shown };
}

/** Only what really was paid back counts; a refund without a transaction gives nothing back. */
function readRefund(refund: Fields): [string, RefundFact][] {
  const id = text(refund["id"]);
  if (id === undefined) return [];
  const paid = list(refund["transactions"]).filter(
    ({ kind, status }) => kind === "refund" && status === "success",
  );
  const amount = paid.reduce((sum, { amount }) => sum + (readMoney(text(amount)) ?? 0n), 0n);
  return [[id, { amount: writeMoney(amount), currency: text(paid[0]?.["currency"]) ?? "" }]];
}

function readFulfillment(fulfillment: Fields): [string, FulfillmentFact][] {
  const id = text(fulfillment["id"]);
  if (id === undefined) return [];
  return [
    [
      id,
      {
        at: time(fulfillment["updated_at"]) ?? 0,
        status: text(fulfillment["status"]) ?? "pending",
        delivered: fulfillment["shipment_status"] === "delivered",
        pieces: list(fulfillment["line_items"]).reduce(
          (sum, { quantity }) => sum + count(quantity),
          0,
        ),
      },
    ],
  ];
}

function quantityOf(line: Fields): number {
  return count(line["current_quantity"] ?? line["quantity"]);
}

function readLine(line: Fields): LineChange[] {
  const lineId = text(line["id"]);
  if (lineId === undefined) return [];
  return [
    {
      lineId,
      values: {
        name: text(line["name"]) ?? text(line["title"]) ?? "",
        sku: text(line["sku"]) ?? "",
        quantity: String(quantityOf(line)),
        price: money(line, "price").shop,
        vendor: text(line["vendor"]) ?? "",
      },
    },
  ];
}

function orderValues(payload: Fields): Record<string, string> {
  const tracking = list(payload["fulfillments"]).flatMap(
    ({ tracking_number }) => text(tracking_number) ?? [],
  );
  return {
    name: text(payload["name"]) ?? "",
    shopifyId: text(payload["id"]) ?? "",
    createdAt: text(payload["created_at"]) ?? "",
    cancelReason: text(payload["cancel_reason"]) ?? "",
    subtotal: money(payload, "subtotal_price").shop,
    tax: money(payload, "total_tax").shop,
    shipping: money(payload, "total_shipping_price").shop,
    discount: money(payload, "total_discounts").shop,
    discountCodes: list(payload["discount_codes"])
      .flatMap(({ code }) => text(code) ?? [])
      .join(", "),
    note: text(payload["note"]) ?? "",
    tags: text(payload["tags"]) ?? "",
    source: text(payload["source_name"]) ?? "",
    email: text(payload["email"]) ?? "",
    phone: text(payload["phone"]) ?? "",
    trackingNumber: tracking.join(", "),
    ...addressValues("billing", payload["billing_address"]),
    ...addressValues("shipping", payload["shipping_address"]),
  };
}
