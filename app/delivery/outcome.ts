import type { Outcome, SendResult } from "#app/destinations/destination-kind.ts";

const LONGEST_CAUSE = 100;

export type JudgedAttempt = Readonly<{
  outcome: Outcome;
  status: number | undefined;
  /** Short cause when no answer came, or the destination's own code for what it did not take. */
  error: string | undefined;
  /** Milliseconds the destination asked to be left alone, as far as it can be understood. */
  retryAfterMs: number | undefined;
}>;

/** What came of a try that counts; being limited does not. */
export type CountedResult = Exclude<SendResult, { type: "limited" }>;

/** @param now milliseconds since 1970, for a Retry-After that is a date */
export function judge(result: CountedResult, now: number): JudgedAttempt {
  if (result.type === "judged") {
    const { outcome, cause, retryAfterMs, answer } = result;
    return { outcome, status: answer?.status, error: cause?.slice(0, LONGEST_CAUSE), retryAfterMs };
  }
  if (result.type === "no_answer") {
    const outcome = result.failure === "blocked_address" ? "misconfigured" : "retry";
    return { outcome, status: undefined, error: result.failure, retryAfterMs: undefined };
  }
  const { status, headers } = result;
  const retryAfter = headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  return {
    outcome: outcomeOfStatus(status),
    status,
    error: undefined,
    retryAfterMs: retryAfter === undefined ? undefined : parseRetryAfter(retryAfter, now),
  };
}

export function outcomeOfStatus(status: number): Outcome {
  if (status >= 200 && status < 300) return "delivered";
  switch (status) {
    case 410:
      return "gone";
    case 400:
    case 409:
    case 413:
    case 422:
      return "rejected";
    case 408:
    case 425:
    case 429:
      return "retry";
    default:
      // Redirects are not followed, and every other 4xx says that the address, the method or the
      // credentials are wrong: a person can mend that, and the event is as good as before.
      return status >= 300 && status < 500 ? "misconfigured" : "retry";
  }
}

/**
 * Retry-After as RFC 9110 section 10.2.3 has it: whole seconds, or a date.
 * @returns milliseconds from now, not below 0; undefined when it cannot be understood.
 */
export function parseRetryAfter(value: string, now: number): number | undefined {
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // Date.parse takes far more than HTTP dates: "-5" and "1.5" would be years.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
