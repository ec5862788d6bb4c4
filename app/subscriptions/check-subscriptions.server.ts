import { withShopLock } from "#app/advisory-lock-store.server.ts";
import { APP_ACTOR, recordAudit } from "#app/audit-store.server.ts";
import { config } from "#app/config.server.ts";
import { log } from "#app/log.server.ts";
import type { AdminFailure, UserErrors } from "#app/shopify-admin/admin-outcome.ts";
import { readWebhookSubscriptions } from "#app/shopify-admin/read-webhook-subscriptions.server.ts";
import { API_VERSION } from "#app/shopify.server.ts";
import {
  type ActualSubscription,
  compareSubscriptions,
  unexpectedSubscriptions,
  type Verdict,
} from "./compare-subscriptions.ts";
import { expectedSubscriptions } from "./expected-subscriptions.ts";
import { readSubscribingShop, type SubscribingShop } from "./subscription-queries.server.ts";
import { saveCheck } from "./subscription-store.server.ts";
import { TOPICS } from "./topics.ts";

export type CheckOutcome =
  | Readonly<{
      kind: "checked";
      verdicts: readonly Verdict[];
      /** Registered at the last check, and gone now. */
      gone: readonly string[];
      /** Ours, but no longer wanted, or one too many. */
      unexpected: readonly ActualSubscription[];
    }>
  /** Shopify did not say what it holds; nothing was stored. */
  | Readonly<{ kind: "stopped"; failure: AdminFailure | UserErrors }>;

/** Where Shopify sends every topic. */
export function webhookAddress(): string {
  return `${config.shopify.appUrl.origin}/webhooks`;
}

/**
 * Compares what Shopify holds with what is expected, stores the result and, where one that was
 * registered has gone, an incident. Changes nothing at Shopify.
 */
export async function checkSubscriptions(shopId: string): Promise<CheckOutcome> {
  return withShopLock(shopId, "subscriptions", async () =>
    checkUnderLock(await readSubscribingShop(shopId)),
  );
}

/** The same, for a caller that holds the shop's `subscriptions` lock. */
export async function checkUnderLock(shop: SubscribingShop): Promise<CheckOutcome> {
  const held = await readWebhookSubscriptions(shop.domain);
  if (held.kind !== "ok") return { kind: "stopped", failure: held };
  const expected = expectedSubscriptions(shop.chosenTopics, shop.grantedScopes);
  const uri = webhookAddress();
  const wanted = { uri, apiVersion: API_VERSION };
  const verdicts = compareSubscriptions(expected, held.data, wanted);
  const gone = await saveCheck(shop.shopId, { verdicts, uri, at: new Date() });
  for (const topic of gone) {
    log.warn({ shopId: shop.shopId, topic }, "a subscription has gone");
    await recordAudit(shop.shopId, {
      actor: APP_ACTOR,
      action: "subscription.missing",
      subject: topic,
    });
  }
  const unexpected = unexpectedSubscriptions(expected, held.data, wanted).filter(({ topic }) =>
    TOPICS.some(({ code }) => code === topic),
  );
  return { kind: "checked", verdicts, gone, unexpected };
}
