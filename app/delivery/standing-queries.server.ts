import { prisma } from "#app/db.server.ts";

/** What needs a look at one destination. */
export type Standing = Readonly<{
  destinationId: string;
  /** Deliveries that wait for another try after one that failed. */
  retrying: number;
  /** Dead letters that no later replay has taken over. */
  failed: number;
}>;

/** Failing deliveries and open dead letters, for each destination that has any. */
export async function readStandings(shopId: string): Promise<Standing[]> {
  return prisma.$queryRaw<Standing[]>`
    SELECT d.destination_id AS "destinationId",
      count(*) FILTER (WHERE d.state = 'pending')::float8 AS retrying,
      count(*) FILTER (WHERE d.state = 'dead')::float8 AS failed
    FROM delivery d
    WHERE d.shop_id = ${shopId}::uuid AND d.problem AND NOT EXISTS (
      SELECT 1 FROM delivery later
      WHERE later.shop_id = d.shop_id AND later.event_id = d.event_id
        AND later.destination_id = d.destination_id AND later.id > d.id
    )
    GROUP BY d.destination_id`;
}

/** Whether anything was ever delivered; for a new shop's guide. */
export async function hasDelivered(shopId: string): Promise<boolean> {
  const row = await prisma.hourlyCount.findFirst({
    where: { shopId, metric: "delivered", count: { gt: 0 } },
    select: { hour: true },
  });
  return row !== null;
}

export type LatencyFigures = Readonly<{
  /** Attempts that were looked at. */
  attempts: number;
  delivered: number;
  /** Milliseconds; null without an attempt. */
  p50: number | null;
  p95: number | null;
}>;

/** Attempts of a shop that are looked through for those of one destination. */
const LOOKED_THROUGH = 20_000;

/** How long a destination took to answer, over its last attempts (at most 1,000). */
export async function latencyOf(shopId: string, destinationId: string): Promise<LatencyFigures> {
  const [row] = await prisma.$queryRaw<LatencyFigures[]>`
    SELECT count(*)::float8 AS attempts,
      count(*) FILTER (WHERE outcome = 'delivered')::float8 AS delivered,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) AS p50,
      percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms) AS p95
    FROM (
      SELECT outcome, duration_ms FROM (
        SELECT destination_id, outcome, duration_ms FROM attempt WHERE shop_id = ${shopId}::uuid
        ORDER BY id DESC LIMIT ${LOOKED_THROUGH}
      ) newest WHERE destination_id = ${destinationId}::uuid LIMIT 1000
    ) last`;
  return row ?? { attempts: 0, delivered: 0, p50: null, p95: null };
}
