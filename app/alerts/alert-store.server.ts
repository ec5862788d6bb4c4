import { prisma, type Transaction } from "#app/db.server.ts";
import { newId } from "#app/ids.server.ts";
import type { Transition } from "#app/issues/issue-store.server.ts";
import { type Rhythm, whenDue } from "./when-due.ts";

const GRAVITY: Readonly<Record<string, number>> = { critical: 0, important: 1, minor: 2 };

/**
 * Notes what each channel has to be told of, in the transaction of the transitions themselves: each
 * is told once, and none gets lost. Sends nothing.
 */
export async function queueAlerts(
  tx: Transaction,
  shopId: string,
  transitions: readonly Transition[],
  now: Date,
): Promise<void> {
  const told = transitions.filter(({ kind }) => kind !== "acknowledged");
  const channels = await tx.alertChannel.findMany({ where: { shopId } });
  if (told.length === 0 || channels.length === 0) return;
  const [shop] = await tx.$queryRaw<{ timezone: string | null }[]>`
    SELECT timezone FROM shop WHERE id = ${shopId}::uuid`;
  const issues = await tx.issue.findMany({
    where: { shopId, id: { in: told.map(({ issueId }) => issueId) } },
    select: { id: true, severity: true },
  });
  const severities = new Map(issues.map(({ id, severity }) => [id, severity]));
  for (const channel of channels) {
    const rhythm = { ...channel, digest: channel.digest as Rhythm["digest"] };
    const dueAt = new Date(whenDue(rhythm, now.getTime(), shop?.timezone ?? "UTC"));
    const least = GRAVITY[channel.leastSeverity] ?? 2;
    await tx.alert.createMany({
      data: told
        .filter(({ issueId }) => (GRAVITY[severities.get(issueId) ?? ""] ?? 2) <= least)
        .map(({ issueId, kind }) => ({
          shopId,
          id: newId(),
          channelId: channel.id,
          issueId,
          kind,
          at: now,
          dueAt,
        })),
    });
  }
}

export type DueAlert = Readonly<{
  id: string;
  channelId: string;
  issueId: string;
  kind: string;
  at: Date;
  attempts: number;
}>;

/** Longer than sending takes: whoever claimed and died leaves it to the next one. */
const LEASE = "5 minutes";

/** Takes what is due, for a while: nobody else sends it meanwhile. */
export async function claimDueAlerts(shopId: string, now: Date): Promise<DueAlert[]> {
  return prisma.$queryRaw<DueAlert[]>`
    UPDATE alert SET due_at = ${now}::timestamptz + ${LEASE}::interval, attempts = attempts + 1
    WHERE shop_id = ${shopId}::uuid AND id IN (
      SELECT id FROM alert WHERE shop_id = ${shopId}::uuid AND due_at <= ${now}
      ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, channel_id AS "channelId", issue_id AS "issueId", kind, at, attempts`;
}

export async function forgetAlerts(shopId: string, ids: readonly string[]): Promise<void> {
  await prisma.alert.deleteMany({ where: { shopId, id: { in: [...ids] } } });
}

export async function postponeAlerts(
  shopId: string,
  ids: readonly string[],
  until: Date,
): Promise<void> {
  await prisma.alert.updateMany({
    where: { shopId, id: { in: [...ids] } },
    data: { dueAt: until },
  });
}
