import type { Outcome } from "#app/destinations/destination-kind.ts";

export const FIRST_DELAY_MS = 1_000;
export const LONGEST_DELAY_MS = 300_000;
/** A destination may ask to be left alone for longer than we would, but not for ever. */
export const LONGEST_RETRY_AFTER_MS = 3_600_000;
/** Tries of an event that its destination refuses as such. */
export const REJECTED_TRIES = 5;

export type AttemptFacts = Readonly<{
  outcome: Outcome;
  /** How many attempts there have been, this one included. */
  attempts: number;
  /** Milliseconds that count against the maximum age so far, this attempt included. */
  ageMs: number;
  maxAgeMs: number;
  retryAfterMs: number | undefined;
}>;

export type Decision =
  | Readonly<{ next: "delivered" }>
  /** Try again after `delayMs`. */
  | Readonly<{ next: "retry"; delayMs: number }>
  | Readonly<{ next: "dead"; reason: DeadReason }>;

/** `too_old`: failed until its maximum age; `rejected`: refused too often by the destination. */
export type DeadReason = "too_old" | "rejected";

/**
 * What happens after an attempt (DESIGN: exponential from 1 s, doubling to 5 minutes, full jitter
 * on top of the base, Retry-After within bounds, until a maximum age).
 * @param random from 0 up to, but not including, 1
 */
export function decide(facts: AttemptFacts, random: number): Decision {
  const { outcome, attempts, ageMs, maxAgeMs } = facts;
  switch (outcome) {
    case "delivered":
      return { next: "delivered" };
    case "rejected":
      if (attempts >= REJECTED_TRIES) return { next: "dead", reason: "rejected" };
      break;
    case "gone": // The destination is disabled; what it is owed waits for the day it is resumed.
    case "misconfigured":
    case "retry":
      break;
  }
  if (ageMs >= maxAgeMs) return { next: "dead", reason: "too_old" };
  // The last try falls on the maximum age itself rather than beyond it.
  const base = baseDelayMs(attempts);
  const delayMs = Math.min(retryDelayMs(facts, random), Math.max(base, maxAgeMs - ageMs));
  return { next: "retry", delayMs };
}

/** The base of the delay after the n-th attempt; jitter only ever adds to it. */
export function baseDelayMs(attempts: number): number {
  const doublings = Math.min(Math.max(attempts, 1) - 1, 30);
  return Math.min(FIRST_DELAY_MS * 2 ** doublings, LONGEST_DELAY_MS);
}

function retryDelayMs({ attempts, retryAfterMs }: AttemptFacts, random: number): number {
  const base = baseDelayMs(attempts);
  const asked = Math.min(Math.max(retryAfterMs ?? 0, 0), LONGEST_RETRY_AFTER_MS);
  return Math.round(Math.max(base, asked) + random * base);
}
