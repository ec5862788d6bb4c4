import { prisma } from "#app/db.server.ts";
import { isId } from "#app/event-log/event-filter.ts";
import type { Cause, Severity } from "./cause.ts";
import type { TransitionKind } from "./issue-store.server.ts";

export type IssueState = "open" | "acknowledged" | "resolved" | "reopened";

export type IssueView = Readonly<{
  id: string;
  /** Null: on Shopify's side. */
  destination: Readonly<{ id: string; name: string }> | null;
  cause: Cause;
  severity: Severity;
  state: IssueState;
  count: number;
  orders: number;
  failed: number;
  since: Date;
  sampleEventId: string | null;
  detail: string | null;
  openedAt: Date;
  lastSeenAt: Date;
  resolvedAt: Date | null;
  acknowledgedAt: Date | null;
}>;

const SHOWN = 200;
const GRAVITY: Readonly<Record<Severity, number>> = { critical: 0, important: 1, minor: 2 };

/** The gravest first; resolved ones by when they were resolved. */
export async function listIssues(
  shopId: string,
  which: "unresolved" | "resolved",
): Promise<IssueView[]> {
  const resolved = which === "resolved";
  const rows = await prisma.issue.findMany({
    where: { shopId, state: resolved ? "resolved" : { not: "resolved" } },
    orderBy: resolved ? { resolvedAt: "desc" } : { openedAt: "desc" },
    take: SHOWN,
  });
  const views = await withNames(shopId, rows);
  return resolved
    ? views
    : views.toSorted(
        (one, other) =>
          GRAVITY[one.severity] - GRAVITY[other.severity] || other.orders - one.orders,
      );
}

/** For the navigation. */
export async function countUnresolved(shopId: string): Promise<number> {
  return prisma.issue.count({ where: { shopId, state: { not: "resolved" } } });
}

export type TransitionView = Readonly<{
  kind: TransitionKind;
  at: Date;
  actor: string;
  count: number;
  orders: number;
}>;

const TRANSITIONS_SHOWN = 50;

/** One issue with its last transitions, newest first; undefined when the shop has no such issue. */
export async function findIssue(
  shopId: string,
  id: string,
): Promise<(IssueView & { transitions: TransitionView[] }) | undefined> {
  if (!isId(id)) return undefined;
  const row = await prisma.issue.findUnique({ where: { shopId_id: { shopId, id } } });
  if (!row) return undefined;
  const [view] = await withNames(shopId, [row]);
  if (!view) return undefined;
  const transitions = await prisma.issueTransition.findMany({
    where: { shopId, issueId: id },
    orderBy: { id: "desc" },
    take: TRANSITIONS_SHOWN,
    select: { kind: true, at: true, actor: true, count: true, orders: true },
  });
  return {
    ...view,
    transitions: transitions.map((one) => ({ ...one, kind: one.kind as TransitionKind })),
  };
}

type Row = Omit<IssueView, "destination" | "cause" | "severity" | "state"> &
  Readonly<{ destinationId: string | null; cause: string; severity: string; state: string }>;

async function withNames(shopId: string, rows: readonly Row[]): Promise<IssueView[]> {
  const ids = rows.flatMap(({ destinationId }) => (destinationId ? [destinationId] : []));
  const destinations = await prisma.destination.findMany({
    where: { shopId, id: { in: ids } },
    select: { id: true, name: true },
  });
  const names = new Map(destinations.map((destination) => [destination.id, destination]));
  return rows.map((row) => ({
    id: row.id,
    destination: row.destinationId
      ? (names.get(row.destinationId) ?? { id: row.destinationId, name: "A deleted destination" })
      : null,
    cause: row.cause as Cause,
    severity: row.severity as Severity,
    state: row.state as IssueState,
    count: row.count,
    orders: row.orders,
    failed: row.failed,
    since: row.since,
    sampleEventId: row.sampleEventId,
    detail: row.detail,
    openedAt: row.openedAt,
    lastSeenAt: row.lastSeenAt,
    resolvedAt: row.resolvedAt,
    acknowledgedAt: row.acknowledgedAt,
  }));
}
