import { prisma } from "#app/db.server.ts";
import type { OpenGap } from "./gap-store.server.ts";
import type { ResourceKind } from "./resource-kinds.ts";

/** Gaps of a kind that are not settled; of these resources when they are named. */
export async function readOpenGaps(
  shopId: string,
  kind: ResourceKind,
  resourceIds?: readonly string[],
): Promise<OpenGap[]> {
  const rows = await prisma.gap.findMany({
    where: {
      shopId,
      resourceKind: kind,
      state: "open",
      ...(resourceIds && { resourceId: { in: [...resourceIds] } }),
    },
    orderBy: { changedAt: "asc" },
    take: 1_000,
    select: { id: true, resourceId: true, gid: true, topic: true, partId: true, changedAt: true },
  });
  return rows.map(({ changedAt, ...gap }) => ({ ...gap, at: changedAt.getTime() }));
}
