import { prisma } from "#app/db.server.ts";

/** Shops that have somebody to tell of something by now, across all shops. */
export async function shopsWithDueAlerts(now: Date): Promise<string[]> {
  const rows = await prisma.alert.findMany({
    where: { dueAt: { lte: now } },
    distinct: ["shopId"],
    select: { shopId: true },
  });
  return rows.map(({ shopId }) => shopId);
}
