import { setTimeout as wait } from "node:timers/promises";
import type { CallCost, CallMeter, ThrottleStatus } from "./throttle.ts";

/** What the calls of one piece of work came to. */
export type CallTotals = Readonly<{ calls: number; throttled: number; cost: number }>;

export type CallPacer = Readonly<{
  /** @param estimate points that such a call asks for; what it really took is given back */
  meter: (estimate: number) => CallMeter;
  totals: () => CallTotals;
}>;

/** Of the shop's bucket: left to others of the app, such as a person who waits for a page. */
const RESERVED_SHARE = 0.1;
const LONGEST_NAP_MS = 2_000;

/**
 * Spreads many calls over one shop's budget: each waits until the bucket, as Shopify last reported
 * it, holds what it asks for and a reserve beside. Used up steadily, the budget is used whole, and
 * hardly a call is turned away.
 * @param used is told after every try
 */
export function createCallPacer(used: (cost: CallCost) => void = () => undefined): CallPacer {
  let bucket: (ThrottleStatus & { at: number }) | undefined;
  let underWay = 0;
  let calls = 0;
  let throttled = 0;
  let cost = 0;

  const available = (): number => {
    if (!bucket) return underWay === 0 ? Number.POSITIVE_INFINITY : 0;
    const restored = ((performance.now() - bucket.at) / 1_000) * bucket.restoreRate;
    return Math.min(bucket.maximumAvailable, bucket.currentlyAvailable + restored);
  };
  const settle = (estimate: number) => (answer: CallCost | undefined) => {
    underWay -= estimate;
    calls += 1;
    if (!answer) return;
    used(answer);
    cost += answer.actual;
    if (answer.throttled) throttled += 1;
    if (answer.status && answer.status.restoreRate > 0) {
      // Those under way may or may not be in what Shopify reports: taken for not.
      const currentlyAvailable = answer.status.currentlyAvailable - underWay;
      bucket = { ...answer.status, currentlyAvailable, at: performance.now() };
    }
  };
  const ready = async (estimate: number) => {
    for (;;) {
      const reserve = bucket ? bucket.maximumAvailable * RESERVED_SHARE : 0;
      const short =
        Math.min(estimate + reserve, bucket?.maximumAvailable ?? estimate) - available();
      if (short <= 0) break;
      const ms = bucket ? (short / bucket.restoreRate) * 1_000 : 20;
      await wait(Math.min(LONGEST_NAP_MS, Math.max(5, ms)));
    }
    underWay += estimate;
    if (bucket) {
      bucket = { ...bucket, currentlyAvailable: available() - estimate, at: performance.now() };
    }
    return settle(estimate);
  };
  return {
    meter: (estimate) => ({ ready: () => ready(estimate) }),
    totals: () => ({ calls, throttled, cost }),
  };
}
