import { prisma } from "#app/db.server.ts";
import { newId } from "#app/ids.server.ts";
import type { Cause } from "./cause.ts";
import type { ResourceKind } from "./resource-kinds.ts";

export type FoundGap = Readonly<{
  resourceKind: ResourceKind;
  resourceId: string;
  gid: string;
  resourceName: string | null;
  topic: string;
  partId: string;
  partTerm: bigint | null;
  /** Milliseconds since 1970. */
  at: number;
  cause: Cause;
  /** The event that is about to be recorded for it, and when its state was read. */
  eventId: string;
  readAt: Date;
}>;

export type OpenGap = Readonly<{
  id: string;
  resourceId: string;
  gid: string;
  topic: string;
  partId: string;
  at: number;
}>;

/**
 * Notes gaps before anything is recovered, so that a process that dies in between leaves them open
 * to be taken up, and a webhook that comes this very moment is known to be late. One that was found
 * before stays as it is.
 */
export async function noteGaps(
  shopId: string,
  sweepId: string,
  gaps: readonly FoundGap[],
): Promise<void> {
  if (gaps.length === 0) return;
  await prisma.gap.createMany({
    data: gaps.map(({ at, ...gap }) => ({
      ...gap,
      shopId,
      id: newId(),
      sweepId,
      changedAt: new Date(at),
      foundAt: new Date(),
    })),
    skipDuplicates: true,
  });
}

/** What was recovered for a gap. */
export type Settlement = Readonly<{ gap: OpenGap; eventId: string; readAt: Date }>;

export async function settleGaps(
  shopId: string,
  settlements: readonly Settlement[],
): Promise<void> {
  await prisma.$transaction(
    settlements.map(({ gap, eventId, readAt }) =>
      prisma.gap.updateMany({
        where: { shopId, id: gap.id, state: "open" },
        data: { state: "recovered", eventId, readAt, settledAt: new Date() },
      }),
    ),
  );
}

/** Ends gaps without an event: the webhook came after all, or the resource is gone. */
export async function closeGaps(
  shopId: string,
  ids: readonly string[],
  state: "arrived" | "gone",
): Promise<void> {
  if (ids.length === 0) return;
  await prisma.gap.updateMany({
    where: { shopId, id: { in: [...ids] }, state: "open" },
    data: { state, settledAt: new Date() },
  });
}
