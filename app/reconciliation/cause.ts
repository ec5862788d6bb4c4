/** Why an event did not come, as far as the records tell. */
export type Cause = "subscription_missing" | "rejected" | "never_sent";

/** What is known of the time around a gap. Times are milliseconds since 1970. */
export type Circumstances = Readonly<{
  /** When the topic was not subscribed to; `to` is undefined while it still is not. */
  absences: readonly Readonly<{ topic: string; from: number; to: number | undefined }>[];
  /** Hours in which requests were refused, with how many. */
  rejections: readonly Readonly<{ hour: number; count: number }>[];
}>;

const HOUR_MS = 3_600_000;
/** Shopify tries for four hours; what is refused all that time is lost. */
const RETRIED_FOR_MS = 4 * HOUR_MS;

/**
 * Refused requests are not signed by anyone, so they name no shop: they are the likely cause only
 * where there were some in the hours in which Shopify would have tried.
 */
export function causeOf(topic: string, at: number, known: Circumstances): Cause {
  const wasAbsent = known.absences.some(
    (one) => one.topic === topic && one.from <= at && (one.to === undefined || at <= one.to),
  );
  if (wasAbsent) return "subscription_missing";
  const wasRefused = known.rejections.some(
    ({ hour, count }) => count > 0 && hour + HOUR_MS > at && hour <= at + RETRIED_FOR_MS,
  );
  return wasRefused ? "rejected" : "never_sent";
}
