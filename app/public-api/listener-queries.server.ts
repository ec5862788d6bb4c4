import { prisma } from "#app/db.server.ts";
import { Prisma } from "#prisma/client.ts";
import type { LiveListener } from "./listener-store.server.ts";

/** Ids of the oldest events that a listener wants and has not acknowledged, oldest first. */
export async function nextEventIds(
  shopId: string,
  id: string,
  { topics, floor }: LiveListener,
  limit: number,
): Promise<string[]> {
  const wanted =
    topics.length > 0 ? Prisma.sql`AND e.topic = ANY(${[...topics]}::text[])` : Prisma.empty;
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM event e
    WHERE e.shop_id = ${shopId}::uuid AND e.id >= ${floor}::uuid ${wanted}
      AND e.same_as IS NULL AND e.body IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM listener_answer a WHERE a.shop_id = ${shopId}::uuid
          AND a.listener_id = ${id}::uuid AND a.event_id = e.id
      )
    ORDER BY e.id LIMIT ${limit}`;
  return rows.map((row) => row.id);
}
