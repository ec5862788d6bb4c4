import { withShopLock } from "#app/advisory-lock-store.server.ts";
import { APP_ACTOR, recordAudit } from "#app/audit-store.server.ts";
import {
  type AdminFailure,
  type AdminOutcome,
  describeFailure,
  type UserErrors,
} from "#app/shopify-admin/admin-outcome.ts";
import { createWebhookSubscription } from "#app/shopify-admin/create-webhook-subscription.server.ts";
import { deleteWebhookSubscription } from "#app/shopify-admin/delete-webhook-subscription.server.ts";
import { readWebhookSubscriptions } from "#app/shopify-admin/read-webhook-subscriptions.server.ts";
import { updateWebhookSubscription } from "#app/shopify-admin/update-webhook-subscription.server.ts";
import { checkUnderLock, webhookAddress } from "./check-subscriptions.server.ts";
import type { ActualSubscription, Verdict } from "./compare-subscriptions.ts";
import { forEachOf } from "./for-each-of.ts";
import { readSubscribingShop, type SubscribingShop } from "./subscription-queries.server.ts";
import { type Registration, saveRegistration } from "./subscription-store.server.ts";
import { findTopic } from "./topics.ts";

export type RegisterOutcome =
  | Readonly<{
      kind: "settled";
      /** Topics that Shopify now sends here, those from before included. */
      registered: readonly string[];
      /** Of these, the ones that were made or mended now. */
      made: readonly string[];
      scopeMissing: readonly string[];
      /** Declined by Shopify for a reason that trying again does not mend. */
      failed: readonly string[];
      ended: number;
    }>
  /** Shopify did not take part; some topics may be registered. To be tried again. */
  | Readonly<{ kind: "stopped"; failure: AdminFailure | UserErrors }>;

/** At a cost of 10 points each, far below what a store's bucket holds. */
const AT_ONCE = 5;

/**
 * Makes Shopify hold what is expected: checks, then creates what is missing, mends what was
 * altered, and ends what is no longer wanted. Safe to repeat and to run from many places at once.
 * @param actor who asked for it, for the audit trail
 */
export async function registerSubscriptions(
  shopId: string,
  actor: string = APP_ACTOR,
): Promise<RegisterOutcome> {
  const outcome = await withShopLock(shopId, "subscriptions", async () =>
    registerUnderLock(await readSubscribingShop(shopId)),
  );
  if (outcome.kind === "settled" && outcome.made.length + outcome.ended > 0) {
    const { made, failed, ended } = outcome;
    await recordAudit(shopId, {
      actor,
      action: "subscriptions.register",
      detail: { made: [...made], failed: [...failed], ended },
    });
  }
  return outcome;
}

async function registerUnderLock(shop: SubscribingShop): Promise<RegisterOutcome> {
  const check = await checkUnderLock(shop);
  if (check.kind !== "checked") return check;
  const results = await forEachOf(check.verdicts, AT_ONCE, (verdict) => register(shop, verdict));
  const ended = await forEachOf(check.unexpected, AT_ONCE, (subscription) =>
    end(shop, subscription),
  );
  const stopped = [...results, ...ended].find((result) => result.kind === "stopped");
  if (stopped?.kind === "stopped") return stopped;
  const topics = (...kinds: Registered["kind"][]) =>
    results.flatMap((result) =>
      "topic" in result && kinds.includes(result.kind) ? [result.topic] : [],
    );
  return {
    kind: "settled",
    registered: topics("kept", "made"),
    made: topics("made"),
    scopeMissing: topics("scope-missing"),
    failed: topics("failed"),
    ended: ended.length,
  };
}

type Registered =
  | Readonly<{ kind: "kept" | "made" | "scope-missing" | "failed"; topic: string }>
  | Readonly<{ kind: "stopped"; failure: AdminFailure }>;

async function register(shop: SubscribingShop, verdict: Verdict): Promise<Registered> {
  const { topic } = verdict;
  if (verdict.state === "scope_missing") return { kind: "scope-missing", topic };
  if (verdict.state === "registered") return { kind: "kept", topic };
  const uri = webhookAddress();
  const outcome = verdict.problem
    ? await mend(shop, verdict.actual, uri)
    : await create(shop, topic, uri);
  if (outcome.kind === "ok") {
    await saveRegistration(shop.shopId, topic, outcome.data, { uri, at: new Date() });
    return { kind: "made", topic };
  }
  if (outcome.kind !== "user-errors" && !isFinal(outcome)) {
    return { kind: "stopped", failure: outcome };
  }
  const registration: Registration = { kind: "failed", because: describeFailure(outcome) };
  await saveRegistration(shop.shopId, topic, registration, { uri, at: new Date() });
  return { kind: "failed", topic };
}

async function create(
  shop: SubscribingShop,
  topic: string,
  uri: string,
): Promise<AdminOutcome<Registration>> {
  const code = findTopic(topic)?.code ?? topic;
  const outcome = await createWebhookSubscription(shop.domain, code, uri);
  if (outcome.kind !== "ok") return outcome;
  const made = outcome.data;
  if (made.kind === "created") {
    const { id, apiVersion } = made;
    return { kind: "ok", data: { kind: "registered", shopifyId: id, apiVersion } };
  }
  // Taken: by a process beside us, or by something that the list does not show.
  const held = await readWebhookSubscriptions(shop.domain);
  if (held.kind !== "ok") return held;
  const found = held.data.find((item) => item.topic === code && item.uri === uri);
  return {
    kind: "ok",
    data: found
      ? { kind: "registered", shopifyId: found.id, apiVersion: found.apiVersion }
      : { kind: "held-elsewhere" },
  };
}

async function mend(
  shop: SubscribingShop,
  { id, apiVersion }: ActualSubscription,
  uri: string,
): Promise<AdminOutcome<Registration>> {
  const outcome = await updateWebhookSubscription(shop.domain, id, uri);
  if (outcome.kind !== "ok") return outcome;
  return { kind: "ok", data: { kind: "registered", shopifyId: id, apiVersion } };
}

type Ended = Readonly<{ kind: "ended" } | { kind: "stopped"; failure: AdminFailure }>;

async function end(shop: SubscribingShop, { id }: ActualSubscription): Promise<Ended> {
  const outcome = await deleteWebhookSubscription(shop.domain, id);
  // A user error says that it is gone already.
  if (outcome.kind === "ok" || outcome.kind === "user-errors") return { kind: "ended" };
  return { kind: "stopped", failure: outcome };
}

/** Of one topic only: the token works for the others. */
function isFinal(failure: AdminFailure): boolean {
  return failure.kind === "refused" && failure.because === "access-denied";
}
