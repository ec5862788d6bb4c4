import { compare } from "../search-syntax.ts";
import type { Order } from "../store/model.ts";
import { figuresOf, fulfillmentStatusOf } from "../store/order-figures.ts";
import { byText, byTime, connection, countOf, searched, type Listing } from "./connection.ts";
import { idOf, requireScope, type ApiContext, type Args } from "./context.ts";
import { orderNode } from "./order-nodes.ts";
import { fulfillmentNode, refundNode, transactionNode } from "./order-part-nodes.ts";

/** How far back an app sees without `read_all_orders`. */
const VISIBLE_MS = 60 * 86_400_000;

/** The orders this app may see. */
function visibleOrders(context: ApiContext): Order[] {
  return [...context.shop.data.orders.values()].filter((order) => isVisible(context, order));
}

function isVisible(context: ApiContext, order: Order): boolean {
  return context.scopes.has("read_all_orders") || order.createdAt >= context.now - VISIBLE_MS;
}

function statusOf(order: Order): string {
  if (order.cancelledAt !== null) return "cancelled";
  return order.closedAt === null ? "open" : "closed";
}

/** Orders as a list that can be searched and sorted. */
export function orderListing(context: ApiContext, items: Order[]): Listing<Order> {
  const seconds = (at: number) => Math.floor(at / 1000);
  return {
    items,
    id: (order) => order.id,
    changedAt: (order) => order.updatedAt,
    defaultSort: "PROCESSED_AT",
    sortValues: {
      PROCESSED_AT: (order) => seconds(order.processedAt),
      CREATED_AT: (order) => seconds(order.createdAt),
      UPDATED_AT: (order) => seconds(order.updatedAt),
      ORDER_NUMBER: (order) => order.orderNumber,
      TOTAL_PRICE: (order) => figuresOf(order).total,
      FINANCIAL_STATUS: (order) => order.financialStatus,
      FULFILLMENT_STATUS: (order) => fulfillmentStatusOf(order) ?? "unfulfilled",
    },
    searchable: {
      created_at: byTime((order) => order.createdAt),
      updated_at: byTime((order) => order.updatedAt),
      processed_at: byTime((order) => order.processedAt),
      name: (order, term) =>
        compare(order.name.replace("#", ""), { ...term, value: term.value.replace("#", "") }),
      email: byText((order) => order.email),
      tag: (order, term) => order.tags.some((tag) => compare(tag, term)),
      financial_status: byText((order) => order.financialStatus),
      fulfillment_status: (order, term) => {
        const status = fulfillmentStatusOf(order) ?? "unfulfilled";
        return (
          compare(status, term) ||
          (term.value === "unshipped" && status === "unfulfilled") ||
          (term.value === "shipped" && status === "fulfilled")
        );
      },
      status: (order, term) => term.value === "any" || compare(statusOf(order), term),
      customer_id: (order, term) => compare(Number(order.customerId ?? 0), term),
      test: (order, term) => String(order.test) === term.value,
    },
    node: (order) => orderNode(context, order),
  };
}

const SCOPES = ["read_orders", "read_marketplace_orders"] as const;

export const orderQueries = {
  orders(context: ApiContext, args: Args) {
    requireScope(context, "orders", ...SCOPES);
    return connection(context, "orders", args, orderListing(context, visibleOrders(context)));
  },
  ordersCount(context: ApiContext, args: Args) {
    requireScope(context, "ordersCount", ...SCOPES);
    const found = searched(
      context,
      "ordersCount",
      args,
      orderListing(context, visibleOrders(context)),
    );
    return countOf(found.length, args["limit"]);
  },
  order(context: ApiContext, args: Args) {
    requireScope(context, "order", ...SCOPES);
    const id = idOf(args["id"], "Order");
    const order = context.shop.data.orders.get(id);
    if (!order || !isVisible(context, order)) return null;
    return orderNode(context, order);
  },
  fulfillment(context: ApiContext, args: Args) {
    requireScope(context, "fulfillment", "read_orders", "read_fulfillments");
    const id = idOf(args["id"], "Fulfillment");
    for (const order of visibleOrders(context)) {
      const found = order.fulfillments.find((one) => one.id === id);
      if (found) return fulfillmentNode(context, order, found);
    }
    return null;
  },
  refund(context: ApiContext, args: Args) {
    requireScope(context, "refund", ...SCOPES);
    const id = idOf(args["id"], "Refund");
    for (const order of visibleOrders(context)) {
      const found = order.refunds.find((one) => one.id === id);
      if (found) return refundNode(context, order, found);
    }
    return null;
  },
  /** No root field of the schema: reached by `node` and `nodes` only. */
  transaction(context: ApiContext, args: Args) {
    requireScope(context, "node", ...SCOPES);
    const id = idOf(args["id"], "OrderTransaction");
    for (const order of visibleOrders(context)) {
      const found = order.transactions.find((one) => one.id === id);
      if (found) return transactionNode(context, order, found);
    }
    return null;
  },
};
