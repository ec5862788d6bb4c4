import { connection } from "./connection.ts";
import { requireScope, type ApiContext, type Args } from "./context.ts";
import { customerNode } from "./customer-resolvers.ts";
import { addressNode, moneyBag } from "./money-nodes.ts";
import { locationNode, productNode, variantNode } from "./product-nodes.ts";
import type { Fulfillment, LineItem, Order, Refund, Transaction } from "../store/model.ts";
import { figuresOf, fulfillmentStatusOf, taxOn } from "../store/order-figures.ts";
import { utcTime } from "../webhooks/serialise.ts";

const time = (at: number | null) => (at === null ? null : utcTime(at));
const first = <T>(list: T[], args: Args) =>
  typeof args["first"] === "number" ? list.slice(0, args["first"]) : list;

function list<T extends { id: string }>(
  context: ApiContext,
  field: string,
  args: Args,
  items: T[],
  node: (item: T) => unknown,
): unknown {
  return connection(context, field, args, { items, id: (item) => item.id, node });
}

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
    number: order.number,
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
    statusPageUrl: `https://${context.shop.domain}/${context.shop.id}/orders/${order.token}/authenticate`,
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
    originalTotalPriceSet: bag(figures.total),
    totalTaxSet: bag(figures.tax),
    totalDiscountsSet: bag(figures.discounts),
    totalShippingPriceSet: bag(figures.shipping),
    totalRefundedSet: bag(figures.refunded),
    totalRefundedShippingSet: bag(0),
    totalReceivedSet: bag(figures.paid),
    totalOutstandingSet: bag(figures.outstanding),
    totalCapturableSet: bag(0),
    totalTipReceivedSet: bag(0),
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
      list(context, "shippingLines", args, [{ id: order.shippingLineId }], () =>
        shippingLine(order),
      ),
    customer() {
      requireScope(context, "customer", "read_customers");
      const customer = order.customerId === null ? undefined : data.customers.get(order.customerId);
      return customer ? customerNode(context, customer) : null;
    },
    lineItems: (args: Args) =>
      list(context, "lineItems", args, order.lineItems, (line) => lineNode(context, order, line)),
    nonFulfillableLineItems: (args: Args) =>
      list(context, "nonFulfillableLineItems", args, [] as LineItem[], () => null),
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

function taxLines(order: Order, amount: number): unknown[] {
  if (order.taxRate === 0) return [];
  return [
    {
      title: order.taxTitle,
      rate: order.taxRate / 1000,
      ratePercentage: order.taxRate / 10,
      channelLiable: false,
      source: "shopify",
      priceSet: moneyBag(taxOn(amount, order.taxRate), order.currency),
    },
  ];
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

function lineNode(context: ApiContext, order: Order, line: LineItem): unknown {
  const bag = (amount: number) => moneyBag(amount, order.currency);
  const { data } = context.shop;
  const open = Math.max(0, line.currentQuantity - line.fulfilledQuantity);
  return {
    __typename: "LineItem",
    id: `gid://shopify/LineItem/${line.id}`,
    title: line.title,
    variantTitle: line.variantTitle,
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    sku: line.sku,
    vendor: line.vendor,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    unfulfilledQuantity: open,
    nonFulfillableQuantity: line.quantity - open,
    refundableQuantity: line.currentQuantity,
    requiresShipping: true,
    restockable: true,
    taxable: true,
    isGiftCard: false,
    merchantEditable: open > 0,
    customAttributes: [],
    discountAllocations: [],
    duties: [],
    taxLines: taxLines(order, line.price * line.quantity),
    originalUnitPriceSet: bag(line.price),
    originalTotalSet: bag(line.price * line.quantity),
    discountedUnitPriceSet: bag(line.price),
    discountedUnitPriceAfterAllDiscountsSet: bag(line.price),
    discountedTotalSet: bag(line.price * line.quantity),
    totalDiscountSet: bag(0),
    unfulfilledOriginalTotalSet: bag(line.price * open),
    unfulfilledDiscountedTotalSet: bag(line.price * open),
    product() {
      const product = line.productId === null ? undefined : data.products.get(line.productId);
      return product ? productNode(context, product) : null;
    },
    variant() {
      const variant = line.variantId === null ? undefined : data.variants.get(line.variantId);
      return variant ? variantNode(context, variant) : null;
    },
  };
}

/** A fulfilment as the API shows it. */
export function fulfillmentNode(
  context: ApiContext,
  order: Order,
  fulfillment: Fulfillment,
): unknown {
  const lineOf = (id: string) => order.lineItems.find((line) => line.id === id)!;
  const shipped = fulfillment.shipmentStatus?.toUpperCase();
  return {
    __typename: "Fulfillment",
    id: `gid://shopify/Fulfillment/${fulfillment.id}`,
    legacyResourceId: fulfillment.id,
    name: fulfillment.name,
    status: fulfillment.status.toUpperCase(),
    displayStatus: fulfillment.status === "cancelled" ? "CANCELED" : (shipped ?? "FULFILLED"),
    createdAt: time(fulfillment.createdAt),
    updatedAt: time(fulfillment.updatedAt),
    requiresShipping: true,
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
    order: () => orderNode(context, order),
    fulfillmentLineItems: (args: Args) =>
      list(context, "fulfillmentLineItems", args, fulfillment.lines, (entry) => {
        const line = lineOf(entry.lineItemId);
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
    createdAt: time(refund.createdAt),
    updatedAt: time(refund.createdAt),
    processedAt: time(refund.createdAt),
    note: refund.note,
    duties: [],
    totalRefundedSet: moneyBag(amount, order.currency),
    order: () => orderNode(context, order),
    transactions: (args: Args) =>
      list(context, "transactions", args, transactions, (one) =>
        transactionNode(context, order, one),
      ),
    refundShippingLines: (args: Args) =>
      list(context, "refundShippingLines", args, [] as Refund[], () => null),
    orderAdjustments: (args: Args) =>
      list(context, "orderAdjustments", args, [] as Refund[], () => null),
    refundLineItems: (args: Args) =>
      list(context, "refundLineItems", args, refund.lines, (entry) => ({
        id: `gid://shopify/RefundLineItem/${entry.id}`,
        quantity: entry.quantity,
        restockType: entry.restockType.toUpperCase(),
        restocked: entry.restockType !== "no_restock",
        subtotalSet: moneyBag(entry.subtotal, order.currency),
        totalTaxSet: moneyBag(entry.totalTax, order.currency),
        priceSet: moneyBag(Math.round(entry.subtotal / entry.quantity), order.currency),
        lineItem: () =>
          lineNode(
            context,
            order,
            order.lineItems.find((line) => line.id === entry.lineItemId)!,
          ),
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

function transactionNode(context: ApiContext, order: Order, transaction: Transaction): unknown {
  return {
    __typename: "OrderTransaction",
    id: `gid://shopify/OrderTransaction/${transaction.id}`,
    kind: transaction.kind.toUpperCase(),
    status: transaction.status.toUpperCase(),
    gateway: transaction.gateway,
    formattedGateway: "Shopify Payments",
    test: order.test,
    createdAt: time(transaction.createdAt),
    processedAt: time(transaction.createdAt),
    amountSet: moneyBag(transaction.amount, order.currency),
    manualPaymentGateway: false,
    manuallyCapturable: false,
    multiCapturable: false,
    fees: [],
    paymentId: `${order.name}.${transaction.kind === "sale" ? 1 : 2}`,
    order: () => orderNode(context, order),
    parentTransaction() {
      const parent = order.transactions.find((one) => one.id === transaction.parentId);
      return parent ? transactionNode(context, order, parent) : null;
    },
  };
}
