import { prisma } from "#app/db.server.ts";
import type { RunningSweep, SweepMode } from "./sweep-store.server.ts";
import type { ResourceKind } from "./resource-kinds.ts";

/** The scheduled sweep of a kind that is under way, if one is. */
export async function findScheduledSweep(
  shopId: string,
  kind: ResourceKind,
): Promise<RunningSweep | undefined> {
  const row = await prisma.sweep.findFirst({
    where: { shopId, resourceKind: kind, mode: "scheduled", state: "running" },
  });
  return row ? toRunning(row) : undefined;
}

/** @returns undefined when it has ended, or is not this shop's */
export async function findRunningSweep(
  shopId: string,
  id: string,
): Promise<RunningSweep | undefined> {
  const row = await prisma.sweep.findFirst({ where: { shopId, id, state: "running" } });
  return row ? toRunning(row) : undefined;
}

type Row = Readonly<{
  id: string;
  resourceKind: string;
  mode: string;
  windowFrom: Date;
  windowTo: Date;
  cursor: string | null;
}>;

function toRunning(row: Row): RunningSweep {
  return {
    id: row.id,
    kind: row.resourceKind as ResourceKind,
    mode: row.mode as SweepMode,
    window: { from: row.windowFrom.getTime(), to: row.windowTo.getTime() },
    cursor: row.cursor,
  };
}
