import { prisma } from "#app/db.server.ts";

/** Failing deliveries of one destination whose last attempts ended alike. */
export type FailingGroup = Readonly<{
  destinationId: string;
  outcome: string | null;
  status: number | null;
  deliveries: number;
  /** Different orders among them. */
  orders: number;
  /** Dead letters among them. */
  failed: number;
  /** When the oldest of them was first tried. */
  since: Date;
  newestDeliveryId: string;
  newestEventId: string;
}>;

/**
 * What fails now, by how it fails. Walks the partial index of failing deliveries, which holds only
 * those; a dead letter that a later replay has taken over is not counted.
 */
export async function failingGroups(shopId: string): Promise<FailingGroup[]> {
  // The key of an order's lane begins with its kind (event-log/resource.ts).
  return prisma.$queryRaw<FailingGroup[]>`
    SELECT d.destination_id AS "destinationId", d.last_outcome AS outcome,
      d.last_status AS status, count(*)::float8 AS deliveries,
      count(DISTINCT d.lane_key) FILTER (WHERE d.lane_key LIKE 'order/%')::float8 AS orders,
      count(*) FILTER (WHERE d.state = 'dead')::float8 AS failed,
      COALESCE(min(d.first_attempt_at), now()) AS since,
      max(d.id::text) AS "newestDeliveryId",
      (array_agg(d.event_id ORDER BY d.id DESC))[1] AS "newestEventId"
    FROM delivery d
    JOIN destination t ON t.shop_id = d.shop_id AND t.id = d.destination_id
      AND t.state <> 'deleted'
    WHERE d.shop_id = ${shopId}::uuid AND d.problem AND NOT EXISTS (
      SELECT 1 FROM delivery later
      WHERE later.shop_id = d.shop_id AND later.event_id = d.event_id
        AND later.destination_id = d.destination_id AND later.id > d.id
    )
    GROUP BY 1, 2, 3`;
}

/** Why the last attempt of a delivery got no answer; null when it got one, or had no attempt. */
export async function lastError(shopId: string, deliveryId: string): Promise<string | null> {
  const attempt = await prisma.attempt.findFirst({
    where: { shopId, deliveryId, id: { gte: deliveryId } },
    orderBy: { id: "desc" },
    select: { error: true },
  });
  return attempt?.error ?? null;
}

/** Changes that Shopify knows and the log does not, and that nobody has settled yet. */
export async function openGaps(
  shopId: string,
  foundBefore: Date,
): Promise<Readonly<{ count: number; orders: number; since: Date | null }>> {
  const [row] = await prisma.$queryRaw<{ count: number; orders: number; since: Date | null }[]>`
    SELECT count(*)::float8 AS count,
      count(DISTINCT resource_id) FILTER (WHERE resource_kind = 'order')::float8 AS orders,
      min(changed_at) AS since
    FROM gap WHERE shop_id = ${shopId}::uuid AND state = 'open' AND found_at < ${foundBefore}`;
  return row ?? { count: 0, orders: 0, since: null };
}
