import {
  ensurePartitions,
  mergeSearchTerms,
} from "#app/event-log/partition-system-store.server.ts";
import { forgetDedupeKeys } from "#app/event-log/dedupe-key-system-store.server.ts";
import { carryOutRequest } from "#app/compliance/carry-out-request.server.ts";
import { queueAlerts } from "#app/alerts/alert-store.server.ts";
import { shopsWithDueAlerts } from "#app/alerts/alert-system-queries.server.ts";
import { sendAlerts } from "#app/alerts/send-alerts.server.ts";
import type { IssueView } from "#app/issues/issue-queries.server.ts";
import { shopsWithTrouble } from "#app/issues/issue-system-queries.server.ts";
import { updateIssues } from "#app/issues/update-issues.server.ts";
import { clearFinding, noteFinding } from "#app/subscriptions/watch-finding-store.server.ts";
import { letGoOfOldEvents } from "#app/event-log/retention-system-store.server.ts";
import { log } from "#app/log.server.ts";
import { beginIncidentSweep } from "#app/reconciliation/incident-sweep.server.ts";
import { sweepShop, sweepWindow } from "#app/reconciliation/sweep-shop.server.ts";
import { describeFailure } from "#app/shopify-admin/admin-outcome.ts";
import { ensureInstallation } from "#app/shops/ensure-installation.server.ts";
import { handleLifecycleEvent } from "#app/shops/handle-lifecycle-event.server.ts";
import { readShop } from "#app/shops/shop-queries.server.ts";
import { installedShopIds } from "#app/shops/shop-system-queries.server.ts";
import { issueSize, issueTitle } from "#app/ui/issue-words.ts";
import { lookAtTopics } from "#app/subscriptions/look-at-topics.server.ts";
import type { JobName, JobPayload } from "./catalog.ts";
import { enqueue, enqueueForShops } from "./enqueue.server.ts";

type Handlers = Readonly<{ [K in JobName]: (payload: JobPayload<K>) => Promise<void> }>;

/** Days of partitions that stand ready, so that a stopped job is noticed long before it matters. */
export const DAYS_AHEAD = 7;
/** Shopify retries for hours and documents nothing beyond; the least that is promised is 30 days. */
const DEDUPE_DAYS = 35;
const DAY_MS = 86_400_000;
/** For one call of the watch: whoever does not answer in this time has its turn in the next round. */
const WATCH_WITHIN_MS = 8_000;

/** What each job does. One that throws is tried again as the catalogue says. */
export const HANDLERS: Handlers = {
  "lifecycle-event": async ({ shopId, eventId, look }) => {
    await handleLifecycleEvent(shopId, eventId, look);
  },
  "ensure-subscriptions": ({ shopId }) => ensureSubscriptions(shopId),
  "check-subscriptions": async ({ shopId }) => {
    await ensureSubscriptions(shopId, WATCH_WITHIN_MS);
    await lookAtTopics(shopId, Date.now());
  },
  "watch-subscriptions": async () => {
    await enqueueForShops("check-subscriptions", await installedShopIds());
  },
  "reconcile-window": async (window) => {
    const sweepId = await beginIncidentSweep(window);
    if (sweepId) await enqueue("sweep-window", { shopId: window.shopId, sweepId });
  },
  "sweep-shops": async () => {
    for (const shopId of await installedShopIds()) await enqueue("sweep-shop", { shopId });
  },
  "sweep-shop": async ({ shopId }) => {
    const { more, again } = await sweepShop(shopId);
    if (more) await enqueue("sweep-shop", { shopId });
    if (again) throw new Error("Shopify did not take part in a sweep");
  },
  "sweep-window": async ({ shopId, sweepId }) => {
    const outcome = await sweepWindow(shopId, sweepId);
    if (outcome?.kind === "to-be-continued") await enqueue("sweep-window", { shopId, sweepId });
    if (outcome?.kind === "stopped" && !outcome.final) throw new Error(outcome.problem);
  },
  "compliance-request": async ({ shopId, eventId, look }) => {
    const step = await carryOutRequest(shopId, eventId, look);
    if (step.kind === "done") return;
    const next = { shopId, eventId, look: step.look };
    await enqueue("compliance-request", next, { startAfter: step.inSeconds });
  },
  "watch-issues": async () => {
    const installed = new Set(await installedShopIds());
    for (const shopId of await shopsWithTrouble()) {
      if (installed.has(shopId)) await enqueue("update-issues", { shopId });
    }
    for (const shopId of await shopsWithDueAlerts(new Date())) {
      if (installed.has(shopId)) await enqueue("send-alerts", { shopId });
    }
  },
  "update-issues": async ({ shopId }) => {
    await updateIssues(shopId, new Date(), queueAlerts);
    await enqueue("send-alerts", { shopId });
  },
  "send-alerts": async ({ shopId }) => {
    const { domain } = await readShop(shopId);
    const describe = (issue: IssueView) => ({ title: issueTitle(issue), size: issueSize(issue) });
    await sendAlerts({ shopId, name: domain }, describe);
  },
  "make-partitions": async () => {
    const made = await ensurePartitions(Date.now(), DAYS_AHEAD);
    if (made.length > 0) log.info({ made }, "partitions made");
  },
  "let-go-of-old-events": async () => {
    const { dropped, deleted } = await letGoOfOldEvents(Date.now());
    log.info({ dropped, deleted }, "old events let go");
  },
  "merge-search-terms": mergeSearchTerms,
  "forget-dedupe-keys": async () => {
    const forgotten = await forgetDedupeKeys(new Date(Date.now() - DEDUPE_DAYS * DAY_MS));
    if (forgotten > 0) log.info({ forgotten }, "dedupe keys forgotten");
  },
};

async function ensureSubscriptions(shopId: string, withinMs?: number): Promise<void> {
  const outcome = await ensureInstallation(shopId, withinMs);
  if (outcome.kind === "active") await clearFinding(shopId, "token-refused");
  if (outcome.kind !== "stopped") return;
  // A refused token is not mended by trying again, but by the next opening or an uninstall.
  if (outcome.failure.kind !== "refused") throw new Error(describeFailure(outcome.failure));
  const { because } = outcome.failure;
  await noteFinding(shopId, { cause: "token-refused", detail: { because } });
  log.warn({ shopId, because }, "subscriptions could not be checked");
}
