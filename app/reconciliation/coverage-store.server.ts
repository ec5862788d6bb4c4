import { prisma } from "#app/db.server.ts";
import type { Window } from "./reading.ts";
import type { ResourceKind } from "./resource-kinds.ts";

/** How far a kind is proven. Times are milliseconds since 1970. */
export type Coverage = Readonly<{ installedAt: number; provenFrom: number; provenTo: number }>;

/**
 * The coverage of a kind in the present installation. Nothing is claimed about the time before it,
 * and a new installation begins anew, since nobody told us anything in between.
 */
export async function openCoverage(
  shopId: string,
  kind: ResourceKind,
  installedAt: Date,
): Promise<Coverage> {
  const begin = {
    installedAt,
    provenFrom: wholeSecondAfter(installedAt),
    provenTo: wholeSecondAfter(installedAt),
    provenAt: null,
    topics: [],
    presenceCursor: null,
    presenceAt: null,
  };
  const where = { shopId_resourceKind: { shopId, resourceKind: kind } };
  const row = await prisma.coverage.upsert({
    where,
    create: { shopId, resourceKind: kind, ...begin },
    update: {},
  });
  const current =
    row.installedAt.getTime() === installedAt.getTime()
      ? row
      : await prisma.coverage.update({ where, data: begin });
  return {
    installedAt: current.installedAt.getTime(),
    provenFrom: current.provenFrom.getTime(),
    provenTo: current.provenTo.getTime(),
  };
}

/**
 * Moves the proof on to the end of a window that was compared whole. What does not join on to what
 * is proven proves nothing new; and where other topics are looked for than before, those that are
 * new were not looked for in the past.
 */
export async function extendCoverage(
  shopId: string,
  kind: ResourceKind,
  coverage: Coverage,
  window: Window,
  topics: readonly string[],
): Promise<void> {
  if (window.from > coverage.provenTo || window.to < coverage.provenTo) return;
  const sorted = [...topics].sort();
  const where = { shopId, resourceKind: kind, installedAt: new Date(coverage.installedAt) };
  await prisma.$transaction(async (tx) => {
    const row = await tx.coverage.findFirstOrThrow({ where });
    const isWider = row.topics.length > 0 && sorted.some((topic) => !row.topics.includes(topic));
    await tx.coverage.updateMany({
      where: { ...where, provenTo: { lte: new Date(window.to) } },
      data: {
        provenTo: new Date(window.to),
        provenAt: new Date(),
        topics: sorted,
        problem: null,
        problemAt: null,
        ...(isWider && { provenFrom: new Date(window.from) }),
      },
    });
  });
}

/** Notes why a kind could not be compared; what was proven before stays proven as of then. */
export async function noteProblem(
  shopId: string,
  kind: ResourceKind,
  problem: string,
): Promise<void> {
  await prisma.coverage.updateMany({
    where: { shopId, resourceKind: kind },
    data: { problem: problem.slice(0, 300), problemAt: new Date() },
  });
}

/** Shopify tells whole seconds: what falls into the second of the installation may be before it. */
function wholeSecondAfter(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / 1_000) * 1_000);
}
