import { recordAudit } from "#app/audit-store.server.ts";
import { prisma, type Transaction } from "#app/db.server.ts";
import { lastEventTimes } from "#app/event-log/topic-activity-queries.server.ts";
import { newId } from "#app/ids.server.ts";
import { enqueueInTransaction } from "#app/jobs/enqueue.server.ts";
import type { Verdict } from "./compare-subscriptions.ts";
import { findTopic } from "./topics.ts";

/** Set on a topic that Shopify calls taken although it does not list it: something else sends it. */
export const HELD_ELSEWHERE = "held_elsewhere";

export type CheckedSubscriptions = Readonly<{
  verdicts: readonly Verdict[];
  uri: string;
  at: Date;
}>;

/**
 * Stores what a check found. A subscription that was registered and is gone opens an incident,
 * which says when the last event came; one that is back closes it.
 * @returns the topics that have gone since the last check.
 */
export async function saveCheck(shopId: string, check: CheckedSubscriptions): Promise<string[]> {
  const stored = await prisma.subscription.findMany({ where: { shopId } });
  const before = new Map(stored.map((row) => [row.topic, row]));
  const gone = check.verdicts.filter(({ topic, state }) => {
    const row = before.get(topic);
    return state === "missing" && row?.state === "registered" && row.problem !== HELD_ELSEWHERE;
  });
  const back = check.verdicts.filter(({ state }) => state === "registered");
  const lastEvents = await lastEventTimes(
    shopId,
    gone.map(({ topic }) => topic),
  );
  await prisma.$transaction(async (tx) => {
    await tx.subscription.deleteMany({
      where: { shopId, topic: { notIn: check.verdicts.map(({ topic }) => topic) } },
    });
    for (const verdict of check.verdicts) await saveVerdict(tx, shopId, verdict, check);
    await tx.subscriptionIncident.createMany({
      data: gone.map((verdict) => ({
        shopId,
        id: newId(),
        topic: verdict.topic,
        kind: ("problem" in verdict ? verdict.problem : undefined) ?? "missing",
        lastEventAt: lastEvents.get(verdict.topic) ?? null,
        lossFrom:
          lastEvents.get(verdict.topic) ?? before.get(verdict.topic)?.registeredAt ?? check.at,
        noticedAt: check.at,
      })),
    });
    await closeIncidents(
      tx,
      shopId,
      back.map(({ topic }) => topic),
      check.at,
    );
  });
  return gone.map(({ topic }) => topic);
}

async function saveVerdict(
  tx: Transaction,
  shopId: string,
  verdict: Verdict,
  { uri, at }: CheckedSubscriptions,
): Promise<void> {
  const { topic, state } = verdict;
  const actual = "actual" in verdict ? verdict.actual : undefined;
  const row = {
    state,
    uri,
    shopifyId: actual?.id ?? null,
    actualUri: actual?.uri ?? null,
    apiVersion: actual?.apiVersion ?? null,
    problem: (verdict.state === "scope_missing" ? verdict.scope : verdict.problem) ?? null,
    checkedAt: at,
  };
  await tx.subscription.upsert({
    where: { shopId_topic: { shopId, topic } },
    update: row,
    create: { shopId, topic, ...row, registeredAt: state === "registered" ? at : null },
  });
}

/** What became of one topic's registration. */
export type Registration =
  | Readonly<{ kind: "registered"; shopifyId: string; apiVersion: string | undefined }>
  | Readonly<{ kind: "held-elsewhere" }>
  | Readonly<{ kind: "failed"; because: string }>;

/** Stores the outcome of registering one topic; a registered one closes its incident. */
export async function saveRegistration(
  shopId: string,
  topic: string,
  registration: Registration,
  { uri, at }: Readonly<{ uri: string; at: Date }>,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    switch (registration.kind) {
      case "registered":
        await tx.subscription.updateMany({
          where: { shopId, topic },
          data: {
            state: "registered",
            problem: null,
            shopifyId: registration.shopifyId,
            actualUri: uri,
            registeredAt: at,
            ...(registration.apiVersion !== undefined && { apiVersion: registration.apiVersion }),
          },
        });
        return closeIncidents(tx, shopId, [topic], at);
      case "held-elsewhere":
        await tx.subscription.updateMany({
          where: { shopId, topic },
          data: { state: "registered", problem: HELD_ELSEWHERE, actualUri: uri },
        });
        return closeIncidents(tx, shopId, [topic], at);
      case "failed":
        await tx.subscription.updateMany({
          where: { shopId, topic },
          data: { state: "failed", problem: registration.because.slice(0, 300) },
        });
    }
  });
}

/** An uninstall ends every subscription; that is no incident. */
export async function markAllMissing(shopId: string, tx: Transaction = prisma): Promise<void> {
  await tx.subscription.updateMany({
    where: { shopId, state: { in: ["registered", "failed"] } },
    data: { state: "missing", problem: null, shopifyId: null, actualUri: null },
  });
}

/** Keeps what the merchant chose; `topics` are names of the catalogue. */
export async function saveChosenTopics(
  shopId: string,
  topics: readonly string[],
  actor: string,
): Promise<void> {
  const chosenTopics = [...topics];
  await prisma.$transaction(async (tx) => {
    await tx.shop.update({
      where: { id: shopId },
      data: { chosenTopics, topicsChosenAt: new Date() },
    });
    const detail = { topics: chosenTopics };
    await recordAudit(shopId, { actor, action: "subscriptions.choose", detail }, tx);
  });
}

/**
 * A topic that is registered again closes its incident, and what may have been lost is handed on,
 * once: the job is there if and only if the repair is stored.
 */
async function closeIncidents(
  tx: Transaction,
  shopId: string,
  topics: string[],
  at: Date,
): Promise<void> {
  const open = await tx.subscriptionIncident.findMany({
    where: { shopId, topic: { in: topics }, repairedAt: null },
  });
  for (const { id, topic, lossFrom } of open) {
    const { count } = await tx.subscriptionIncident.updateMany({
      where: { shopId, id, repairedAt: null },
      data: { repairedAt: at, handedOnAt: at },
    });
    const resourceKind = findTopic(topic)?.resourceKind;
    if (count === 0 || resourceKind === undefined) continue;
    const window = { from: lossFrom.toISOString(), to: at.toISOString() };
    const payload = { shopId, incidentId: id, topic, resourceKind, ...window };
    await enqueueInTransaction(tx, "reconcile-window", payload);
  }
}
