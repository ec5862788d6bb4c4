import { prisma } from "#app/db.server.ts";
import { newId } from "#app/ids.server.ts";
import type { CallTotals } from "#app/shopify-admin/call-pacer.server.ts";
import type { Window } from "./reading.ts";
import type { ResourceKind } from "./resource-kinds.ts";

export type SweepMode = "scheduled" | "asked" | "incident" | "presence";

/** A sweep that is under way. */
export type RunningSweep = Readonly<{
  id: string;
  kind: ResourceKind;
  mode: SweepMode;
  window: Window;
  /** Where the next page begins; null: at the beginning. */
  cursor: string | null;
}>;

/**
 * Begins a sweep. Of a scheduled one there is one at a time: where one is under way, that is it.
 * @returns undefined when another process began one this very moment
 */
export async function beginSweep(
  shopId: string,
  { kind, mode, window, askedBy }: Omit<RunningSweep, "id" | "cursor"> & { askedBy?: string },
): Promise<RunningSweep | undefined> {
  const id = newId();
  const { count } = await prisma.sweep.createMany({
    data: {
      shopId,
      id,
      resourceKind: kind,
      mode,
      windowFrom: new Date(window.from),
      windowTo: new Date(window.to),
      startedAt: new Date(),
      askedBy: askedBy ?? null,
    },
    skipDuplicates: true,
  });
  return count === 0 ? undefined : { id, kind, mode, window, cursor: null };
}

/** What one page of a sweep came to. */
export type PageResult = Readonly<{
  compared: readonly ComparedState[];
  unchanged: number;
  recovered: number;
  totals: CallTotals;
  /** Cursor of the next page; undefined: this was the last. */
  next: string | undefined;
}>;

/** A resource as it was compared. Times are milliseconds since 1970. */
export type ComparedState = Readonly<{
  id: string;
  updatedAt: number;
  /** `updated_at` of the same state in the log; undefined: it is missing there. */
  loggedAt: number | undefined;
}>;

/**
 * Writes what a page came to and moves the sweep on, in one transaction: a page counts once, however
 * often it is read.
 * @returns false when somebody else has moved the sweep on meanwhile: nothing was written
 */
export async function savePage(
  shopId: string,
  sweep: RunningSweep,
  page: PageResult,
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const isLast = page.next === undefined;
    const { count } = await tx.sweep.updateMany({
      where: { shopId, id: sweep.id, state: "running", cursor: sweep.cursor },
      data: {
        cursor: page.next ?? sweep.cursor,
        compared: { increment: page.compared.length },
        unchanged: { increment: page.unchanged },
        missing: { increment: page.recovered },
        recovered: { increment: page.recovered },
        cost: { increment: Math.round(page.totals.cost) },
        calls: { increment: page.totals.calls },
        throttled: { increment: page.totals.throttled },
        ...(isLast && { state: "finished", finishedAt: new Date() }),
      },
    });
    if (count === 0) return false;
    const states = [...new Map(page.compared.map((one) => [one.id, one])).values()];
    await tx.$executeRaw`
      INSERT INTO compared_resource AS c
        (shop_id, resource_kind, resource_id, updated_at, logged_at, compared_at)
      SELECT ${shopId}::uuid, ${sweep.kind}, s.id, to_timestamp(s.updated_at / 1000.0),
        to_timestamp(s.logged_at / 1000.0), clock_timestamp()
      FROM unnest(
        ${states.map(({ id }) => id)}::text[],
        ${states.map(({ updatedAt }) => updatedAt)}::float8[],
        ${states.map(({ loggedAt }) => loggedAt ?? null)}::float8[]
      ) AS s(id, updated_at, logged_at)
      ORDER BY s.id
      ON CONFLICT (shop_id, resource_kind, resource_id) DO UPDATE SET
        updated_at = EXCLUDED.updated_at, logged_at = EXCLUDED.logged_at,
        compared_at = EXCLUDED.compared_at
      WHERE c.updated_at <= EXCLUDED.updated_at`;
    return true;
  });
}

/** Ends a sweep that cannot go on. */
export async function failSweep(shopId: string, id: string, problem: string): Promise<void> {
  await prisma.sweep.updateMany({
    where: { shopId, id, state: "running" },
    data: { state: "failed", problem: problem.slice(0, 300), finishedAt: new Date() },
  });
}
