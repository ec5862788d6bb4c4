import type { Fulfillment, LineItem, Order, Refund, Address } from "../store/model.ts";
import { figuresOf, fulfillmentStatusOf, taxOn } from "../store/order-figures.ts";
import type { Shop } from "../store/shop.ts";
import { customerOfOrder } from "./customer-payload.ts";
import { entryOf, onSample, sampleFor, type Json } from "./samples.ts";
import { idNumber, money, moneySet, shopTime } from "./serialise.ts";

const orNull = (at: number | null, shop: Shop) =>
  at === null ? null : shopTime(shop.timezone, at);

/** The address of an order: no ids, as in the sample. */
function addressPayload(address: Address | null): unknown {
  if (!address) return null;
  return {
    first_name: address.firstName,
    address1: address.address1,
    phone: address.phone,
    city: address.city,
    zip: address.zip,
    province: address.province,
    country: address.country,
    last_name: address.lastName,
    address2: address.address2,
    company: address.company,
    latitude: null,
    longitude: null,
    name: `${address.firstName} ${address.lastName}`,
    country_code: address.countryCode,
    province_code: address.provinceCode,
  };
}

/** A line item, on the sample of the given topic. */
function lineItemPayload(shop: Shop, order: Order, line: LineItem, sample: Json): Json {
  const name = line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title;
  const own: Json = {
    id: idNumber(line.id),
    admin_graphql_api_id: `gid://shopify/LineItem/${line.id}`,
    attributed_staffs: [],
    current_quantity: line.currentQuantity,
    fulfillable_quantity: Math.max(0, line.currentQuantity - line.fulfilledQuantity),
    fulfillment_service: "manual",
    fulfillment_status:
      line.fulfilledQuantity === 0
        ? null
        : line.fulfilledQuantity < line.currentQuantity
          ? "partial"
          : "fulfilled",
    grams: line.grams,
    name,
    price: money(line.price),
    price_set: moneySet(line.price, order.currency),
    product_exists: line.productId !== null && shop.data.products.has(line.productId),
    product_id: line.productId === null ? null : idNumber(line.productId),
    quantity: line.quantity,
    sales_line_item_group_id: null,
    sku: line.sku,
    title: line.title,
    total_discount: "0.00",
    total_discount_set: moneySet(0, order.currency),
    variant_id: line.variantId === null ? null : idNumber(line.variantId),
    variant_inventory_management: "shopify",
    variant_title: line.variantTitle,
    vendor: line.vendor,
    tax_lines: taxLines(order, line.price * line.quantity),
  };
  return onSample(sample, own);
}

function taxLines(order: Order, amount: number): unknown[] {
  const tax = taxOn(amount, order.taxRate);
  if (order.taxRate === 0) return [];
  return [
    {
      channel_liable: false,
      price: money(tax),
      price_set: moneySet(tax, order.currency),
      rate: order.taxRate / 1000,
      title: order.taxTitle,
    },
  ];
}

/** A fulfilment on its own (`fulfillments/*`) or within an order. */
export function fulfillmentPayload(shop: Shop, order: Order, fulfillment: Fulfillment): Json {
  const sample = sampleFor("fulfillments/create");
  const lineSample = entryOf(sample, "line_items");
  const url = fulfillment.trackingNumber
    ? `https://track.example/${fulfillment.trackingNumber}`
    : null;
  return onSample(sample, {
    id: idNumber(fulfillment.id),
    order_id: idNumber(order.id),
    status: fulfillment.status,
    created_at: shopTime(shop.timezone, fulfillment.createdAt),
    service: "manual",
    updated_at: shopTime(shop.timezone, fulfillment.updatedAt),
    tracking_company: fulfillment.trackingCompany,
    shipment_status: fulfillment.shipmentStatus,
    location_id: idNumber(fulfillment.locationId),
    email: order.email,
    destination: addressPayload(order.shippingAddress),
    line_items: fulfillment.lines.flatMap(({ lineItemId, quantity }) => {
      const line = order.lineItems.find((item) => item.id === lineItemId);
      return line ? [{ ...lineItemPayload(shop, order, line, lineSample), quantity }] : [];
    }),
    tracking_number: fulfillment.trackingNumber,
    tracking_numbers: fulfillment.trackingNumber ? [fulfillment.trackingNumber] : [],
    tracking_url: url,
    tracking_urls: url ? [url] : [],
    name: fulfillment.name,
    admin_graphql_api_id: `gid://shopify/Fulfillment/${fulfillment.id}`,
  });
}

/** A refund on its own (`refunds/create`) or within an order. */
export function refundPayload(shop: Shop, order: Order, refund: Refund): Json {
  const sample = sampleFor("refunds/create");
  const refundLineSample = entryOf(sample, "refund_line_items");
  const transactionSample = entryOf(sample, "transactions");
  return onSample(sample, {
    id: idNumber(refund.id),
    order_id: idNumber(order.id),
    created_at: shopTime(shop.timezone, refund.createdAt),
    note: refund.note,
    user_id: idNumber(shop.id),
    processed_at: shopTime(shop.timezone, refund.createdAt),
    total_duties_set: moneySet(0, order.currency),
    restock: refund.restock,
    admin_graphql_api_id: `gid://shopify/Refund/${refund.id}`,
    refund_line_items: refund.lines.flatMap((entry) => {
      const line = order.lineItems.find((item) => item.id === entry.lineItemId);
      if (!line) return [];
      return [
        onSample(refundLineSample, {
          id: idNumber(entry.id),
          quantity: entry.quantity,
          line_item_id: idNumber(line.id),
          location_id: entry.locationId === null ? null : idNumber(entry.locationId),
          restock_type: entry.restockType,
          subtotal: entry.subtotal / 100,
          total_tax: entry.totalTax / 100,
          subtotal_set: moneySet(entry.subtotal, order.currency),
          total_tax_set: moneySet(entry.totalTax, order.currency),
          line_item: lineItemPayload(shop, order, line, refundLineSample["line_item"] as Json),
        }),
      ];
    }),
    transactions: order.transactions
      .filter((transaction) => transaction.refundId === refund.id)
      .map((transaction) =>
        onSample(transactionSample, {
          id: idNumber(transaction.id),
          order_id: idNumber(order.id),
          kind: transaction.kind,
          gateway: transaction.gateway,
          status: transaction.status,
          message: "Transaction approved",
          created_at: shopTime(shop.timezone, transaction.createdAt),
          test: order.test,
          parent_id: transaction.parentId === null ? null : idNumber(transaction.parentId),
          processed_at: shopTime(shop.timezone, transaction.createdAt),
          amount: money(transaction.amount),
          currency: order.currency,
          payment_id: `${order.name}.2`,
          total_unsettled_set: {
            presentment_money: { amount: "0.0", currency: order.currency },
            shop_money: { amount: "0.0", currency: order.currency },
          },
          admin_graphql_api_id: `gid://shopify/OrderTransaction/${transaction.id}`,
        }),
      ),
  });
}

/** The order resource, as every `orders/*` topic but `edited` and `delete` carries it. */
export function orderPayload(shop: Shop, order: Order): Json {
  const sample = sampleFor("orders/create");
  const figures = figuresOf(order);
  const cash = (key: string, amount: number): Json => ({
    [key]: money(amount),
    [`${key}_set`]: moneySet(amount, order.currency),
  });
  const time = (at: number) => shopTime(shop.timezone, at);
  const lineSample = entryOf(sample, "line_items");
  const shippingSample = entryOf(sample, "shipping_lines");
  return onSample(sample, {
    id: idNumber(order.id),
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    app_id: 580111,
    buyer_accepts_marketing: false,
    cancel_reason: order.cancelReason,
    cancelled_at: orNull(order.cancelledAt, shop),
    cart_token: order.token,
    checkout_token: order.token,
    closed_at: orNull(order.closedAt, shop),
    confirmation_number: order.confirmationNumber,
    confirmed: true,
    contact_email: order.email,
    created_at: time(order.createdAt),
    currency: order.currency,
    current_shipping_price_set: moneySet(
      figures.currentTotal === 0 ? 0 : figures.shipping,
      order.currency,
    ),
    ...cash("current_subtotal_price", figures.currentSubtotal),
    ...cash("current_total_discounts", order.discount),
    ...cash("current_total_price", figures.currentTotal),
    ...cash("current_total_tax", figures.currentTax),
    customer_locale: "en-US",
    discount_codes: order.discountCode
      ? [{ code: order.discountCode, amount: money(order.discount), type: "fixed_amount" }]
      : [],
    email: order.email,
    financial_status: order.financialStatus,
    fulfillment_status: fulfillmentStatusOf(order),
    landing_site: "/",
    location_id: null,
    name: order.name,
    note: order.note,
    number: order.number,
    order_number: order.orderNumber,
    order_status_url: `https://${shop.domain}/${shop.id}/orders/${order.token}/authenticate?key=${order.token.slice(0, 12)}`,
    payment_gateway_names: [order.gateway],
    phone: order.phone,
    presentment_currency: order.currency,
    processed_at: time(order.processedAt),
    source_name: order.sourceName,
    ...cash("subtotal_price", figures.subtotal),
    tags: order.tags.join(", "),
    tax_lines: taxLines(order, figures.subtotal),
    test: order.test,
    token: order.token,
    total_cash_rounding_payment_adjustment_set: moneySet(0, order.currency),
    total_cash_rounding_refund_adjustment_set: moneySet(0, order.currency),
    ...cash("total_discounts", order.discount),
    ...cash("total_line_items_price", figures.lineItemsTotal),
    total_outstanding: money(figures.outstanding),
    ...cash("total_price", figures.total),
    total_shipping_price_set: moneySet(figures.shipping, order.currency),
    ...cash("total_tax", figures.tax),
    total_weight: figures.grams,
    updated_at: time(order.updatedAt),
    billing_address: addressPayload(order.billingAddress),
    customer: customerOfOrder(shop, order),
    fulfillments: order.fulfillments.map((entry) => fulfillmentPayload(shop, order, entry)),
    line_items: order.lineItems.map((line) => lineItemPayload(shop, order, line, lineSample)),
    refunds: order.refunds.map((entry) => refundPayload(shop, order, entry)),
    shipping_address: addressPayload(order.shippingAddress),
    shipping_lines: [
      onSample(shippingSample, {
        id: idNumber(order.shippingLineId),
        code: order.shippingTitle,
        current_discounted_price_set: moneySet(order.shippingPrice, order.currency),
        discounted_price: money(order.shippingPrice),
        discounted_price_set: moneySet(order.shippingPrice, order.currency),
        price: money(order.shippingPrice),
        price_set: moneySet(order.shippingPrice, order.currency),
        title: order.shippingTitle,
      }),
    ],
  });
}
