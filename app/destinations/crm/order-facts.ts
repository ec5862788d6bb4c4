import { readMoney } from "./money.ts";
import { compareVersions, type Version } from "./version.ts";

/**
 * What must be remembered of an order so that its events can come in any order, late and more than
 * once: the newest whole state, and each refund and fulfilment by its id. It holds ids, amounts and
 * states, and nothing personal. Amounts are decimal text.
 */
export type OrderFacts = Readonly<{
  /** The newest state that an event carried whole; absent while only parts have come. */
  base?: OrderBase;
  refunds: Readonly<Record<string, RefundFact>>;
  fulfillments: Readonly<Record<string, FulfillmentFact>>;
  /** It no longer exists in Shopify; nothing that comes late brings it back. */
  deleted?: true;
}>;

export type OrderBase = Readonly<{
  version: Version;
  test: boolean;
  cancelled: boolean;
  /** Shopify's `financial_status` and `fulfillment_status` (`unfulfilled` for null). */
  financial: string;
  fulfillment: string;
  /** In the shop's currency: before refunds and returns, and what Shopify counts now. */
  total: string;
  current: string;
  /** The total as the customer saw it, in the customer's currency. */
  customerTotal: string;
  currency: string;
  customerCurrency: string;
  /** Pieces that are to be fulfilled. */
  pieces: number;
  customerId?: string;
  /** The refunds that this state already speaks of. */
  refundIds: readonly string[];
}>;

/** What was paid back, in the currency it was paid in; empty when the payload names none. */
export type RefundFact = Readonly<{ amount: string; currency: string }>;

export type FulfillmentFact = Readonly<{
  at: number;
  /** pending | open | success | cancelled | error | failure */
  status: string;
  delivered: boolean;
  pieces: number;
}>;

export const NO_ORDER_FACTS: OrderFacts = { refunds: {}, fulfillments: {} };

/**
 * Puts together what is known from two sides. The order of the two does not matter, nor how often
 * it is done, so the outcome is the same however events were shuffled and repeated.
 */
export function joinOrderFacts(a: OrderFacts, b: OrderFacts): OrderFacts {
  const base = newerBase(a.base, b.base);
  return {
    ...(base && { base }),
    refunds: joinRefunds(a.refunds, b.refunds),
    fulfillments: joinFulfillments(a.fulfillments, b.fulfillments),
    ...((a.deleted || b.deleted) && { deleted: true }),
  };
}

function newerBase(a: OrderBase | undefined, b: OrderBase | undefined): OrderBase | undefined {
  if (!a || !b) return a ?? b;
  return compareVersions(a.version, b.version) > 0 ? a : b;
}

/** A refund's transactions only ever come to succeed, so the larger amount is the later one. */
function joinRefunds(a: OrderFacts["refunds"], b: OrderFacts["refunds"]): OrderFacts["refunds"] {
  const joined: Record<string, RefundFact> = { ...a };
  for (const [id, fact] of Object.entries(b)) {
    const known = readMoney(joined[id]?.amount);
    if (known === undefined || (readMoney(fact.amount) ?? 0n) > known) joined[id] = fact;
  }
  return joined;
}

function joinFulfillments(
  a: OrderFacts["fulfillments"],
  b: OrderFacts["fulfillments"],
): OrderFacts["fulfillments"] {
  const joined: Record<string, FulfillmentFact> = { ...a };
  for (const [id, fact] of Object.entries(b)) {
    const known = joined[id];
    if (!known || newerFulfillment(fact, known)) joined[id] = fact;
  }
  return joined;
}

/** At the same second, the one that has come further: delivered after sent, cancelled after both. */
function newerFulfillment(a: FulfillmentFact, b: FulfillmentFact): boolean {
  if (a.at !== b.at) return a.at > b.at;
  const rank = ({ status, delivered }: FulfillmentFact): number =>
    (status === "cancelled" ? 4 : status === "success" ? 2 : 0) + (delivered ? 1 : 0);
  return rank(a) > rank(b);
}
