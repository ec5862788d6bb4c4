import { prisma } from "#app/db.server.ts";
import { shopById } from "#app/shop-directory-store.server.ts";
import { openBody } from "./event-body.server.ts";

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

/** A webhook as it came, for what looks at how they come. */
export type ArrivedWebhook = Readonly<{
  id: string;
  apiVersion: string | null;
  /** It stands beside another one with the same content: two subscriptions sent it. */
  isSecond: boolean;
  /** Undefined once erased. */
  text: string | undefined;
}>;

/** The newest webhooks of a topic that came after an event, newest first. */
export async function newestWebhooks(
  shopId: string,
  topic: string,
  after: string,
  limit: number,
): Promise<ArrivedWebhook[]> {
  const [rows, { key }] = await Promise.all([
    prisma.event.findMany({
      where: { shopId, topic, source: "webhook", id: { gt: after } },
      orderBy: { id: "desc" },
      take: limit,
      select: { id: true, apiVersion: true, sameAs: true, body: true, bodyEncoding: true },
    }),
    shopById(shopId),
  ]);
  return rows.map(({ id, apiVersion, sameAs, body, bodyEncoding }) => ({
    id,
    apiVersion,
    isSecond: sameAs !== null,
    text: body && key ? openBody({ id, body, bodyEncoding }, key).toString() : undefined,
  }));
}
