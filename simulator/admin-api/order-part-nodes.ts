import { present } from "../present.ts";
import type { Fulfillment, LineItem, Order, Refund, Transaction } from "../store/model.ts";
import { utcTime } from "../webhooks/serialise.ts";
import { listed } from "./connection.ts";
import type { ApiContext, Args } from "./context.ts";
import { moneyBag } from "./money-nodes.ts";
import { lineNode } from "./order-line-nodes.ts";
import { locationNode } from "./product-nodes.ts";

function lineOf(order: Order, id: string): LineItem {
  return present(
    order.lineItems.find((line) => line.id === id),
    "the line",
  );
}

/** A fulfilment as the API shows it. */
export function fulfillmentNode(
  context: ApiContext,
  order: Order,
  fulfillment: Fulfillment,
): unknown {
  const shipped = fulfillment.shipmentStatus?.toUpperCase();
  return {
    __typename: "Fulfillment",
    id: `gid://shopify/Fulfillment/${fulfillment.id}`,
    legacyResourceId: fulfillment.id,
    name: fulfillment.name,
    status: fulfillment.status.toUpperCase(),
    displayStatus: fulfillment.status === "cancelled" ? "CANCELED" : (shipped ?? "FULFILLED"),
    createdAt: utcTime(fulfillment.createdAt),
    updatedAt: utcTime(fulfillment.updatedAt),
    requiresShipping: true,
    service: { id: "gid://shopify/FulfillmentService/manual", handle: "manual" },
    totalQuantity: fulfillment.lines.reduce((sum, line) => sum + line.quantity, 0),
    trackingInfo: fulfillment.trackingNumber
      ? [
          {
            company: fulfillment.trackingCompany,
            number: fulfillment.trackingNumber,
            url: `https://track.example/${fulfillment.trackingNumber}`,
          },
        ]
      : [],
    location() {
      const location = context.shop.data.locations.get(fulfillment.locationId);
      return location ? locationNode(context, location) : null;
    },
    order: () => context.nodes.order(context, order),
    fulfillmentLineItems: (args: Args) =>
      listed(context, "fulfillmentLineItems", args, fulfillment.lines, (entry) => {
        const line = lineOf(order, entry.lineItemId);
        const total = moneyBag(line.price * entry.quantity, order.currency);
        return {
          id: `gid://shopify/FulfillmentLineItem/${entry.id}`,
          quantity: entry.quantity,
          originalTotalSet: total,
          discountedTotalSet: total,
          lineItem: () => lineNode(context, order, line),
        };
      }),
  };
}

/** A refund as the API shows it. */
export function refundNode(context: ApiContext, order: Order, refund: Refund): unknown {
  const transactions = order.transactions.filter((one) => one.refundId === refund.id);
  const amount = transactions.reduce((sum, one) => sum + one.amount, 0);
  return {
    __typename: "Refund",
    id: `gid://shopify/Refund/${refund.id}`,
    legacyResourceId: refund.id,
    createdAt: utcTime(refund.createdAt),
    updatedAt: utcTime(refund.createdAt),
    processedAt: utcTime(refund.createdAt),
    note: refund.note,
    duties: [],
    totalRefundedSet: moneyBag(amount, order.currency),
    order: () => context.nodes.order(context, order),
    transactions: (args: Args) =>
      listed(context, "transactions", args, transactions, (one) =>
        transactionNode(context, order, one),
      ),
    refundShippingLines: (args: Args) =>
      listed(context, "refundShippingLines", args, [] as Refund[], () => null),
    orderAdjustments: (args: Args) =>
      listed(context, "orderAdjustments", args, [] as Refund[], () => null),
    refundLineItems: (args: Args) =>
      listed(context, "refundLineItems", args, refund.lines, (entry) => ({
        id: `gid://shopify/RefundLineItem/${entry.id}`,
        quantity: entry.quantity,
        restockType: entry.restockType.toUpperCase(),
        restocked: entry.restockType !== "no_restock",
        subtotalSet: moneyBag(entry.subtotal, order.currency),
        totalTaxSet: moneyBag(entry.totalTax, order.currency),
        priceSet: moneyBag(Math.round(entry.subtotal / entry.quantity), order.currency),
        lineItem: () => lineNode(context, order, lineOf(order, entry.lineItemId)),
        location() {
          const location =
            entry.locationId === null
              ? undefined
              : context.shop.data.locations.get(entry.locationId);
          return location ? locationNode(context, location) : null;
        },
      })),
  };
}

/** A payment or refund as the API shows it. */
export function transactionNode(
  context: ApiContext,
  order: Order,
  transaction: Transaction,
): unknown {
  return {
    __typename: "OrderTransaction",
    id: `gid://shopify/OrderTransaction/${transaction.id}`,
    kind: transaction.kind.toUpperCase(),
    status: transaction.status.toUpperCase(),
    gateway: transaction.gateway,
    formattedGateway: "Shopify Payments",
    test: order.test,
    createdAt: utcTime(transaction.createdAt),
    processedAt: utcTime(transaction.createdAt),
    amountSet: moneyBag(transaction.amount, order.currency),
    totalUnsettledSet: moneyBag(0, order.currency),
    manualPaymentGateway: false,
    manuallyCapturable: false,
    multiCapturable: false,
    fees: [],
    paymentId: `${order.name}.${transaction.kind === "sale" ? 1 : 2}`,
    order: () => context.nodes.order(context, order),
    parentTransaction() {
      const parent = order.transactions.find((one) => one.id === transaction.parentId);
      return parent ? transactionNode(context, order, parent) : null;
    },
  };
}
