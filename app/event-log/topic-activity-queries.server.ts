import { prisma } from "#app/db.server.ts";

/** When an event of each topic last came in, by any way; topics without one are left out. */
export async function lastEventTimes(
  shopId: string,
  topics: readonly string[],
): Promise<Map<string, Date>> {
  // One probe of the (shop, topic, id) index a topic; ids sort by the time of arrival.
  const rows = await prisma.$queryRaw<{ topic: string; receivedAt: Date | null }[]>`
    SELECT t.topic, (
      SELECT e.received_at FROM event e
      WHERE e.shop_id = ${shopId}::uuid AND e.topic = t.topic
      ORDER BY e.id DESC LIMIT 1
    ) AS "receivedAt"
    FROM unnest(${[...topics]}::text[]) AS t(topic)`;
  return new Map(
    rows.flatMap(({ topic, receivedAt }) => (receivedAt ? [[topic, receivedAt] as const] : [])),
  );
}

/** Events received of each topic in the hours from `since` on, whole hours. */
export async function receivedCounts(shopId: string, since: Date): Promise<Map<string, number>> {
  const rows = await prisma.$queryRaw<{ subject: string; count: bigint }[]>`
    SELECT subject, sum(count)::bigint AS count FROM hourly_count
    WHERE shop_id = ${shopId}::uuid AND metric = 'received'
      AND hour >= date_trunc('hour', ${since}::timestamptz)
    GROUP BY subject`;
  return new Map(rows.map(({ subject, count }) => [subject, Number(count)]));
}
