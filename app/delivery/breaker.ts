import type { Outcome } from "#app/destinations/destination-kind.ts";

/**
 * Watches what comes of the attempts at each destination, as one worker sees them, and says when the
 * destination as a whole has to be left alone. Failures that are the destination's own count, not
 * those of a single event.
 */
export type BreakerWatch = Readonly<{
  /**
   * Takes note of one attempt.
   * @param probing it was the one attempt that an open breaker lets through
   * @returns what has to happen now, if anything
   */
  note: (
    destinationId: string,
    outcome: Outcome,
    probing: boolean,
    now: number,
  ) => "open" | "ramp" | undefined;
}>;

/** As many attempts, within this time, must be there before anything is concluded from them. */
export const ENOUGH_ATTEMPTS = 10;
export const WITHIN_MS = 60_000;
/** Of them, at least this share must have failed. */
export const FAILING_SHARE = 0.8;
/** Destinations that are watched at once; the ones quiet for longest are forgotten first. */
const WATCHED = 2_000;

type Seen = { failed: boolean; at: number };

export function createBreakerWatch(): BreakerWatch {
  const lastOf = new Map<string, Seen[]>();
  return {
    note: (destinationId, outcome, probing, now) => {
      // What it says of this one event, it can only say when it works.
      const failed = outcome === "retry" || outcome === "misconfigured";
      if (probing) {
        lastOf.delete(destinationId);
        return failed ? "open" : "ramp";
      }
      const last = (lastOf.get(destinationId) ?? []).filter(({ at }) => now - at < WITHIN_MS);
      last.push({ failed, at: now });
      if (last.length > ENOUGH_ATTEMPTS) last.shift();
      lastOf.delete(destinationId);
      lastOf.set(destinationId, last);
      if (lastOf.size > WATCHED) forgetOldest(lastOf);
      const failures = last.filter((each) => each.failed).length;
      if (!failed || last.length < ENOUGH_ATTEMPTS || failures < FAILING_SHARE * last.length) {
        return undefined;
      }
      lastOf.delete(destinationId);
      return "open";
    },
  };
}

/** A Map keeps the order in which its keys were set. */
function forgetOldest(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
