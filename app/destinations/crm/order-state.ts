import { convertMoney, type Money, readMoney, writeMoney } from "./money.ts";
import type { OrderBase, OrderFacts } from "./order-facts.ts";

/** Where an order stands, in words that every CRM's stages can be mapped from. */
export const ORDER_STAGES = [
  "open",
  "paid",
  "shipped",
  "delivered",
  "refunded",
  "cancelled",
] as const;
export type OrderStage = (typeof ORDER_STAGES)[number];

/** What follows from everything known of an order. Amounts are decimal text. */
export type OrderState = Readonly<{
  stage: OrderStage;
  payment: string;
  fulfillment: string;
  currency: string;
  /** In the shop's currency: ordered, paid back, and what is left of it. */
  total: string;
  refunded: string;
  net: string;
  /** What the customer saw and got back, in the customer's own currency. */
  customerCurrency: string;
  customerTotal: string;
  customerRefunded: string;
}>;

/**
 * @returns undefined while no event has carried the order whole: a refund alone does not say what
 *   it was refunded from. It is remembered, and counts as soon as the order comes.
 */
export function orderState(facts: OrderFacts): OrderState | undefined {
  const { base } = facts;
  if (!base) return undefined;
  const total = readMoney(base.total) ?? 0n;
  const customerTotal = readMoney(base.customerTotal) ?? total;
  const { shop: refunded, customer: customerRefunded } = refundedOf(facts, base, [
    total,
    customerTotal,
  ]);
  const payment = paymentOf(facts, base, total, refunded);
  const fulfillment = fulfillmentOf(facts, base);
  return {
    stage: stageOf(facts, base, payment, fulfillment),
    payment,
    fulfillment,
    currency: base.currency,
    total: writeMoney(total),
    refunded: writeMoney(refunded),
    net: writeMoney(netOf(base, total, refunded)),
    customerCurrency: base.customerCurrency,
    customerTotal: writeMoney(customerTotal),
    customerRefunded: writeMoney(customerRefunded),
  };
}

/** Refunds are paid in either currency; the order's own two totals are the rate between them. */
function refundedOf(
  facts: OrderFacts,
  base: OrderBase,
  [total, customerTotal]: [Money, Money],
): { shop: Money; customer: Money } {
  let shop = 0n;
  let customer = 0n;
  for (const { amount, currency } of Object.values(facts.refunds)) {
    const paid = readMoney(amount) ?? 0n;
    const foreign = currency === base.customerCurrency && currency !== base.currency;
    shop += foreign ? convertMoney(paid, customerTotal, total) : paid;
    customer +=
      foreign || base.customerCurrency === base.currency
        ? paid
        : convertMoney(paid, total, customerTotal);
  }
  return { shop, customer };
}

/**
 * What is left of the order: Shopify's current total knows of what was edited or sent back, the
 * refunds know of what was paid back without anything coming back. The lower one is true.
 */
function netOf({ current }: OrderBase, total: Money, refunded: Money): Money {
  const left = total - refunded;
  const now = readMoney(current) ?? total;
  const lower = left < now ? left : now;
  return lower < 0n ? 0n : lower;
}

/** Shopify's own word for it, unless a refund has come that this word does not know of yet. */
function paymentOf(facts: OrderFacts, base: OrderBase, total: Money, refunded: Money): string {
  const told = new Set(base.refundIds);
  const news = Object.keys(facts.refunds).some((id) => !told.has(id));
  if (!news || refunded === 0n) return base.financial;
  return refunded >= total ? "refunded" : "partially_refunded";
}

/** Likewise: fulfilments that are newer than the order's own state count piece by piece. */
function fulfillmentOf(facts: OrderFacts, base: OrderBase): string {
  const all = Object.values(facts.fulfillments);
  if (!all.some(({ at }) => at > base.version.at)) return base.fulfillment;
  const sent = all
    .filter(({ status }) => status === "success")
    .reduce((sum, { pieces }) => sum + pieces, 0);
  if (sent === 0) return "unfulfilled";
  return sent >= base.pieces ? "fulfilled" : "partial";
}

function stageOf(
  facts: OrderFacts,
  base: OrderBase,
  payment: string,
  fulfillment: string,
): OrderStage {
  if (facts.deleted || base.cancelled || payment === "voided") return "cancelled";
  if (payment === "refunded") return "refunded";
  if (fulfillment === "fulfilled") {
    const sent = Object.values(facts.fulfillments).filter(({ status }) => status === "success");
    return sent.length > 0 && sent.every(({ delivered }) => delivered) ? "delivered" : "shipped";
  }
  return payment === "paid" || payment === "partially_refunded" ? "paid" : "open";
}
