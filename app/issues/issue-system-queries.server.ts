import { prisma } from "#app/db.server.ts";

/** Shops where something fails, is missing, or was and is still called open; across all shops. */
export async function shopsWithTrouble(): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ shop_id: string }[]>`
    SELECT shop_id FROM delivery WHERE problem
    UNION SELECT shop_id FROM issue WHERE state <> 'resolved'
    UNION SELECT shop_id FROM subscription WHERE state IN ('missing', 'failed', 'scope_missing')
    UNION SELECT shop_id FROM watch_finding
    UNION SELECT shop_id FROM gap WHERE state = 'open'`;
  return rows.map(({ shop_id }) => shop_id);
}
