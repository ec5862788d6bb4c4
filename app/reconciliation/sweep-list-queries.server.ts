import { prisma } from "#app/db.server.ts";
import type { Cause } from "./cause.ts";
import type { ResourceKind } from "./resource-kinds.ts";
import type { SweepMode } from "./sweep-store.server.ts";

/** A sweep as the page lists it. */
export type ListedSweep = Readonly<{
  id: string;
  kind: ResourceKind;
  mode: SweepMode;
  from: Date;
  to: Date;
  state: "running" | "finished" | "failed";
  problem: string | null;
  compared: number;
  unchanged: number;
  missing: number;
  recovered: number;
  cost: number;
  throttled: number;
  startedAt: Date;
  finishedAt: Date | null;
}>;

/**
 * The newest sweeps. Scheduled ones that found nothing are many and say little: of these only the
 * last of each kind is listed.
 */
export async function listSweeps(shopId: string, limit: number): Promise<ListedSweep[]> {
  const rows = await prisma.$queryRaw<ListedSweep[]>`
    SELECT s.id, s.resource_kind AS kind, s.mode, s.window_from AS "from", s.window_to AS "to",
      s.state, s.problem, s.compared, s.unchanged, s.missing, s.recovered, s.cost, s.throttled,
      s.started_at AS "startedAt", s.finished_at AS "finishedAt"
    FROM sweep s
    WHERE s.shop_id = ${shopId}::uuid AND (
      s.mode <> 'scheduled' OR s.state <> 'finished' OR s.missing > 0 OR s.id = (
        SELECT l.id FROM sweep l
        WHERE l.shop_id = s.shop_id AND l.resource_kind = s.resource_kind AND l.mode = s.mode
          AND l.state = 'finished'
        ORDER BY l.id DESC LIMIT 1
      )
    )
    ORDER BY s.id DESC LIMIT ${limit}`;
  return rows;
}

/** A gap as the page lists it. */
export type ListedGap = Readonly<{
  id: string;
  kind: ResourceKind;
  resourceId: string;
  resourceName: string | null;
  topic: string;
  changedAt: Date;
  foundAt: Date;
  cause: Cause;
  state: "open" | "recovered" | "arrived" | "gone";
  /** The event that was recovered, once it is. */
  eventId: string | null;
}>;

export type GapList = Readonly<{ gaps: readonly ListedGap[]; total: number }>;

/** The newest gaps, and how many there are in all. */
export async function listGaps(shopId: string, limit: number): Promise<GapList> {
  const [rows, total] = await Promise.all([
    prisma.gap.findMany({ where: { shopId }, orderBy: { id: "desc" }, take: limit }),
    prisma.gap.count({ where: { shopId } }),
  ]);
  return {
    total,
    gaps: rows.map((row) => ({
      id: row.id,
      kind: row.resourceKind as ResourceKind,
      resourceId: row.resourceId,
      resourceName: row.resourceName,
      topic: row.topic,
      changedAt: row.changedAt,
      foundAt: row.foundAt,
      cause: row.cause as Cause,
      state: row.state as ListedGap["state"],
      eventId: row.state === "recovered" ? row.eventId : null,
    })),
  };
}
