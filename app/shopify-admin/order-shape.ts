import { z } from "zod";
import { address, money, moneyBag, pageInfo, taxLines } from "./shapes.ts";

/** Shapes of an order and its parts, as the documents of `read-orders.server.ts` ask for them. */

const discountAllocations = z.array(
  z.object({
    allocatedAmountSet: moneyBag,
    discountApplication: z.object({ index: z.number() }),
  }),
);
const attributes = z.array(z.object({ key: z.string(), value: z.string().nullable() }));
const idOnly = z.object({ id: z.string() });

export const lineItem = z.object({
  id: z.string(),
  title: z.string(),
  variantTitle: z.string().nullable(),
  name: z.string(),
  sku: z.string().nullable(),
  vendor: z.string().nullable(),
  quantity: z.number(),
  currentQuantity: z.number(),
  unfulfilledQuantity: z.number(),
  requiresShipping: z.boolean(),
  taxable: z.boolean(),
  isGiftCard: z.boolean(),
  weight: z.object({ unit: z.string(), value: z.number() }).nullable(),
  customAttributes: attributes,
  lineItemGroup: idOnly.nullable(),
  originalUnitPriceSet: moneyBag,
  totalDiscountSet: moneyBag,
  taxLines,
  discountAllocations,
  /** Left out without `read_products`. */
  product: idOnly.nullish(),
  variant: z
    .object({ id: z.string(), inventoryItem: z.object({ tracked: z.boolean() }) })
    .nullish(),
});
export type LineItemNode = z.infer<typeof lineItem>;

const discountApplication = z.object({
  __typename: z.string(),
  index: z.number(),
  allocationMethod: z.string(),
  targetSelection: z.string(),
  targetType: z.string(),
  value: z.object({
    __typename: z.string(),
    amount: z.string().optional(),
    currencyCode: z.string().optional(),
    percentage: z.number().optional(),
  }),
  code: z.string().optional(),
  title: z.string().optional(),
  description: z.string().nullable().optional(),
});
export type DiscountApplicationNode = z.infer<typeof discountApplication>;

const shippingLine = z.object({
  id: z.string().nullable(),
  carrierIdentifier: z.string().nullable(),
  code: z.string().nullable(),
  title: z.string(),
  phone: z.string().nullable(),
  source: z.string().nullable(),
  isRemoved: z.boolean(),
  originalPriceSet: moneyBag,
  discountedPriceSet: moneyBag,
  currentDiscountedPriceSet: moneyBag,
  taxLines,
  discountAllocations,
});
export type ShippingLineNode = z.infer<typeof shippingLine>;

export const orderCustomer = z.object({
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  state: z.string(),
  note: z.string().nullable(),
  verifiedEmail: z.boolean(),
  multipassIdentifier: z.string().nullable(),
  taxExempt: z.boolean(),
  taxExemptions: z.array(z.string()),
  amountSpent: money,
  defaultEmailAddress: z.object({ emailAddress: z.string() }).nullable(),
  defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullable(),
  defaultAddress: address,
});
export type CustomerNode = z.infer<typeof orderCustomer>;

export const order = z.object({
  id: z.string(),
  name: z.string(),
  number: z.number(),
  app: idOnly.nullable(),
  clientIp: z.string().nullable(),
  customerAcceptsMarketing: z.boolean(),
  cancelReason: z.string().nullable(),
  cancelledAt: z.string().nullable(),
  cartToken: z.string().nullable(),
  checkoutToken: z.string().nullable(),
  closedAt: z.string().nullable(),
  confirmationNumber: z.string().nullable(),
  confirmed: z.boolean(),
  createdAt: z.string(),
  currencyCode: z.string(),
  presentmentCurrencyCode: z.string(),
  customerLocale: z.string().nullable(),
  dutiesIncluded: z.boolean(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  estimatedTaxes: z.boolean(),
  displayFinancialStatus: z.string().nullable(),
  displayFulfillmentStatus: z.string(),
  merchantBusinessEntity: idOnly,
  merchantOfRecordApp: idOnly.nullable(),
  note: z.string().nullable(),
  customAttributes: attributes,
  statusPageUrl: z.string(),
  paymentGatewayNames: z.array(z.string()),
  poNumber: z.string().nullable(),
  processedAt: z.string(),
  retailLocation: idOnly.nullable(),
  sourceIdentifier: z.string().nullable(),
  sourceName: z.string().nullable(),
  registeredSourceUrl: z.string().nullable(),
  tags: z.array(z.string()),
  taxExempt: z.boolean(),
  taxesIncluded: z.boolean(),
  test: z.boolean(),
  totalWeight: z.string().nullable(),
  updatedAt: z.string(),
  currentSubtotalLineItemsQuantity: z.number(),
  currentShippingPriceSet: moneyBag,
  currentSubtotalPriceSet: moneyBag,
  currentTotalAdditionalFeesSet: moneyBag.nullable(),
  currentTotalDiscountsSet: moneyBag,
  currentTotalDutiesSet: moneyBag.nullable(),
  currentTotalPriceSet: moneyBag,
  currentTotalTaxSet: moneyBag,
  originalTotalAdditionalFeesSet: moneyBag.nullable(),
  originalTotalDutiesSet: moneyBag.nullable(),
  subtotalPriceSet: moneyBag.nullable(),
  totalCashRoundingAdjustment: z.object({ paymentSet: moneyBag, refundSet: moneyBag }),
  totalDiscountsSet: moneyBag.nullable(),
  totalOutstandingSet: moneyBag,
  totalPriceSet: moneyBag,
  totalShippingPriceSet: moneyBag,
  totalTaxSet: moneyBag.nullable(),
  totalTipReceivedSet: moneyBag,
  discountCodes: z.array(z.string()),
  discountApplications: z.object({ nodes: z.array(discountApplication) }),
  taxLines,
  billingAddress: address,
  shippingAddress: address,
  /** Left out without `read_customers`. */
  customer: orderCustomer.nullish(),
  shippingLines: z.object({ nodes: z.array(shippingLine) }),
  lineItems: z.object({ nodes: z.array(lineItem), pageInfo }),
  /** Ids alone; their contents are read by these. */
  refunds: z.array(idOnly),
  fulfillments: z.array(idOnly),
  transactions: z.array(
    z.object({ id: z.string(), kind: z.string(), status: z.string(), createdAt: z.string() }),
  ),
});
export type OrderNode = z.infer<typeof order>;

export const refund = z.object({
  id: z.string(),
  createdAt: z.string().nullable(),
  processedAt: z.string(),
  note: z.string().nullable(),
  order: idOnly,
  return: idOnly.nullable(),
  duties: z.array(z.object({ amountSet: moneyBag })).nullable(),
  refundLineItems: z.object({
    nodes: z.array(
      z.object({
        id: z.string().nullable(),
        quantity: z.number(),
        restockType: z.string(),
        restocked: z.boolean(),
        location: idOnly.nullable(),
        subtotalSet: moneyBag,
        totalTaxSet: moneyBag,
        lineItem: idOnly,
      }),
    ),
    pageInfo,
  }),
  refundShippingLines: z.object({
    nodes: z.array(
      z.object({ id: z.string(), subtotalAmountSet: moneyBag, taxAmountSet: moneyBag }),
    ),
  }),
  orderAdjustments: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        reason: z.string().nullable(),
        amountSet: moneyBag,
        taxAmountSet: moneyBag,
      }),
    ),
  }),
  transactions: z.object({ nodes: z.array(z.lazy(() => transaction)) }),
});
export type RefundNode = z.infer<typeof refund>;

export const transaction = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  gateway: z.string().nullable(),
  test: z.boolean(),
  createdAt: z.string(),
  processedAt: z.string().nullable(),
  errorCode: z.string().nullable(),
  paymentId: z.string().nullable(),
  manualPaymentGateway: z.boolean(),
  amountSet: moneyBag,
  amountRoundingSet: moneyBag.nullable(),
  totalUnsettledSet: moneyBag.nullable(),
  parentTransaction: idOnly.nullable(),
  order: idOnly.nullable(),
});
export type TransactionNode = z.infer<typeof transaction>;

export const fulfillment = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  displayStatus: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  order: idOnly,
  service: z.object({ handle: z.string() }).nullable(),
  location: idOnly.nullable(),
  originAddress: z
    .object({
      address1: z.string().nullable(),
      address2: z.string().nullable(),
      city: z.string().nullable(),
      countryCode: z.string(),
      provinceCode: z.string().nullable(),
      zip: z.string().nullable(),
    })
    .nullable(),
  trackingInfo: z.array(
    z.object({
      company: z.string().nullable(),
      number: z.string().nullable(),
      url: z.string().nullable(),
    }),
  ),
  fulfillmentLineItems: z.object({
    nodes: z.array(z.object({ quantity: z.number().nullable(), lineItem: idOnly })),
    pageInfo,
  }),
});
export type FulfillmentNode = z.infer<typeof fulfillment>;
