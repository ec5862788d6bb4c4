import type { SendFailure, SendResult } from "#app/destinations/destination-kind.ts";

/**
 * What one attempt came to, told by whose fault it was:
 * - `delivered`: the destination took it
 * - `retry`: the destination could not just now (5xx, 408, 425, 429, no answer in time …)
 * - `misconfigured`: the destination's fault, not the event's (401, 403, 404, a redirect …)
 * - `rejected`: the event's fault: the destination read it and refused it (400, 409, 413, 422)
 * - `gone`: the destination asks for nothing any more (410)
 */
export type Outcome = "delivered" | "retry" | "misconfigured" | "rejected" | "gone";

export type JudgedAttempt = Readonly<{
  outcome: Outcome;
  status: number | undefined;
  /** Short cause when no answer came. */
  error: SendFailure | undefined;
  /** Milliseconds the destination asked to be left alone, as far as it can be understood. */
  retryAfterMs: number | undefined;
}>;

/** @param now milliseconds since 1970, for a Retry-After that is a date */
export function judge(result: SendResult, now: number): JudgedAttempt {
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
