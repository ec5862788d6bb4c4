/** What Shopify reports in `extensions.cost.throttleStatus`; points, and points per second. */
export type ThrottleStatus = Readonly<{
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}>;

/** What one try of a call came to, in points. */
export type CallCost = Readonly<{
  requested: number | undefined;
  actual: number;
  status: ThrottleStatus | undefined;
  /** Shopify turned it away for want of points. */
  throttled: boolean;
}>;

/** Holds tries back, and hears what they cost. */
export type CallMeter = Readonly<{
  /** Resolves when the try may begin, with what is to be told at its end (nothing: no answer came). */
  ready: () => Promise<(cost: CallCost | undefined) => void>;
}>;

const SHORTEST_MS = 100;
const LONGEST_MS = 60_000;

/**
 * How long to wait until a query of `cost` points fits the bucket again, in milliseconds.
 * Without a status it is a second, doubled for each earlier try.
 * @see https://shopify.dev/docs/api/usage/limits
 */
export function throttledWait(
  cost: number | undefined,
  status: ThrottleStatus | undefined,
  earlierTries: number,
): number {
  if (!status || status.restoreRate <= 0) return clamp(1_000 * 2 ** earlierTries);
  const short = Math.min(cost ?? 1, status.maximumAvailable) - status.currentlyAvailable;
  // Others draw from the same bucket: each further try leaves some more room.
  return clamp((Math.max(0, short) / status.restoreRate) * 1_000 * (1 + earlierTries / 2));
}

/**
 * `Retry-After` of a 429 or 503, in milliseconds. Shopify sends seconds, with a fraction ("2.0").
 * @param fallbackMs when the header is missing or makes no sense
 */
export function retryAfterWait(header: string | null, fallbackMs: number): number {
  const seconds = header === null || header.trim() === "" ? Number.NaN : Number(header);
  return clamp(Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : fallbackMs);
}

/** Wait before trying again when no answer came: half a second, doubled each time. */
export function unreachableWait(earlierTries: number): number {
  return clamp(500 * 2 ** earlierTries);
}

function clamp(ms: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Math.round(ms)));
}
