import type pg from "pg";
import { inTransaction } from "./worker-pool.server.ts";

/**
 * A destination's limits, divided among the workers that send to it, and its breaker. Across shops,
 * on the worker's own connections: a worker asks for all its destinations at once, every second.
 */
export type Ask = Readonly<{
  shopId: string;
  destinationId: string;
  /** What the worker will not go beyond until it has its answer; never less than is being sent. */
  holding: number;
}>;

/** What a worker may do at a destination, until it has to ask again. */
export type Share = Readonly<{
  destinationId: string;
  /** Requests at once, at most. */
  slots: number;
  /** What it should come down to, so that every worker has its part. */
  target: number;
  /** Deliveries a second; undefined: as many as it likes. */
  rate: number | undefined;
  /** Nothing may be sent now: it is held, paused, disabled or gone. */
  stopped: boolean;
  /** The one request that it has tells whether the destination is back. */
  probing: boolean;
}>;

/** A worker that does not come back within this time has lost its shares. */
export const SHARE_MS = 5_000;

const LOCK = `
SELECT count(*) FROM (
  SELECT 1 FROM unnest($1::uuid[], $2::uuid[]) AS w(shop_id, destination_id)
  JOIN destination d ON d.shop_id = w.shop_id AND d.id = w.destination_id
  ORDER BY d.shop_id, d.id FOR NO KEY UPDATE OF d
) locked`;

/**
 * Grants what the others leave: never more than the limit in all, an equal part once everybody has
 * come back, and never less than what the worker holds. A ramping destination takes twice as much
 * every second.
 * $1/$2 destinations, $3 what is held of each, $4 the worker, $5 milliseconds that the shares hold.
 */
const GRANT = `
WITH flow AS (
  SELECT w.shop_id, w.destination_id, w.holding, d.rate_per_second AS rate,
    d.breaker = 'open' AS probing,
    d.breaker = 'ramping' AND d.breaker_at < now() - interval '30 seconds' AS recovered,
    d.state <> 'active' OR COALESCE(d.held_until > now(), false) AS stopped,
    CASE d.breaker
      WHEN 'open' THEN 1
      WHEN 'ramping' THEN LEAST(d.concurrency,
        power(2, LEAST(1 + extract(epoch FROM now() - d.breaker_at), 20)))::int
      ELSE d.concurrency
    END AS cap
  FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS w(shop_id, destination_id, holding)
  JOIN destination d ON d.shop_id = w.shop_id AND d.id = w.destination_id
), others AS (
  SELECT f.shop_id, f.destination_id, count(s.worker)::int AS workers,
    COALESCE(sum(s.slots), 0)::int AS slots, COALESCE(sum(s.rate), 0) AS rate
  FROM flow f LEFT JOIN destination_share s ON s.shop_id = f.shop_id
    AND s.destination_id = f.destination_id AND s.worker <> $4::uuid AND s.until > now()
  GROUP BY 1, 2
), part AS MATERIALIZED (
  SELECT f.*, o.slots AS taken,
    CASE WHEN f.stopped THEN 0 ELSE ceil(f.cap::float8 / (o.workers + 1))::int END AS target,
    GREATEST(0, LEAST(f.rate / (o.workers + 1), f.rate - o.rate)) AS rate_part
  FROM flow f JOIN others o ON o.shop_id = f.shop_id AND o.destination_id = f.destination_id
), granted AS (
  INSERT INTO destination_share AS s (shop_id, destination_id, worker, slots, rate, until)
  SELECT shop_id, destination_id, $4::uuid,
    GREATEST(holding, LEAST(target, cap - taken)),
    CASE WHEN rate IS NOT NULL THEN rate_part END,
    now() + $5::float8 * interval '1 millisecond'
  FROM part
  ON CONFLICT (shop_id, destination_id, worker)
    DO UPDATE SET slots = EXCLUDED.slots, rate = EXCLUDED.rate, until = EXCLUDED.until
  RETURNING s.destination_id, s.slots, s.rate
)
SELECT g.destination_id AS "destinationId", g.slots, g.rate, p.target, p.stopped, p.probing,
  p.recovered
FROM granted g JOIN part p ON p.destination_id = g.destination_id`;

/** Nothing went wrong while it got more and more. */
const CLOSE = `
UPDATE destination SET breaker = 'closed', breaker_at = NULL
WHERE id = ANY($1::uuid[]) AND breaker = 'ramping'`;

type GrantRow = Share & Readonly<{ rate: number | null; recovered: boolean }>;

/** @returns a share for each destination that there is. */
export async function askForShares(
  pool: pg.Pool,
  worker: string,
  asks: readonly Ask[],
): Promise<Share[]> {
  if (asks.length === 0) return [];
  const shops = asks.map(({ shopId }) => shopId);
  const destinations = asks.map(({ destinationId }) => destinationId);
  return inTransaction(pool, async (client) => {
    await client.query({ name: "lock_shares", text: LOCK, values: [shops, destinations] });
    const values = [shops, destinations, asks.map(({ holding }) => holding), worker, SHARE_MS];
    const { rows } = await client.query<GrantRow>({
      name: "grant_shares",
      text: GRANT,
      values,
    });
    const recovered = rows.filter((row) => row.recovered);
    if (recovered.length > 0) {
      await client.query(CLOSE, [recovered.map(({ destinationId }) => destinationId)]);
    }
    return rows.map((row) => ({ ...row, rate: row.rate ?? undefined }));
  });
}

/** Gives back what is not needed any more, for the others to have at once. */
export async function returnShares(
  pool: pg.Pool,
  worker: string,
  destinationIds?: readonly string[],
): Promise<void> {
  await pool.query(
    `DELETE FROM destination_share WHERE worker = $1
     AND ($2::uuid[] IS NULL OR destination_id = ANY($2::uuid[]))`,
    [worker, destinationIds ?? null],
  );
}

type Place = Readonly<{ shopId: string; destinationId: string }>;

/**
 * The destination fails: it is left alone for a while, which doubles from a second to five minutes
 * with every probe that fails too: a system that only restarted is hardly kept waiting. Several
 * workers may find so at once; the first is enough.
 */
export async function openBreaker(pool: pg.Pool, { shopId, destinationId }: Place): Promise<void> {
  await pool.query(
    `UPDATE destination SET breaker = 'open', breaker_at = now(), held_reason = 'failing',
       breaker_failures = breaker_failures + 1,
       held_until = now() + LEAST(power(2, LEAST(breaker_failures, 10)), 300)
         * (1 + random() * 0.2) * interval '1 second'
     WHERE shop_id = $1 AND id = $2 AND (breaker <> 'open' OR held_until <= now())`,
    [shopId, destinationId],
  );
}

/** A probe came through: from now on it gets more every second. */
export async function rampUp(pool: pg.Pool, { shopId, destinationId }: Place): Promise<void> {
  await pool.query(
    `UPDATE destination SET breaker = 'ramping', breaker_at = now(), breaker_failures = 0,
       held_until = NULL, held_reason = NULL
     WHERE shop_id = $1 AND id = $2 AND breaker = 'open' AND held_until <= now()`,
    [shopId, destinationId],
  );
  await pool.query("SELECT pg_notify('rollcall_work', '')");
}

/** Leaves the destination alone, as it asked for. @param ms at least a second, at most a day */
export async function holdDestination(
  pool: pg.Pool,
  { shopId, destinationId }: Place,
  { ms, reason }: Readonly<{ ms: number; reason: string }>,
): Promise<void> {
  const bounded = Math.min(Math.max(ms, 1_000), 86_400_000);
  await pool.query(
    `UPDATE destination SET held_reason = $4,
       held_until = GREATEST(held_until, now() + $3::float8 * interval '1 millisecond')
     WHERE shop_id = $1 AND id = $2`,
    [shopId, destinationId, Number.isFinite(bounded) ? bounded : 1_000, reason.slice(0, 100)],
  );
}
