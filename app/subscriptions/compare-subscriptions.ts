import type { ExpectedSubscription } from "./expected-subscriptions.ts";

/** One subscription that Shopify holds; `topic` is the Admin API's code. */
export type ActualSubscription = Readonly<{
  id: string;
  topic: string;
  uri: string;
  filter: string | null;
  format: string;
  includeFields: readonly string[];
  apiVersion: string;
}>;

/** What is not as it should be with a subscription. */
export type SubscriptionProblem =
  /** It sends to somewhere else. */
  | "wrong_address"
  /** A filter, a list of fields or a format holds back some of what should come. */
  | "restricted"
  /** Payloads come in another version than the app reads; mended by deploying shopify.app.toml. */
  | "wrong_api_version"
  /** More than one sends the same topic here; each event then arrives more than once. */
  | "duplicate";

export type Verdict = Readonly<{ topic: string }> &
  (
    | Readonly<{ state: "scope_missing"; scope: string }>
    | Readonly<{ state: "missing"; problem: undefined }>
    /** There is one, but not a working one: it can be mended in place. */
    | Readonly<{
        state: "missing";
        problem: "wrong_address" | "restricted";
        actual: ActualSubscription;
      }>
    | Readonly<{
        state: "registered";
        problem: "wrong_api_version" | "duplicate" | undefined;
        actual: ActualSubscription;
      }>
  );

export type Wanted = Readonly<{ uri: string; apiVersion: string }>;

/** Puts what is expected beside what Shopify holds: one verdict for each expected topic. */
export function compareSubscriptions(
  expected: readonly ExpectedSubscription[],
  actual: readonly ActualSubscription[],
  wanted: Wanted,
): Verdict[] {
  return expected.map(({ topic, missingScope }) => {
    if (missingScope) return { topic: topic.topic, state: "scope_missing", scope: missingScope };
    const held = actual.filter((subscription) => subscription.topic === topic.code);
    return { topic: topic.topic, ...judge(held, wanted) };
  });
}

/**
 * Subscriptions of ours that are one too many: to topics that are not expected (any more), or whose
 * scope was taken away, or beside the one that a topic has. Other addresses are not ours.
 */
export function unexpectedSubscriptions(
  expected: readonly ExpectedSubscription[],
  actual: readonly ActualSubscription[],
  wanted: Wanted,
): ActualSubscription[] {
  const kept = new Set(
    compareSubscriptions(expected, actual, wanted).flatMap((verdict) =>
      "actual" in verdict ? [verdict.actual.id] : [],
    ),
  );
  return actual.filter(({ id, uri }) => uri === wanted.uri && !kept.has(id));
}

type Judgement = Verdict extends infer V ? (V extends unknown ? Omit<V, "topic"> : never) : never;

function judge(held: readonly ActualSubscription[], { uri, apiVersion }: Wanted): Judgement {
  const here = held.filter((subscription) => subscription.uri === uri);
  const whole = here.find((subscription) => !isRestricted(subscription));
  if (whole) {
    const outdated = whole.apiVersion !== apiVersion;
    const problem = outdated ? "wrong_api_version" : here.length > 1 ? "duplicate" : undefined;
    return { state: "registered", problem, actual: whole };
  }
  const [restricted] = here;
  if (restricted) return { state: "missing", problem: "restricted", actual: restricted };
  // Only one that was sent to an app of this kind: an HTTPS address, not a queue someone set up.
  const elsewhere = held.find((subscription) => /^https?:/.test(subscription.uri));
  if (elsewhere) return { state: "missing", problem: "wrong_address", actual: elsewhere };
  return { state: "missing", problem: undefined };
}

function isRestricted({ filter, format, includeFields }: ActualSubscription): boolean {
  return (filter ?? "") !== "" || format !== "JSON" || includeFields.length > 0;
}
