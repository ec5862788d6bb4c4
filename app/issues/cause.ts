/** Why things fail, as far as it changes what a person does about it. Each has its runbook. */
export const CAUSES = [
  /** The destination answers that it takes nothing any more (410), and is disabled. */
  "gone",
  /** 401 and 403: the token, the secret or an allow list. */
  "access-refused",
  /** Nothing takes events at that address: 404, 405, a redirect, a name that does not exist. */
  "wrong-address",
  /** The certificate does not hold. */
  "certificate",
  /** The name leads to a private network. */
  "address-blocked",
  /** Another answer that says that the destination is not set up as it must be. */
  "misconfigured",
  /** The destination read the events and refused them. */
  "rejected",
  /** 429. */
  "throttled",
  /** 5xx and 408. */
  "server-fault",
  /** No answer, or none that can be understood. */
  "unreachable",
  /** Shopify holds no subscription for a topic. */
  "subscription-missing",
  /** The app lacks a permission that a topic needs. */
  "permission-missing",
  /** Shopify knows changes that never came and are not recovered yet. */
  "events-missing",
  /** Shopify does not accept the app's access to the store. */
  "shopify-access",
  /** Payloads of a topic have other fields, or another API version, than before. */
  "payload-changed",
  /** A topic is registered, and its events have stopped while the store's others go on. */
  "topic-silent",
  /** Two subscriptions send the same topic. */
  "sent-twice",
] as const;
export type Cause = (typeof CAUSES)[number];

/** How a failing delivery's last attempt ended. */
export type LastAttempt = Readonly<{
  /** See app/delivery/outcome.ts. */
  outcome: string | null;
  status: number | null;
  /** Why no answer came; see `SendFailure`. */
  error: string | null;
}>;

/** Only these mend themselves often enough to wait a little before a person is told. */
const MAY_PASS: ReadonlySet<Cause> = new Set(["throttled", "server-fault", "unreachable"]);

/** Whether the cause is likely to be gone before somebody has read about it. */
export function mayPass(cause: Cause): boolean {
  return MAY_PASS.has(cause);
}

export function causeOf({ outcome, status, error }: LastAttempt): Cause {
  if (outcome === "gone" || status === 410) return "gone";
  if (outcome === "rejected") return "rejected";
  if (status === null) return causeOfSilence(outcome, error);
  if (status === 401 || status === 403) return "access-refused";
  if (status === 404 || status === 405 || (status >= 300 && status < 400)) return "wrong-address";
  if (status === 429) return "throttled";
  return outcome === "misconfigured" ? "misconfigured" : "server-fault";
}

function causeOfSilence(outcome: string | null, error: string | null): Cause {
  switch (error) {
    case "dns":
      return "wrong-address";
    case "tls":
      return "certificate";
    case "blocked_address":
      return "address-blocked";
    default:
      return outcome === "misconfigured" ? "misconfigured" : "unreachable";
  }
}

export type Severity = "critical" | "important" | "minor";

/**
 * By what it does to the business, not by how it failed: an order that does not reach a system may
 * not be shipped; stock or a product that is late may be sold wrongly; the rest can wait a day.
 * @param orders whether orders are among what is affected
 */
export function severityOf(cause: Cause, orders: boolean): Severity {
  switch (cause) {
    case "permission-missing":
      return orders ? "important" : "minor";
    case "throttled":
      return orders ? "important" : "minor";
    case "sent-twice":
      return "minor";
    case "shopify-access":
      return "critical";
    default:
      return orders ? "critical" : "important";
  }
}
