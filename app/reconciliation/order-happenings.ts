import type { OrderNode, TransactionNode } from "#app/shopify-admin/order-shape.ts";
import type { Happening } from "./changed-resource.ts";
import { mapOrder, type WholeOrder } from "./payloads/map-order.ts";
import {
  mapFulfillment,
  mapRefund,
  mapTransaction,
  orderLines,
} from "./payloads/map-order-parts.ts";
import { type Payload, plainId } from "./payloads/payload-format.ts";

/** What the record of an order proves to have happened to it, oldest first. */
export function orderHappenings(
  whole: WholeOrder & { transactions: readonly TransactionNode[] },
  timeZone: string,
): Happening[] {
  const { order, refunds, fulfillments, transactions } = whole;
  const lines = orderLines(order, fulfillments);
  const part = (topic: string, gid: string, at: string, payload: Payload): Happening => ({
    topic,
    partId: plainId(gid) ?? "",
    at: Date.parse(at),
    payload,
  });
  return [
    ...transitions(whole, mapOrder(whole, timeZone)),
    ...refunds.map((one) =>
      part(
        "refunds/create",
        one.id,
        one.createdAt ?? one.processedAt,
        mapRefund(one, lines, timeZone),
      ),
    ),
    ...fulfillments.flatMap((one) => {
      const payload = mapFulfillment(one, order, lines, timeZone);
      const created = part("fulfillments/create", one.id, one.createdAt, payload);
      return one.updatedAt > one.createdAt
        ? [created, part("fulfillments/update", one.id, one.updatedAt, payload)]
        : [created];
    }),
    ...transactions.map((one) =>
      part("order_transactions/create", one.id, one.createdAt, mapTransaction(one, timeZone)),
    ),
  ].sort((left, right) => left.at - right.at);
}

/** Paid, cancelled, fulfilled: told by the order's state, and dated by what led to it. */
function transitions({ order, fulfillments }: WholeOrder, payload: Payload): Happening[] {
  const own = (topic: string, at: number | undefined): Happening[] =>
    at === undefined ? [] : [{ topic, partId: "", at, payload }];
  const shipped = newest(fulfillments.map(({ createdAt }) => createdAt));
  return [
    ...own("orders/paid", order.displayFinancialStatus === "PAID" ? paidAt(order) : undefined),
    ...own(
      "orders/cancelled",
      order.cancelledAt === null ? undefined : Date.parse(order.cancelledAt),
    ),
    ...own(
      "orders/fulfilled",
      order.displayFulfillmentStatus === "FULFILLED" ? shipped : undefined,
    ),
    ...own(
      "orders/partially_fulfilled",
      order.displayFulfillmentStatus === "PARTIALLY_FULFILLED" ? shipped : undefined,
    ),
  ];
}

function paidAt({ transactions }: OrderNode): number | undefined {
  return newest(
    transactions
      .filter(({ kind, status }) => status === "SUCCESS" && ["SALE", "CAPTURE"].includes(kind))
      .map(({ createdAt }) => createdAt),
  );
}

function newest(times: readonly string[]): number | undefined {
  return times.length === 0 ? undefined : Math.max(...times.map((at) => Date.parse(at)));
}
