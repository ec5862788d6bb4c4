import { APP_ACTOR, recordAudit } from "#app/audit-store.server.ts";
import { prisma, type Transaction } from "#app/db.server.ts";
import { newId } from "#app/ids.server.ts";
import type { Severity } from "./cause.ts";
import type { Finding } from "./finding.ts";

export type TransitionKind = "opened" | "acknowledged" | "resolved" | "reopened";

/** An issue that changed its state just now. */
export type Transition = Readonly<{ id: string; issueId: string; kind: TransitionKind }>;

/**
 * Brings a shop's issues in line with what is wrong now: opens, reopens, updates and resolves.
 * Doing it again, or twice at once, changes nothing more.
 * @param onTransitions runs in the same transaction, with what changed its state
 */
export async function settleIssues(
  shopId: string,
  findings: readonly Finding[],
  now: Date,
  onTransitions: (tx: Transaction, transitions: readonly Transition[]) => Promise<void>,
): Promise<readonly Transition[]> {
  return prisma.$transaction(async (tx) => {
    // Whoever comes second waits here, and sees what the first one has written.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`issues ${shopId}`}, 0))`;
    const issues = await tx.issue.findMany({ where: { shopId } });
    const transitions: Transition[] = [];
    const note = async (kind: TransitionKind, issueId: string, size: Size) => {
      transitions.push(await addTransition(tx, shopId, issueId, kind, APP_ACTOR, size, now));
    };
    const seen = new Set<string>();
    for (const finding of findings) {
      const data = columnsOf(finding, now);
      const issue = issues.find(
        ({ destinationId, cause }) =>
          destinationId === data.destinationId && cause === finding.cause,
      );
      if (!finding.lasting && (!issue || issue.state === "resolved")) continue;
      if (!issue) {
        const id = newId();
        await tx.issue.create({ data: { shopId, id, ...data, state: "open", openedAt: now } });
        await note("opened", id, finding);
        continue;
      }
      seen.add(issue.id);
      const isBack = issue.state === "resolved";
      await tx.issue.updateMany({
        where: { shopId, id: issue.id },
        data: { ...data, ...(isBack && { ...REOPENED, openedAt: now }) },
      });
      if (isBack) await note("reopened", issue.id, finding);
    }
    for (const issue of issues) {
      if (issue.state === "resolved" || seen.has(issue.id)) continue;
      await tx.issue.updateMany({
        where: { shopId, id: issue.id },
        data: { state: "resolved", resolvedAt: now },
      });
      await note("resolved", issue.id, { ...issue, severity: issue.severity as Severity });
    }
    if (transitions.length > 0) await onTransitions(tx, transitions);
    return transitions;
  });
}

const REOPENED = {
  state: "reopened",
  resolvedAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
} as const;

/**
 * A person has seen it and takes care of it; it stays until its cause is gone.
 * @returns false when the shop has no such issue, or it is not open.
 */
export async function acknowledgeIssue(
  shopId: string,
  id: string,
  actor: string,
  now = new Date(),
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const where = { shopId, id, state: { in: ["open", "reopened"] } };
    const { count } = await tx.issue.updateMany({
      where,
      data: { state: "acknowledged", acknowledgedAt: now, acknowledgedBy: actor },
    });
    if (count === 0) return false;
    const issue = await tx.issue.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } });
    const size = { ...issue, severity: issue.severity as Severity };
    await addTransition(tx, shopId, id, "acknowledged", actor, size, now);
    await recordAudit(shopId, { actor, action: "issue.acknowledge", subject: id }, tx);
    return true;
  });
}

type Size = Readonly<{ severity: Severity; count: number; orders: number }>;

async function addTransition(
  tx: Transaction,
  shopId: string,
  issueId: string,
  kind: TransitionKind,
  actor: string,
  { severity, count, orders }: Size,
  at: Date,
): Promise<Transition> {
  const id = newId();
  const data = { shopId, id, issueId, kind, at, actor, severity, count, orders };
  await tx.issueTransition.create({ data });
  return { id, issueId, kind };
}

function columnsOf(finding: Finding, now: Date) {
  const { cause, severity, count, orders, failed, since } = finding;
  return {
    destinationId: finding.destinationId ?? null,
    cause,
    severity,
    count,
    orders,
    failed,
    since,
    sampleEventId: finding.sampleEventId ?? null,
    detail: finding.detail ?? null,
    lastSeenAt: now,
  };
}
