import type {
  FulfillmentNode,
  LineItemNode,
  ShippingLineNode,
} from "#app/shopify-admin/order-shape.ts";
import { amount, idNumber, type MoneyBag, moneySet, type Payload } from "./payload-format.ts";

/** How much of each line has left in fulfilments that stand, by global id. */
export type Shipped = ReadonlyMap<string, number>;

export function shippedOf(fulfillments: readonly FulfillmentNode[]): Shipped {
  const shipped = new Map<string, number>();
  for (const { status, fulfillmentLineItems } of fulfillments) {
    if (status !== "SUCCESS") continue;
    for (const { lineItem, quantity } of fulfillmentLineItems.nodes) {
      shipped.set(lineItem.id, (shipped.get(lineItem.id) ?? 0) + (quantity ?? 0));
    }
  }
  return shipped;
}

/** A line of an order. */
export function mapLineItem(node: LineItemNode, shipped: Shipped): Payload {
  const line = lineFields(node, shipped);
  return {
    id: line["id"],
    admin_graphql_api_id: node.id,
    attributed_staffs: [],
    current_quantity: node.currentQuantity,
    fulfillable_quantity: line["fulfillable_quantity"],
    fulfillment_service: null,
    fulfillment_status: line["fulfillment_status"],
    gift_card: node.isGiftCard,
    grams: line["grams"],
    name: node.name,
    price: line["price"],
    price_set: line["price_set"],
    product_exists: line["product_exists"],
    product_id: line["product_id"],
    properties: line["properties"],
    quantity: node.quantity,
    requires_shipping: node.requiresShipping,
    sales_line_item_group_id: idNumber(node.lineItemGroup?.id),
    sku: node.sku,
    taxable: node.taxable,
    title: node.title,
    total_discount: line["total_discount"],
    total_discount_set: line["total_discount_set"],
    variant_id: line["variant_id"],
    variant_inventory_management: line["variant_inventory_management"],
    variant_title: node.variantTitle,
    vendor: node.vendor,
    tax_lines: line["tax_lines"],
    duties: [],
    discount_allocations: line["discount_allocations"],
  };
}

/** The same line as it stands inside a refund or a fulfilment: fewer keys, in another order. */
export function mapPartLine(
  node: LineItemNode,
  shipped: Shipped,
  quantity = node.quantity,
): Payload {
  return { ...lineFields(node, shipped), quantity };
}

function lineFields(node: LineItemNode, shipped: Shipped): Payload {
  return {
    id: idNumber(node.id),
    variant_id: idNumber(node.variant?.id),
    title: node.title,
    quantity: node.quantity,
    sku: node.sku,
    variant_title: node.variantTitle,
    vendor: node.vendor,
    fulfillment_service: null,
    product_id: idNumber(node.product?.id),
    requires_shipping: node.requiresShipping,
    taxable: node.taxable,
    gift_card: node.isGiftCard,
    name: node.name,
    variant_inventory_management: node.variant?.inventoryItem.tracked ? "shopify" : null,
    properties: node.customAttributes.map(({ key, value }) => ({ name: key, value })),
    product_exists: Boolean(node.product),
    fulfillable_quantity: node.unfulfilledQuantity,
    grams: node.weight ? Math.round(node.weight.value * (GRAMS[node.weight.unit] ?? 1)) : 0,
    price: amount(node.originalUnitPriceSet.shopMoney),
    total_discount: amount(node.totalDiscountSet.shopMoney),
    fulfillment_status: fulfillmentStatus(node, shipped.get(node.id) ?? 0),
    price_set: moneySet(node.originalUnitPriceSet),
    total_discount_set: moneySet(node.totalDiscountSet),
    discount_allocations: node.discountAllocations.map(mapAllocation),
    duties: [],
    admin_graphql_api_id: node.id,
    tax_lines: node.taxLines.map(mapTaxLine),
  };
}

const GRAMS: Readonly<Record<string, number>> = {
  GRAMS: 1,
  KILOGRAMS: 1_000,
  OUNCES: 28.349523125,
  POUNDS: 453.59237,
};

function fulfillmentStatus({ unfulfilledQuantity }: LineItemNode, shipped: number): string | null {
  if (shipped === 0) return null;
  return unfulfilledQuantity > 0 ? "partial" : "fulfilled";
}

type TaxLine = LineItemNode["taxLines"][number];

export function mapTaxLine({ title, rate, channelLiable, priceSet }: TaxLine): Payload {
  return {
    channel_liable: channelLiable,
    price: amount(priceSet.shopMoney),
    price_set: moneySet(priceSet),
    rate,
    title,
  };
}

type Allocation = Readonly<{
  allocatedAmountSet: MoneyBag;
  discountApplication: Readonly<{ index: number }>;
}>;

export function mapAllocation({ allocatedAmountSet, discountApplication }: Allocation): Payload {
  return {
    amount: amount(allocatedAmountSet.shopMoney),
    amount_set: moneySet(allocatedAmountSet),
    discount_application_index: discountApplication.index,
  };
}

export function mapShippingLine(node: ShippingLineNode): Payload {
  return {
    id: idNumber(node.id),
    carrier_identifier: node.carrierIdentifier,
    code: node.code,
    current_discounted_price_set: moneySet(node.currentDiscountedPriceSet),
    discounted_price: amount(node.discountedPriceSet.shopMoney),
    discounted_price_set: moneySet(node.discountedPriceSet),
    is_removed: node.isRemoved,
    phone: node.phone,
    price: amount(node.originalPriceSet.shopMoney),
    price_set: moneySet(node.originalPriceSet),
    requested_fulfillment_service_id: null,
    source: node.source,
    title: node.title,
    tax_lines: node.taxLines.map(mapTaxLine),
    discount_allocations: node.discountAllocations.map(mapAllocation),
  };
}
