import { prisma, type Transaction } from "#app/db.server.ts";
import { idText } from "#app/ids.server.ts";
import { prepareStatement } from "#app/prepared-statement.server.ts";
import { encodeBatch, type EncodedBatch } from "./encode-batch.ts";
import { LIFECYCLE_TOPICS, type NewEvent } from "./new-event.ts";

/**
 * The one statement of intake. Across shops, since requests that wait together are written
 * together; every join names the shop.
 *
 * Order matters: keys first (a key that comes back with our own id is a new event; `became` is the
 * event that each row turned out to be), then content keys of the new ones, then events, deliveries,
 * lanes, receipts and roll-ups. Rows are inserted in the order of their keys, so that two processes
 * that meet in the same rows wait for each other instead of deadlocking.
 *
 * Lookups within the batch are IN and rare subqueries: PostgreSQL cannot know how long the arrays
 * are, and would run a join of two of them as every row against every row.
 *
 * $1 … $24 are arrays of one length, a row an event; $25 is this process' number for its roll-ups.
 */
const STATEMENT = `
WITH input AS MATERIALIZED (
  SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[],
    $13::timestamptz[], $14::text[], $15::bytea[], $16::text[], $17::int[], $18::bytea[],
    $19::uuid[], $20::text[], $21::text[], $22::bool[], $23::bool[], $24::uuid[]
  ) AS t(shop_id, id, source, topic, webhook_id, event_id, api_version, resource_kind,
    resource_id, resource_name, resource_updated_at, triggered_at, received_at, headers, body,
    body_encoding, body_bytes, body_hash, content_hash, terms, lane_key, is_json, internal, first_id)
), keyed AS (
  INSERT INTO webhook_key AS k (shop_id, webhook_id, event_id, created_at)
  SELECT shop_id, webhook_id, id, received_at FROM input WHERE id = first_id
  ORDER BY shop_id, webhook_id
  ON CONFLICT (shop_id, webhook_id) DO UPDATE SET event_id = k.event_id
  RETURNING k.shop_id, k.webhook_id, k.event_id
), placed AS MATERIALIZED (
  SELECT i.*, CASE WHEN i.id IN (SELECT event_id FROM keyed) THEN i.id ELSE (
    SELECT k.event_id FROM keyed k WHERE k.shop_id = i.shop_id AND k.webhook_id = i.webhook_id
  ) END AS became
  FROM input i
), content AS (
  INSERT INTO content_key AS c (shop_id, content_hash, event_id, created_at)
  SELECT DISTINCT ON (shop_id, content_hash) shop_id, content_hash, id, received_at
  FROM placed WHERE became = id AND content_hash IS NOT NULL
  ORDER BY shop_id, content_hash, id
  -- Updates nothing, but gives back the one that is there, even if committed this very moment.
  ON CONFLICT (shop_id, content_hash) DO UPDATE SET event_id = c.event_id
  RETURNING c.shop_id, c.content_hash, c.event_id
), judged AS MATERIALIZED (
  SELECT p.*, CASE WHEN p.id IN (SELECT event_id FROM content) THEN NULL ELSE (
    SELECT c.event_id FROM content c
    WHERE c.shop_id = p.shop_id AND c.content_hash = p.content_hash
  ) END AS same_as
  FROM placed p WHERE became = id
), events AS (
  INSERT INTO event (shop_id, id, source, topic, webhook_id, event_id, api_version, resource_kind,
    resource_id, resource_name, resource_updated_at, triggered_at, received_at, headers, body,
    body_encoding, body_bytes, body_hash, is_json, same_as, terms)
  SELECT shop_id, id, source, topic, webhook_id, event_id, api_version, resource_kind,
    resource_id, resource_name, resource_updated_at, triggered_at, received_at, headers::json, body,
    body_encoding, body_bytes, body_hash, is_json, same_as, terms::bigint[]
  FROM judged
), owed AS MATERIALIZED (
  SELECT j.shop_id, d.id AS destination_id, j.lane_key, j.topic, j.id AS event_id,
    -- Twelve bytes of the event's id keep order and day; the rest tells destinations apart.
    (left(j.id::text, 28) || left(md5(d.id::text || j.id::text), 8))::uuid AS id
  FROM judged j JOIN destination d ON d.shop_id = j.shop_id
  WHERE j.same_as IS NULL AND j.source IN ('webhook', 'recovered')
    AND d.state IN ('active', 'paused')
    AND (j.topic = ANY(d.topics) OR (d.topics = '{}' AND NOT j.internal))
), deliveries AS (
  INSERT INTO delivery (shop_id, id, event_id, destination_id, lane_key, topic)
  SELECT shop_id, id, event_id, destination_id, lane_key, topic FROM owed
), lanes AS (
  INSERT INTO lane AS l (shop_id, destination_id, key, head_id, pending, next_at)
  SELECT shop_id, destination_id, lane_key, (array_agg(id ORDER BY id))[1], count(*), clock_timestamp() FROM owed
  GROUP BY shop_id, destination_id, lane_key ORDER BY shop_id, destination_id, lane_key
  ON CONFLICT (shop_id, destination_id, key) DO UPDATE SET pending = l.pending + EXCLUDED.pending,
    -- Another process may have made its ids earlier and commit later.
    head_id = LEAST(l.head_id, EXCLUDED.head_id)
), receipts AS (
  INSERT INTO receipt (shop_id, id, event_id, received_at, body_hash, body_bytes, duplicate)
  SELECT shop_id, id, became, received_at, body_hash, body_bytes, became <> id
  FROM placed WHERE source IN ('webhook', 'recovered')
), counted AS (
  INSERT INTO hourly_count AS h (shop_id, hour, metric, subject, writer, count)
  SELECT shop_id, date_trunc('hour', received_at, 'UTC'),
    CASE WHEN became = id THEN 'received' ELSE 'duplicate' END, topic, $25, count(*)
  FROM placed
  GROUP BY 1, 2, 3, 4
  ON CONFLICT (shop_id, hour, metric, subject, writer) DO UPDATE SET count = h.count + EXCLUDED.count
)
SELECT id::text AS id, became::text AS "eventId", false AS woken FROM placed WHERE became <> id
UNION ALL
SELECT '', '', pg_notify('rollcall_work', '') IS NULL WHERE EXISTS (SELECT FROM owed)`;

/** Told apart from other processes, so that no two of them update one roll-up row. */
const writer = Math.floor(Math.random() * 1_000_000);

type Row = Readonly<{ id: string; eventId: string }>;
const statement = prepareStatement<Row>("record_batch", STATEMENT);

/** What a lifecycle event needs done in the transaction that stores it. */
export type OnLifecycleEvent = (
  tx: Transaction,
  event: Readonly<{ shopId: string; eventId: string; topic: string }>,
) => Promise<void>;

/** What is told of an event beside its encoded form: whatever must be known before it is stored. */
export type EncodedEvent = Readonly<{ shopId: string; id: string; topic: string }>;

/**
 * Writes a batch in one statement and one transaction: receipts, events, deliveries, lanes,
 * roll-ups, one NOTIFY. Through Prisma, with binary arrays as parameters.
 * @param encoded the columns of `events`, in the same order
 * @returns for each event whose webhook id was known before, the event it became.
 * @throws what the database says; nothing of the batch is stored then.
 */
export async function writeEncoded(
  events: readonly EncodedEvent[],
  encoded: EncodedBatch,
  onLifecycle: OnLifecycleEvent,
): Promise<Map<string, string>> {
  const parameters = [...encoded, writer];
  const lifecycle = events.filter(({ topic }) => LIFECYCLE_TOPICS.has(topic));
  if (lifecycle.length === 0) {
    return duplicates(await statement.run(prisma, parameters));
  }
  // Rare: stored and its job made in one transaction, so that it is acted on if and only if stored.
  return prisma.$transaction(async (tx) => {
    const known = duplicates(await statement.run(tx, parameters));
    for (const { shopId, id: eventId, topic } of lifecycle) {
      if (!known.has(eventId)) await onLifecycle(tx, { shopId, eventId, topic });
    }
    return known;
  });
}

/** The same for events that were not encoded elsewhere. */
export async function writeBatch(
  events: readonly NewEvent[],
  onLifecycle: OnLifecycleEvent,
): Promise<Map<string, string>> {
  const named = events.map(({ shopId, id, topic }) => ({ shopId, id: idText(id), topic }));
  return writeEncoded(named, encodeBatch(events), onLifecycle);
}

function duplicates(rows: readonly Row[]): Map<string, string> {
  return new Map(rows.filter(({ id }) => id !== "").map(({ id, eventId }) => [id, eventId]));
}
