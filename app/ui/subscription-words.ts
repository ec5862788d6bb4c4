import type { Wording } from "./words.ts";

type State = "registered" | "missing" | "scope_missing" | "failed" | "unchecked";

type Subscription = Readonly<{
  state: State;
  problem: string | null;
  missingScope: string | null;
}>;

export const SUBSCRIPTION_WORDS: Readonly<Record<State, Wording>> = {
  registered: { label: "Registered", tone: "success" },
  missing: { label: "Missing", tone: "critical" },
  scope_missing: { label: "Permission missing", tone: "attention" },
  failed: { label: "Refused by Shopify", tone: "critical" },
  unchecked: { label: "Not checked yet" },
};

const PROBLEMS: Readonly<Record<string, string>> = {
  wrong_address: "Shopify sends it to another address. Register it again to have it sent here.",
  restricted: "A filter holds back some events. Register it again to receive all of them.",
  wrong_api_version: "Sent in another API version. Deploy the app's configuration to change it.",
  duplicate: "Registered more than once, so events arrive twice. Each is kept once.",
  held_elsewhere: "Shopify says it is taken, but does not list it: something else receives it.",
};

/** What is wrong with a subscription and what helps; undefined when nothing is. */
export function subscriptionHint({
  state,
  problem,
  missingScope,
}: Subscription): string | undefined {
  if (state === "scope_missing") {
    return missingScope ? `The app needs the permission ${missingScope} for it.` : undefined;
  }
  if (problem === null) {
    return state === "missing" ? "Shopify sends nothing for it until it is registered." : undefined;
  }
  return PROBLEMS[problem] ?? problem;
}

const INCIDENTS: Readonly<Record<string, string>> = {
  missing: "gone at Shopify",
  wrong_address: "sent to another address",
  restricted: "held back by a filter",
};

/** What happened to a subscription, after its topic: “Order created: gone at Shopify”. */
export function incidentText(kind: string): string {
  return INCIDENTS[kind] ?? kind.replaceAll("_", " ");
}
