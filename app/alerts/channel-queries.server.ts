import { prisma } from "#app/db.server.ts";
import { openSecret } from "#app/encryption.server.ts";
import type { Severity } from "#app/issues/cause.ts";
import type { ChannelTarget } from "./channel.ts";
import type { Rhythm } from "./when-due.ts";

export type Channel = Rhythm &
  Readonly<{
    id: string;
    name: string;
    target: ChannelTarget;
    leastSeverity: Severity;
    lastSentAt: Date | null;
    failingSince: Date | null;
    lastProblem: string | null;
  }>;

/** What a channel's encrypted target is bound to. */
export function targetContext(shopId: string, id: string): string {
  return `alert_channel.target:${shopId}:${id}`;
}

export async function listChannels(shopId: string): Promise<Channel[]> {
  const rows = await prisma.alertChannel.findMany({
    where: { shopId },
    orderBy: { id: "asc" },
  });
  return rows.map(({ target, ...row }) => ({
    id: row.id,
    name: row.name,
    target: JSON.parse(
      openSecret(target, targetContext(shopId, row.id)).toString(),
    ) as ChannelTarget,
    leastSeverity: row.leastSeverity as Severity,
    digest: row.digest as Rhythm["digest"],
    quietFrom: row.quietFrom,
    quietTo: row.quietTo,
    lastSentAt: row.lastSentAt,
    failingSince: row.failingSince,
    lastProblem: row.lastProblem,
  }));
}
