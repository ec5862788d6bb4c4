/**
 * Claims due lanes of destinations that are active and not held; of one whose breaker is open, a
 * single one for a probe.
 *
 * - `busy` steps from destination to destination over the lanes' index, beginning after ($1, $2):
 *   it costs by the destinations that have lanes, not by the lanes nor by all destinations.
 * - `due` takes a share of each destination's due lanes, oldest first, and passes over what another
 *   worker is claiming at this moment.
 * - The lease is the lane's own `next_at`, moved ahead; the fence is the token that whoever writes
 *   the result must still find there. Lanes are deleted and made again, so fences come from one
 *   sequence.
 *
 * $3 destinations to look at, $4/$5 room at destinations by id, $6 room at all others, $7 lanes in
 * all, $8 lease in milliseconds. There is always at least one row, which tells how far it looked.
 *
 * Nothing partitioned is read here: see docs/decisions/008-lock-lanes-by-themselves.md.
 */
export const CLAIM = `
WITH RECURSIVE busy AS (
  (SELECT l.shop_id, l.destination_id, 1 AS place FROM lane l
   WHERE (l.shop_id, l.destination_id) > ($1::uuid, $2::uuid)
   ORDER BY l.shop_id, l.destination_id LIMIT 1)
  UNION ALL
  SELECT n.shop_id, n.destination_id, b.place + 1 FROM busy b CROSS JOIN LATERAL (
    SELECT l.shop_id, l.destination_id FROM lane l
    WHERE (l.shop_id, l.destination_id) > (b.shop_id, b.destination_id)
    ORDER BY l.shop_id, l.destination_id LIMIT 1
  ) n WHERE b.place < $3::int
), scan AS (
  SELECT count(*)::int AS scanned,
    (array_agg(shop_id ORDER BY place DESC))[1] AS last_shop,
    (array_agg(destination_id ORDER BY place DESC))[1] AS last_destination
  FROM busy
), due AS MATERIALIZED (
  SELECT l.shop_id, l.destination_id, l.key, t.version, t.place, t.room
  FROM (
    SELECT b.shop_id, b.destination_id, b.place,
      (extract(epoch FROM d.updated_at) * 1000)::float8 AS version,
      COALESCE(r.room, CASE d.breaker WHEN 'open' THEN 1 ELSE LEAST($6::int, d.concurrency) END)
        AS room
    FROM busy b
    JOIN destination d ON d.shop_id = b.shop_id AND d.id = b.destination_id AND d.state = 'active'
      AND (d.held_until IS NULL OR d.held_until <= now())
    LEFT JOIN unnest($4::uuid[], $5::int[]) AS r(destination_id, room)
      ON r.destination_id = b.destination_id
    ORDER BY b.place
  ) t CROSS JOIN LATERAL (
    SELECT l.shop_id, l.destination_id, l.key FROM lane l
    WHERE l.shop_id = t.shop_id AND l.destination_id = t.destination_id
      AND l.next_at <= now() AND l.next_at < 'infinity'
    ORDER BY l.next_at LIMIT GREATEST(0, t.room) FOR UPDATE SKIP LOCKED
  ) l LIMIT $7::int
), claimed AS (
  UPDATE lane l SET
    next_at = clock_timestamp() + $8::float8 * interval '1 millisecond',
    leased_until = clock_timestamp() + $8::float8 * interval '1 millisecond',
    fence = nextval('lane_fence')
  FROM due
  WHERE l.shop_id = due.shop_id AND l.destination_id = due.destination_id AND l.key = due.key
  RETURNING l.shop_id, l.destination_id, l.key, l.head_id, l.fence, due.version, due.place, due.room
)
SELECT scan.scanned, scan.last_shop, scan.last_destination, claimed.*
FROM scan LEFT JOIN claimed ON true ORDER BY claimed.place`;

/**
 * What the heads of claimed lanes need to be sent; $1/$2 shop and id of each, $3 an id that is
 * beyond all that are given by now: it spares a look into the partitions of the days to come.
 *
 * `stale`: the log has a newer state of the same resource in the same shape. Parts of an order (a
 * refund, say) are things of their own: another one does not make the first one stale. Shopify can
 * be late by a day, so a state that arrived up to a day before may still be the newer one.
 *
 * `superseded`: the same happening has reached this destination already by its other way, as a
 * webhook that came late or as the event that was recovered for it. A webhook that was triggered
 * after the recovered state was read is news, whatever its `updated_at`, which knows whole seconds;
 * and one that was in the log when that state was read was found to be another.
 * A replay is a person's word and is never passed over.
 */
export const READ_HEADS = `
SELECT d.id, d.event_id, d.topic, d.attempts, d.next_attempt_at, d.age_ms, d.replay_of, d.send_id,
  e.source, e.headers, e.body, e.body_encoding, e.body_bytes, COALESCE(s.stale, false) AS stale,
  COALESCE(late.superseded, twin.superseded, false) AS superseded
FROM unnest($1::uuid[], $2::uuid[]) AS head(shop_id, id)
CROSS JOIN LATERAL (
  SELECT * FROM delivery d
  WHERE d.shop_id = head.shop_id AND d.id = head.id AND d.state = 'pending' LIMIT 1
) d
LEFT JOIN LATERAL (
  SELECT * FROM event e WHERE e.shop_id = d.shop_id AND e.id = d.event_id LIMIT 1
) e ON true
LEFT JOIN LATERAL (
  SELECT true AS stale FROM event n
  WHERE e.resource_id IS NOT NULL AND e.resource_kind = n.resource_kind
    AND split_part(e.topic, '/', 1) NOT IN
      ('refunds', 'fulfillments', 'fulfillment_events', 'order_transactions', 'returns')
    AND n.resource_id = e.resource_id AND n.shop_id IS NOT DISTINCT FROM e.shop_id AND n.id <> e.id
    AND n.id > (lpad(to_hex((extract(epoch FROM e.received_at) * 1000)::bigint - 86400000), 12, '0')
      || '00000000000000000000')::uuid
    AND n.id < $3::uuid
    AND split_part(n.topic, '/', 1) = split_part(e.topic, '/', 1)
    AND COALESCE(n.resource_updated_at > e.resource_updated_at, n.id > e.id)
  LIMIT 1
) s ON true
LEFT JOIN LATERAL (
  SELECT true AS superseded FROM gap g
  JOIN delivery r ON r.event_id = g.event_id AND r.destination_id = d.destination_id
    AND r.shop_id IS NOT DISTINCT FROM d.shop_id AND r.state = 'delivered'
    AND r.id >= (left(g.event_id::text, 28) || '00000000')::uuid
  WHERE e.source = 'webhook' AND d.replay_of IS NULL
    AND g.resource_id = e.resource_id AND g.topic = e.topic
    AND g.shop_id IS NOT DISTINCT FROM e.shop_id AND g.event_id IS NOT NULL AND g.event_id <> e.id
    AND e.triggered_at <= g.read_at
    AND (g.part_term IS NULL OR g.part_term = ANY(e.terms))
    AND (e.topic NOT LIKE '%/update%' OR e.resource_updated_at = g.changed_at)
  LIMIT 1
) late ON true
LEFT JOIN LATERAL (
  SELECT true AS superseded FROM event n
  JOIN delivery w ON w.event_id = n.id AND w.destination_id = d.destination_id
    AND w.shop_id IS NOT DISTINCT FROM d.shop_id AND w.state = 'delivered'
    AND w.id >= (left(n.id::text, 28) || '00000000')::uuid
  WHERE e.source = 'recovered' AND d.replay_of IS NULL
    AND n.resource_id = e.resource_id AND n.topic = e.topic AND n.source = 'webhook'
    AND n.shop_id IS NOT DISTINCT FROM e.shop_id AND n.resource_kind = e.resource_kind
    AND COALESCE(n.resource_updated_at >= e.resource_updated_at, true)
    AND n.received_at >= (SELECT min(h.read_at) FROM gap h WHERE h.resource_id = e.resource_id
      AND h.topic = e.topic AND h.event_id = e.id)
    AND (split_part(e.topic, '/', 1) NOT IN ('refunds', 'fulfillments', 'order_transactions')
      OR n.terms @> e.terms)
  LIMIT 1
) twin ON true`;
