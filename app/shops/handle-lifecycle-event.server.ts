import { APP_ACTOR, recordAudit } from "#app/audit-store.server.ts";
import { readEventContent } from "#app/event-log/event-content-queries.server.ts";
import { enqueue } from "#app/jobs/enqueue.server.ts";
import { log } from "#app/log.server.ts";
import { describeFailure } from "#app/shopify-admin/admin-outcome.ts";
import { readInstallation } from "#app/shopify-admin/read-installation.server.ts";
import { isInstalled } from "./install-state.ts";
import { type LifecycleTask, readLifecycleEvent } from "./lifecycle-event.ts";
import { readShop, type ShopRecord } from "./shop-queries.server.ts";
import { endInstallation } from "./shop-store.server.ts";

export type LifecycleOutcome =
  | Readonly<{ kind: "done"; what: string }>
  | Readonly<{ kind: "ignored"; because: string }>
  /** Shopify still serves the shop's token; to be looked at again in a while. */
  | Readonly<{ kind: "look-again" }>;

/** Shopify could not be asked: the job is tried again. */
export class LifecycleDelayed extends Error {
  override readonly name = "LifecycleDelayed";
}

/** Shopify ends the token before it tells us; these looks are for the case that it does not. */
const LOOKS = 3;
const LOOK_AGAIN_AFTER_S = 60;

/**
 * Acts on an uninstall, a change of scopes or a compliance request that stands in the event log.
 * Safe to repeat.
 * @param look which look at the event this is, from 1
 * @throws LifecycleDelayed when it has to be tried again.
 */
export async function handleLifecycleEvent(
  shopId: string,
  eventId: string,
  look = 1,
): Promise<LifecycleOutcome> {
  const [event, shop] = await Promise.all([readEventContent(shopId, eventId), readShop(shopId)]);
  if (!event) return { kind: "ignored", because: "the event is not in the log" };
  const task = readLifecycleEvent(event, shop);
  const outcome = await act(task, shop, eventId, look);
  log.info({ shopId, eventId, topic: event.topic, ...outcome }, "lifecycle event");
  if (outcome.kind === "ignored") {
    await recordAudit(shopId, {
      actor: APP_ACTOR,
      action: "lifecycle.ignored",
      subject: eventId,
      detail: { topic: event.topic, because: outcome.because },
    });
  }
  if (outcome.kind === "look-again") {
    const payload = { shopId, eventId, look: look + 1 };
    await enqueue("lifecycle-event", payload, { startAfter: LOOK_AGAIN_AFTER_S });
  }
  return outcome;
}

async function act(
  task: LifecycleTask,
  shop: ShopRecord,
  eventId: string,
  look: number,
): Promise<LifecycleOutcome> {
  switch (task.kind) {
    case "ignore":
      return { kind: "ignored", because: task.because };
    case "uninstall":
      return uninstall(shop, eventId, look);
    case "read-scopes":
      return readScopes(shop);
    case "compliance":
      return task.topic === "shop/redact" && (await isServed(shop))
        ? { kind: "ignored", because: "the shop has the app installed" }
        : takeUp(shop.shopId, eventId, task.topic);
  }
}

async function uninstall(
  shop: ShopRecord,
  eventId: string,
  look: number,
): Promise<LifecycleOutcome> {
  if (await isServed(shop)) {
    // A token that works belongs to an installation that stands: the news is of an earlier one.
    return look < LOOKS
      ? { kind: "look-again" }
      : { kind: "ignored", because: "the shop has the app installed" };
  }
  const ended = await endInstallation(shop.shopId, shop, eventId);
  return ended
    ? { kind: "done", what: "uninstalled" }
    : { kind: "ignored", because: "the shop was not installed, or is anew" };
}

/** Whether Shopify accepts the shop's token now: the one proof of an installation. */
async function isServed(shop: ShopRecord): Promise<boolean> {
  if (!isInstalled(shop.state)) return false;
  const installation = await readInstallation(shop.domain);
  switch (installation.kind) {
    case "ok":
      return true;
    case "refused":
      return installation.because === "access-denied";
    default:
      throw new LifecycleDelayed(describeFailure(installation));
  }
}

/** Many changes may come at once; a job that waits already will see all of them. */
async function readScopes(shop: ShopRecord): Promise<LifecycleOutcome> {
  if (!isInstalled(shop.state)) return { kind: "ignored", because: "the shop was not installed" };
  await enqueue("ensure-subscriptions", { shopId: shop.shopId });
  return { kind: "done", what: "scopes are to be read" };
}

/** Takes a compliance request up: it is in the audit trail, and a job carries it out. */
async function takeUp(shopId: string, eventId: string, topic: string): Promise<LifecycleOutcome> {
  await recordAudit(shopId, {
    actor: APP_ACTOR,
    action: "compliance.received",
    subject: eventId,
    detail: { topic },
  });
  await enqueue("compliance-request", { shopId, eventId });
  return { kind: "done", what: topic };
}
