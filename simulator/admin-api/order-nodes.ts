import type { LineItem, Order } from "../store/model.ts";
import { figuresOf, fulfillmentStatusOf } from "../store/order-figures.ts";
import { utcTime } from "../webhooks/serialise.ts";
import { listed } from "./connection.ts";
import { requireScope, type ApiContext, type Args } from "./context.ts";
import { addressNode, moneyBag } from "./money-nodes.ts";
import { lineNode, taxLines } from "./order-line-nodes.ts";
import { fulfillmentNode, refundNode, transactionNode } from "./order-part-nodes.ts";

const time = (at: number | null) => (at === null ? null : utcTime(at));
const first = <T>(items: T[], args: Args) =>
  typeof args["first"] === "number" ? items.slice(0, args["first"]) : items;

/** An order as the API shows it. */
export function orderNode(context: ApiContext, order: Order): unknown {
  const figures = figuresOf(order);
  const bag = (amount: number) => moneyBag(amount, order.currency);
  const { data } = context.shop;
  const fulfilled = fulfillmentStatusOf(order);
  const quantity = order.lineItems.reduce((sum, line) => sum + line.quantity, 0);
  return {
    __typename: "Order",
    id: `gid://shopify/Order/${order.id}`,
    legacyResourceId: order.id,
    name: order.name,
    // What the name is made of; `number` of a webhook counts from 1.
    number: order.orderNumber,
    confirmationNumber: order.confirmationNumber,
    confirmed: true,
    createdAt: time(order.createdAt),
    updatedAt: time(order.updatedAt),
    processedAt: time(order.processedAt),
    closed: order.closedAt !== null,
    closedAt: time(order.closedAt),
    cancelledAt: time(order.cancelledAt),
    cancelReason: order.cancelReason?.toUpperCase() ?? null,
    cancellation: order.cancelledAt === null ? null : { staffNote: null },
    displayFinancialStatus: order.financialStatus.toUpperCase(),
    displayFulfillmentStatus:
      fulfilled === null
        ? "UNFULFILLED"
        : fulfilled === "partial"
          ? "PARTIALLY_FULFILLED"
          : "FULFILLED",
    returnStatus: "NO_RETURN",
    currencyCode: order.currency,
    presentmentCurrencyCode: order.currency,
    email: order.email,
    phone: order.phone,
    note: order.note,
    tags: order.tags,
    test: order.test,
    edited: order.edited,
    sourceName: order.sourceName,
    cartToken: order.token,
    checkoutToken: order.token,
    customerLocale: "en-US",
    customerAcceptsMarketing: false,
    taxesIncluded: false,
    taxExempt: false,
    dutiesIncluded: false,
    estimatedTaxes: false,
    requiresShipping: true,
    fullyPaid: figures.outstanding === 0,
    unpaid: figures.paid === 0,
    refundable: figures.paid > figures.refunded,
    restockable: true,
    fulfillable: order.cancelledAt === null && fulfilled !== "fulfilled",
    capturable: false,
    canMarkAsPaid: order.financialStatus === "pending",
    canNotifyCustomer: order.email !== null,
    merchantEditable: order.cancelledAt === null,
    merchantEditableErrors: [],
    hasTimelineComment: false,
    productNetwork: false,
    alerts: [],
    disputes: [],
    additionalFees: [],
    customAttributes: [],
    discountCode: order.discountCode,
    discountCodes: order.discountCode ? [order.discountCode] : [],
    paymentGatewayNames: [order.gateway],
    statusPageUrl: `https://${context.shop.domain}/${context.shop.id}/orders/${order.token}/authenticate?key=${order.token.slice(0, 12)}`,
    billingAddressMatchesShippingAddress: true,
    billingAddress: addressNode(order.billingAddress),
    shippingAddress: addressNode(order.shippingAddress),
    displayAddress: addressNode(order.shippingAddress),
    subtotalLineItemsQuantity: quantity,
    currentSubtotalLineItemsQuantity: order.lineItems.reduce(
      (sum, line) => sum + line.currentQuantity,
      0,
    ),
    totalWeight: String(figures.grams),
    currentTotalWeight: String(figures.grams),
    subtotalPriceSet: bag(figures.subtotal),
    totalPriceSet: bag(figures.total),
    originalTotalPriceSet: bag(figures.originalTotal),
    totalTaxSet: bag(figures.tax),
    totalDiscountsSet: bag(figures.discounts),
    totalShippingPriceSet: bag(figures.shipping),
    totalRefundedSet: bag(figures.refunded),
    totalRefundedShippingSet: bag(0),
    totalReceivedSet: bag(figures.paid),
    totalOutstandingSet: bag(figures.outstanding),
    totalCapturableSet: bag(0),
    totalTipReceivedSet: bag(0),
    totalCashRoundingAdjustment: { paymentSet: bag(0), refundSet: bag(0) },
    merchantBusinessEntity: { id: "gid://shopify/BusinessEntity/MTU0ODM4MDAwOQ" },
    app: { id: "gid://shopify/App/580111", name: "Online Store" },
    discountApplications: (args: Args) =>
      listed(context, "discountApplications", args, [] as LineItem[], () => null),
    netPaymentSet: bag(figures.paid - figures.refunded),
    refundDiscrepancySet: bag(0),
    currentSubtotalPriceSet: bag(figures.currentSubtotal),
    currentTotalPriceSet: bag(figures.currentTotal),
    currentTotalTaxSet: bag(figures.currentTax),
    currentTotalDiscountsSet: bag(figures.discounts),
    currentShippingPriceSet: bag(figures.currentTotal === 0 ? 0 : figures.shipping),
    currentTaxLines: taxLines(order, figures.currentSubtotal),
    taxLines: taxLines(order, figures.subtotal),
    shippingLine: shippingLine(order),
    shippingLines: (args: Args) =>
      listed(context, "shippingLines", args, [{ id: order.shippingLineId }], () =>
        shippingLine(order),
      ),
    customer() {
      requireScope(context, "customer", "read_customers");
      const customer = order.customerId === null ? undefined : data.customers.get(order.customerId);
      return customer ? context.nodes.customer(context, customer) : null;
    },
    lineItems: (args: Args) =>
      listed(context, "lineItems", args, order.lineItems, (line) => lineNode(context, order, line)),
    nonFulfillableLineItems: (args: Args) =>
      listed(context, "nonFulfillableLineItems", args, [] as LineItem[], () => null),
    fulfillments: (args: Args) =>
      first(order.fulfillments, args).map((one) => fulfillmentNode(context, order, one)),
    fulfillmentsCount: { count: order.fulfillments.length, precision: "EXACT" },
    refunds: (args: Args) =>
      first(order.refunds, args).map((one) => refundNode(context, order, one)),
    transactions: (args: Args) =>
      first(order.transactions, args).map((one) => transactionNode(context, order, one)),
    transactionsCount: { count: order.transactions.length, precision: "EXACT" },
  };
}

function shippingLine(order: Order): unknown {
  const price = moneyBag(order.shippingPrice, order.currency);
  return {
    id: `gid://shopify/ShippingLine/${order.shippingLineId}`,
    title: order.shippingTitle,
    code: order.shippingTitle,
    source: "shopify",
    custom: false,
    isRemoved: false,
    originalPriceSet: price,
    discountedPriceSet: price,
    currentDiscountedPriceSet: price,
    discountAllocations: [],
    taxLines: [],
  };
}
