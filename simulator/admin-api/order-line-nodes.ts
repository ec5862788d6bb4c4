import type { LineItem, Order } from "../store/model.ts";
import { taxOn } from "../store/order-figures.ts";
import type { ApiContext } from "./context.ts";
import { moneyBag } from "./money-nodes.ts";
import { productNode, variantNode } from "./product-nodes.ts";

/** The tax on an amount of an order. */
export function taxLines(order: Order, amount: number): unknown[] {
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

/** A line of an order as the API shows it. */
export function lineNode(context: ApiContext, order: Order, line: LineItem): unknown {
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
    weight: { unit: "GRAMS", value: line.grams },
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
