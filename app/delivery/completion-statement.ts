/**
 * Locks the lanes of results, those whose fence is still the one of the lease, in the order of
 * their keys. A statement of its own, before the one that writes: what that one sees is then what
 * the lanes are, whatever was added to them the moment before. $1 … $4 name the lanes.
 */
export const LOCK = `
SELECT count(*) FROM (
  SELECT 1 FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[])
    AS r(shop_id, destination_id, lane_key, fence)
  JOIN lane l ON l.shop_id = r.shop_id AND l.destination_id = r.destination_id
    AND l.key = r.lane_key AND l.fence = r.fence
  ORDER BY l.shop_id, l.destination_id, l.key FOR UPDATE OF l
) locked`;

/**
 * Writes results of attempts, advances their lanes and counts, in one statement, once their lanes
 * are locked. A worker whose lease ran out finds no lane with its fence and writes nothing; and the
 * fence is taken away, so that the same sent again after a lost connection finds nothing.
 *
 * $1 … $21 are arrays of one length, a row a result; $22 this process' number for its roll-ups;
 * $23 and $24 the smallest and largest delivery id among them, which spare all other partitions.
 */
export const COMPLETE = `
WITH result AS MATERIALIZED (
  SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::uuid[], $6::uuid[], $7::text[],
    $8::bool[], $9::int[], $10::timestamptz[], $11::float8[], $12::float8[], $13::text[],
    $14::int[], $15::text[], $16::uuid[], $17::int[], $18::text[], $19::text[], $20::bytea[],
    $21::text[]
  ) AS t(shop_id, destination_id, lane_key, fence, delivery_id, search_from, state,
    hold, attempts, started_at, delay_ms, age_ms, outcome,
    status, dead_reason, attempt_id, duration_ms, error, response_headers, response_body,
    attempt_outcome)
), held AS MATERIALIZED (
  SELECT r.*, r.state <> 'pending' AS final, l.pending, l.head_id
  FROM result r JOIN lane l ON l.shop_id = r.shop_id AND l.destination_id = r.destination_id
    AND l.key = r.lane_key AND l.fence = r.fence
), onward AS MATERIALIZED (
  SELECT h.shop_id, h.destination_id, h.lane_key, h.delivery_id, h.final, h.hold, h.delay_ms,
    n.id AS next_id,
    h.final AND NOT h.hold AND h.pending <= 1 AS emptied,
    h.final AND NOT h.hold AND h.pending > 1 AND n.id IS NULL AS unsettled
  FROM held h LEFT JOIN LATERAL (
    SELECT d.id FROM delivery d
    WHERE h.final AND NOT h.hold AND h.pending > 1
      AND d.destination_id = h.destination_id AND d.lane_key = h.lane_key
      AND d.shop_id IS NOT DISTINCT FROM h.shop_id
      AND d.id >= LEAST(h.head_id, h.search_from) AND d.id <> h.delivery_id AND d.state = 'pending'
    ORDER BY d.id LIMIT 1
  ) n ON true
), deliveries AS (
  UPDATE delivery d SET
    state = h.state,
    attempts = h.attempts,
    first_attempt_at = COALESCE(d.first_attempt_at, h.started_at),
    next_attempt_at = CASE WHEN h.final THEN NULL
      ELSE now() + h.delay_ms * interval '1 millisecond' END,
    finished_at = CASE WHEN h.final THEN now() END,
    last_outcome = h.outcome,
    last_status = h.status,
    dead_reason = h.dead_reason,
    problem = h.state IN ('pending', 'dead'),
    age_ms = h.age_ms
  FROM held h
  WHERE d.shop_id = h.shop_id AND d.id = h.delivery_id
    AND d.id >= $23::uuid AND d.id <= $24::uuid
), attempts AS (
  INSERT INTO attempt (shop_id, id, delivery_id, destination_id, number, started_at, duration_ms,
    outcome, status, error, response_headers, response_body)
  SELECT shop_id, attempt_id, delivery_id, destination_id, attempts, started_at, duration_ms,
    attempt_outcome, status, error, response_headers::jsonb, response_body
  FROM held WHERE attempt_id IS NOT NULL
), advanced AS (
  UPDATE lane l SET
    pending = l.pending - CASE WHEN o.final THEN 1 ELSE 0 END,
    head_id = COALESCE(o.next_id, l.head_id),
    next_at = CASE
      WHEN NOT o.final THEN now() + o.delay_ms * interval '1 millisecond'
      WHEN o.hold THEN 'infinity'
      WHEN o.unsettled THEN l.next_at
      ELSE now() END,
    leased_until = CASE WHEN o.unsettled THEN l.leased_until END,
    fence = 0
  FROM onward o
  WHERE NOT o.emptied
    AND l.shop_id = o.shop_id AND l.destination_id = o.destination_id AND l.key = o.lane_key
), emptied AS (
  DELETE FROM lane l USING onward o
  WHERE o.emptied
    AND l.shop_id = o.shop_id AND l.destination_id = o.destination_id AND l.key = o.lane_key
), counted AS (
  INSERT INTO hourly_count AS c (shop_id, hour, metric, subject, writer, count)
  SELECT h.shop_id, date_trunc('hour', now(), 'UTC'), m.metric, h.destination_id::text, $22, count(*)
  FROM held h CROSS JOIN LATERAL (VALUES
    ('delivered', h.state = 'delivered'),
    ('failed', h.attempt_id IS NOT NULL AND h.state <> 'delivered'),
    ('dead', h.state = 'dead')
  ) AS m(metric, holds)
  WHERE m.holds GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (shop_id, hour, metric, subject, writer)
    DO UPDATE SET count = c.count + EXCLUDED.count
)
SELECT delivery_id, unsettled, next_id IS NOT NULL AS next FROM onward`;
