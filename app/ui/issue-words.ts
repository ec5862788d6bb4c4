import type { Cause, Severity } from "#app/issues/cause.ts";
import { countOf } from "./format.ts";
import { topicTitle, type Wording } from "./words.ts";

type State = "open" | "acknowledged" | "resolved" | "reopened";

export const SEVERITY_WORDS: Readonly<Record<Severity, Wording>> = {
  critical: { label: "Critical", tone: "critical" },
  important: { label: "Important", tone: "warning" },
  minor: { label: "Minor", tone: "info" },
};

export const ISSUE_STATE_WORDS: Readonly<Record<State, Wording>> = {
  open: { label: "Open", tone: "attention" },
  reopened: { label: "Reopened", tone: "attention" },
  acknowledged: { label: "Acknowledged", tone: "info" },
  resolved: { label: "Resolved", tone: "success" },
};

/** What a destination does wrong, after its name. */
const DOES: Readonly<Record<Cause, string>> = {
  gone: "takes no more events",
  "access-refused": "refuses access",
  "wrong-address": "cannot be found at its address",
  certificate: "has no valid certificate",
  "address-blocked": "leads into a private network",
  misconfigured: "is not set up to take events",
  rejected: "refuses some events",
  throttled: "asks for fewer requests",
  "server-fault": "has a fault of its own",
  unreachable: "does not answer",
  "subscription-missing": "Shopify does not send some events",
  "permission-missing": "A permission is missing",
  "events-missing": "Some changes never arrived",
  "shopify-access": "Shopify refuses access to the store",
  "payload-changed": "Shopify sends some events in another form",
  "topic-silent": "Some events have stopped coming",
  "sent-twice": "Some events come twice",
};

type Named = Readonly<{ cause: Cause; destination: Readonly<{ name: string }> | null }>;

/** “ERP refuses access”, “Shopify does not send some events”. */
export function issueTitle({ cause, destination }: Named): string {
  return destination ? `${destination.name} ${DOES[cause]}` : DOES[cause];
}

type Sized = Readonly<{
  cause: Cause;
  state: State;
  count: number;
  orders: number;
  failed: number;
  detail: string | null;
}>;

const ABOUT_TOPICS: ReadonlySet<Cause> = new Set([
  "subscription-missing",
  "permission-missing",
  "payload-changed",
  "topic-silent",
  "sent-twice",
]);

/** How much is affected, the orders first: “312 orders, 340 deliveries; 12 failed for good”. */
export function issueSize({ cause, state, count, orders, failed, detail }: Sized): string {
  const was = state === "resolved" ? "At the end: " : "";
  if (cause === "shopify-access") return `${was}Everything that Rollcall asks of Shopify`;
  if (ABOUT_TOPICS.has(cause)) {
    const topics = (detail ?? "").split(", ").filter(Boolean).map(topicTitle);
    return `${was}${countOf(count, "topic")}: ${shortList(topics)}`;
  }
  const noun = cause === "events-missing" ? countOf(count, "change") : deliveries(count);
  const about = orders > 0 ? `${countOf(orders, "order")}, ${noun}` : noun;
  return `${was}${about}${failed > 0 ? `; ${countOf(failed, "has", "have")} failed for good` : ""}`;
}

const NAMED = 3;

function shortList(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const shown = names.slice(0, NAMED).join(", ");
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

function deliveries(count: number): string {
  return countOf(count, "delivery", "deliveries");
}

const TRANSITIONS: Readonly<Record<string, string>> = {
  opened: "Opened",
  reopened: "Reopened: it came back",
  acknowledged: "Acknowledged",
  resolved: "Resolved: its cause is gone",
};

export function transitionText(kind: string): string {
  return TRANSITIONS[kind] ?? kind;
}

/** Where the first thing to do about it is done. */
export function issueAction(
  issue: Named & Readonly<{ destination: Readonly<{ id: string }> | null; failed: number }>,
): Readonly<{ content: string; url: string }> {
  switch (issue.cause) {
    case "subscription-missing":
    case "permission-missing":
    case "events-missing":
    case "payload-changed":
    case "topic-silent":
    case "sent-twice":
      return { content: "Open Subscriptions", url: "/app/subscriptions" };
    case "shopify-access":
      return { content: "Open Shopify API", url: "/app/shopify-api" };
    case "rejected":
      return {
        content: "See what failed",
        url: `/app/events?destination=${issue.destination?.id ?? ""}&state=failed,retrying`,
      };
    default:
      return {
        content: `Open ${issue.destination?.name ?? "the destination"}`,
        url: `/app/destinations/${issue.destination?.id ?? ""}`,
      };
  }
}
