import type {
  DiscountApplicationNode,
  FulfillmentNode,
  OrderNode,
  RefundNode,
} from "#app/shopify-admin/order-shape.ts";
import { mapOrderAddress } from "./map-address.ts";
import { mapOrderCustomer } from "./map-customer.ts";
import { mapLineItem, mapShippingLine, mapTaxLine } from "./map-order-line.ts";
import { mapFulfillment, mapRefund, orderLines } from "./map-order-parts.ts";
import {
  amount,
  decimal,
  idNumber,
  lower,
  type MoneyBag,
  moneySet,
  type Payload,
  shopTime,
} from "./payload-format.ts";

/** An order with the contents of its parts. */
export type WholeOrder = Readonly<{
  order: OrderNode;
  refunds: readonly RefundNode[];
  fulfillments: readonly FulfillmentNode[];
}>;

/** The order of every `orders/*` topic but `edited` and `delete`, with the sample's keys in its order. */
export function mapOrder({ order, refunds, fulfillments }: WholeOrder, timeZone: string): Payload {
  const time = (at: string | null) => shopTime(timeZone, at);
  const lines = orderLines(order, fulfillments);
  return {
    id: idNumber(order.id),
    admin_graphql_api_id: order.id,
    app_id: idNumber(order.app?.id),
    browser_ip: order.clientIp,
    buyer_accepts_marketing: order.customerAcceptsMarketing,
    cancel_reason: lower(order.cancelReason),
    cancelled_at: time(order.cancelledAt),
    cart_token: order.cartToken,
    checkout_token: order.checkoutToken,
    client_details: null,
    closed_at: time(order.closedAt),
    confirmation_number: order.confirmationNumber,
    confirmed: order.confirmed,
    contact_email: order.email,
    created_at: time(order.createdAt),
    currency: order.currencyCode,
    current_shipping_price_set: moneySet(order.currentShippingPriceSet),
    ...pair("current_subtotal_price", order.currentSubtotalPriceSet),
    current_total_additional_fees_set: moneySet(order.currentTotalAdditionalFeesSet),
    ...pair("current_total_discounts", order.currentTotalDiscountsSet),
    current_total_duties_set: moneySet(order.currentTotalDutiesSet),
    ...pair("current_total_price", order.currentTotalPriceSet),
    ...pair("current_total_tax", order.currentTotalTaxSet),
    customer_locale: order.customerLocale,
    device_id: null,
    discount_codes: discountCodes(order),
    duties_included: order.dutiesIncluded,
    email: order.email,
    estimated_taxes: order.estimatedTaxes,
    financial_status: lower(order.displayFinancialStatus),
    fulfillment_status: fulfillmentStatus(order.displayFulfillmentStatus),
    landing_site: null,
    landing_site_ref: null,
    location_id: idNumber(order.retailLocation?.id),
    merchant_business_entity_id: lastPart(order.merchantBusinessEntity.id),
    merchant_of_record_app_id: idNumber(order.merchantOfRecordApp?.id),
    name: order.name,
    note: order.note,
    note_attributes: order.customAttributes.map(({ key, value }) => ({ name: key, value })),
    number: order.number - FIRST_NUMBER,
    order_number: order.number,
    order_status_url: order.statusPageUrl,
    original_total_additional_fees_set: moneySet(order.originalTotalAdditionalFeesSet),
    original_total_duties_set: moneySet(order.originalTotalDutiesSet),
    payment_gateway_names: order.paymentGatewayNames,
    phone: order.phone,
    po_number: order.poNumber,
    presentment_currency: order.presentmentCurrencyCode,
    processed_at: time(order.processedAt),
    reference: null,
    referring_site: null,
    source_identifier: order.sourceIdentifier,
    source_name: order.sourceName,
    source_url: order.registeredSourceUrl,
    ...pair("subtotal_price", order.subtotalPriceSet),
    tags: order.tags.join(", "),
    tax_exempt: order.taxExempt,
    tax_lines: order.taxLines.map(mapTaxLine),
    taxes_included: order.taxesIncluded,
    test: order.test,
    token: null,
    total_cash_rounding_payment_adjustment_set: moneySet(
      order.totalCashRoundingAdjustment.paymentSet,
    ),
    total_cash_rounding_refund_adjustment_set: moneySet(
      order.totalCashRoundingAdjustment.refundSet,
    ),
    ...pair("total_discounts", order.totalDiscountsSet),
    ...pair("total_line_items_price", lineItemsPrice(order)),
    total_outstanding: amount(order.totalOutstandingSet.shopMoney),
    ...pair("total_price", order.totalPriceSet),
    total_shipping_price_set: moneySet(order.totalShippingPriceSet),
    ...pair("total_tax", order.totalTaxSet),
    total_tip_received: amount(order.totalTipReceivedSet.shopMoney),
    total_weight: Number(order.totalWeight ?? 0),
    updated_at: time(order.updatedAt),
    user_id: null,
    billing_address: mapOrderAddress(order.billingAddress),
    customer: order.customer ? mapOrderCustomer(order.customer, timeZone) : null,
    discount_applications: order.discountApplications.nodes.map(mapDiscountApplication),
    fulfillments: fulfillments.map((one) => mapFulfillment(one, order, lines, timeZone)),
    line_items: order.lineItems.nodes.map((line) => mapLineItem(line, lines.shipped)),
    payment_terms: null,
    refunds: refunds.map((one) => mapRefund(one, lines, timeZone)),
    shipping_address: mapOrderAddress(order.shippingAddress),
    shipping_lines: order.shippingLines.nodes.map(mapShippingLine),
    returns: [],
    line_item_groups: [],
  };
}

/** This one id is no number. */
function lastPart(gid: string): string {
  return gid.slice(gid.lastIndexOf("/") + 1);
}

/** The first order of a shop is 1 in `number` and 1001 in `order_number`. */
const FIRST_NUMBER = 1_000;

function pair(key: string, bag: MoneyBag | null): Payload {
  return { [key]: amount(bag?.shopMoney), [`${key}_set`]: moneySet(bag) };
}

/** Webhooks know three; the admin's further ones are steps on the way to one of them. */
function fulfillmentStatus(displayed: string): string | null {
  if (displayed === "FULFILLED") return "fulfilled";
  return displayed === "PARTIALLY_FULFILLED" ? "partial" : null;
}

/** What the lines cost before any discount. */
function lineItemsPrice({ lineItems, totalPriceSet }: OrderNode): MoneyBag {
  const side = (name: "shopMoney" | "presentmentMoney") => {
    const thousandths = lineItems.nodes.reduce((total, { originalUnitPriceSet, quantity }) => {
      return total + Math.round(Number(originalUnitPriceSet[name].amount) * 1_000) * quantity;
    }, 0);
    return {
      amount: decimal(String(thousandths / 1_000)),
      currencyCode: totalPriceSet[name].currencyCode,
    };
  };
  return { shopMoney: side("shopMoney"), presentmentMoney: side("presentmentMoney") };
}

function discountCodes({
  discountCodes: codes,
  discountApplications,
  totalDiscountsSet,
}: OrderNode) {
  return codes.map((code) => {
    const applied = discountApplications.nodes.find((one) => one.code === code);
    const isPercentage = applied?.value.__typename === "PricingPercentageValue";
    const isShipping = applied?.targetType === "SHIPPING_LINE";
    return {
      code,
      amount:
        codes.length === 1
          ? amount(totalDiscountsSet?.shopMoney)
          : decimal(applied?.value.amount ?? "0"),
      type: isShipping ? "shipping" : isPercentage ? "percentage" : "fixed_amount",
    };
  });
}

const DISCOUNT_TYPES: Readonly<Record<string, string>> = {
  DiscountCodeApplication: "discount_code",
  ManualDiscountApplication: "manual",
  AutomaticDiscountApplication: "automatic",
  ScriptDiscountApplication: "script",
};

function mapDiscountApplication(node: DiscountApplicationNode): Payload {
  const { percentage, amount: value } = node.value;
  return {
    target_type: lower(node.targetType),
    type: DISCOUNT_TYPES[node.__typename] ?? null,
    value: percentage === undefined ? decimal(value ?? "0") : percentage.toFixed(1),
    value_type: percentage === undefined ? "fixed_amount" : "percentage",
    allocation_method: lower(node.allocationMethod),
    target_selection: lower(node.targetSelection),
    ...(node.title !== undefined && { title: node.title }),
    ...(node.description !== undefined && { description: node.description }),
    ...(node.code !== undefined && { code: node.code }),
  };
}
