import type {
  FulfillmentNode,
  LineItemNode,
  OrderNode,
  RefundNode,
  TransactionNode,
} from "#app/shopify-admin/order-shape.ts";
import { mapOrderAddress } from "./map-address.ts";
import { mapPartLine, type Shipped, shippedOf } from "./map-order-line.ts";
import {
  amount,
  idNumber,
  lower,
  type MoneyBag,
  moneySet,
  type Payload,
  shopTime,
} from "./payload-format.ts";

/** The lines of an order by their global ids, and how much of each has left. */
export type OrderLines = Readonly<{
  byId: ReadonlyMap<string, LineItemNode>;
  shipped: Shipped;
}>;

export function orderLines(
  order: Pick<OrderNode, "lineItems">,
  fulfillments: readonly FulfillmentNode[],
): OrderLines {
  return {
    byId: new Map(order.lineItems.nodes.map((line) => [line.id, line])),
    shipped: shippedOf(fulfillments),
  };
}

/** `refunds/create`, and a refund inside an order. */
export function mapRefund(node: RefundNode, lines: OrderLines, timeZone: string): Payload {
  const { nodes: refunded } = node.refundLineItems;
  return {
    id: idNumber(node.id),
    order_id: idNumber(node.order.id),
    created_at: shopTime(timeZone, node.createdAt ?? node.processedAt),
    note: node.note,
    user_id: null,
    processed_at: shopTime(timeZone, node.processedAt),
    duties: [],
    total_duties_set: totalOf(node.duties?.map(({ amountSet }) => amountSet) ?? [], node),
    return: node.return && { id: idNumber(node.return.id), admin_graphql_api_id: node.return.id },
    refund_shipping_lines: node.refundShippingLines.nodes.map((line) => ({
      id: idNumber(line.id),
      subtotal_amount_set: moneySet(line.subtotalAmountSet),
      tax_amount_set: moneySet(line.taxAmountSet),
    })),
    restock: refunded.some(({ restocked }) => restocked),
    admin_graphql_api_id: node.id,
    order_adjustments: node.orderAdjustments.nodes.map((adjustment) => ({
      id: idNumber(adjustment.id),
      order_id: idNumber(node.order.id),
      refund_id: idNumber(node.id),
      amount: amount(adjustment.amountSet.shopMoney),
      amount_set: moneySet(adjustment.amountSet),
      kind: lower(adjustment.reason),
      reason: adjustment.reason,
      tax_amount: amount(adjustment.taxAmountSet.shopMoney),
      tax_amount_set: moneySet(adjustment.taxAmountSet),
    })),
    refund_line_items: refunded.flatMap((entry) => {
      const line = lines.byId.get(entry.lineItem.id);
      if (!line) return [];
      return {
        id: idNumber(entry.id),
        quantity: entry.quantity,
        line_item_id: idNumber(line.id),
        location_id: idNumber(entry.location?.id),
        restock_type: lower(entry.restockType),
        subtotal: Number(entry.subtotalSet.shopMoney.amount),
        total_tax: Number(entry.totalTaxSet.shopMoney.amount),
        subtotal_set: moneySet(entry.subtotalSet),
        total_tax_set: moneySet(entry.totalTaxSet),
        line_item: mapPartLine(line, lines.shipped),
      };
    }),
    transactions: node.transactions.nodes.map((payment) => mapTransaction(payment, timeZone)),
  };
}

/** `fulfillments/create` and `fulfillments/update`, and a fulfilment inside an order. */
export function mapFulfillment(
  node: FulfillmentNode,
  order: Pick<OrderNode, "email" | "shippingAddress">,
  lines: OrderLines,
  timeZone: string,
): Payload {
  const numbers = node.trackingInfo.flatMap(({ number }) => number ?? []);
  const urls = node.trackingInfo.flatMap(({ url }) => url ?? []);
  return {
    id: idNumber(node.id),
    order_id: idNumber(node.order.id),
    status: lower(node.status),
    created_at: shopTime(timeZone, node.createdAt),
    service: node.service?.handle ?? null,
    updated_at: shopTime(timeZone, node.updatedAt),
    tracking_company: node.trackingInfo[0]?.company ?? null,
    shipment_status: shipmentStatus(node.displayStatus),
    location_id: idNumber(node.location?.id),
    origin_address: node.originAddress && {
      address1: node.originAddress.address1,
      address2: node.originAddress.address2,
      city: node.originAddress.city,
      country_code: node.originAddress.countryCode,
      province_code: node.originAddress.provinceCode,
      zip: node.originAddress.zip,
    },
    email: order.email,
    destination: mapOrderAddress(order.shippingAddress),
    line_items: node.fulfillmentLineItems.nodes.flatMap(({ quantity, lineItem }) => {
      const line = lines.byId.get(lineItem.id);
      return line ? [mapPartLine(line, lines.shipped, quantity ?? 0)] : [];
    }),
    tracking_number: numbers[0] ?? null,
    tracking_numbers: numbers,
    tracking_url: urls[0] ?? null,
    tracking_urls: urls,
    receipt: {},
    name: node.name,
    admin_graphql_api_id: node.id,
  };
}

/** What the admin shows of a fulfilment that no carrier has reported on is not a shipment status. */
const NO_SHIPMENT = new Set(["FULFILLED", "CANCELED", "MARKED_AS_FULFILLED", "SUBMITTED"]);

function shipmentStatus(displayStatus: string | null): string | null {
  return displayStatus === null || NO_SHIPMENT.has(displayStatus) ? null : lower(displayStatus);
}

/** `order_transactions/create`, and a transaction inside a refund. */
export function mapTransaction(node: TransactionNode, timeZone: string): Payload {
  return {
    id: idNumber(node.id),
    order_id: idNumber(node.order?.id),
    kind: lower(node.kind),
    gateway: node.gateway,
    status: lower(node.status),
    message: null,
    created_at: shopTime(timeZone, node.createdAt),
    test: node.test,
    authorization: null,
    location_id: null,
    user_id: null,
    parent_id: idNumber(node.parentTransaction?.id),
    processed_at: shopTime(timeZone, node.processedAt),
    device_id: null,
    error_code: lower(node.errorCode),
    source_name: null,
    payment_details: null,
    receipt: {},
    amount: amount(node.amountSet.shopMoney),
    currency: node.amountSet.shopMoney.currencyCode,
    payment_id: node.paymentId,
    total_unsettled_set: unsettled(node.totalUnsettledSet),
    manual_payment_gateway: node.manualPaymentGateway,
    amount_rounding: amount(node.amountRoundingSet?.shopMoney),
    admin_graphql_api_id: node.id,
  };
}

/** The one set of a webhook that says `currency`, and presentment first. */
function unsettled(bag: MoneyBag | null): Payload | null {
  if (!bag) return null;
  const side = ({ amount: value, currencyCode }: MoneyBag["shopMoney"]) => ({
    amount: value,
    currency: currencyCode,
  });
  return { presentment_money: side(bag.presentmentMoney), shop_money: side(bag.shopMoney) };
}

function totalOf(
  bags: readonly MoneyBag[],
  { refundLineItems, transactions }: RefundNode,
): unknown {
  const like =
    bags[0] ?? refundLineItems.nodes[0]?.subtotalSet ?? transactions.nodes[0]?.amountSet ?? null;
  if (!like) return null;
  const sum = (side: "shopMoney" | "presentmentMoney") => ({
    amount: bags.reduce((total, bag) => total + Number(bag[side].amount), 0).toFixed(2),
    currencyCode: like[side].currencyCode,
  });
  return moneySet({ shopMoney: sum("shopMoney"), presentmentMoney: sum("presentmentMoney") });
}
