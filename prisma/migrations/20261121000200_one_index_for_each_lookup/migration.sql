-- A statement that is prepared while a table is empty keeps the plan of an empty table, where every
-- index seems as good as any other. So each hot lookup has one index that fits it and no other: see
-- docs/decisions/010-one-index-for-each-lookup.md.

-- By key: the primary key. What is due: this one, which only a query that names its condition can use.
DROP INDEX lane_due_idx;
CREATE INDEX lane_due_idx ON lane (shop_id, destination_id, next_at) WHERE next_at < 'infinity';

-- By (shop_id, id): the primary key alone. The others begin with something else, and those that end
-- with the id hold only rows that an equality on their own column, and nothing else, speaks of.
DROP INDEX delivery_event_idx;
CREATE INDEX delivery_event_idx ON delivery (event_id);
DROP INDEX delivery_lane_idx;
CREATE INDEX delivery_lane_idx ON delivery (destination_id, lane_key, id)
  WHERE lane_key IS NOT NULL;
DROP INDEX event_topic_idx;
CREATE INDEX event_topic_idx ON event (topic, shop_id, id) WHERE topic IS NOT NULL;
DROP INDEX event_resource_idx;
CREATE INDEX event_resource_idx ON event (resource_id, id) WHERE resource_id IS NOT NULL;
DROP INDEX attempt_delivery_idx;
CREATE INDEX attempt_delivery_idx ON attempt (delivery_id);

-- Receipts are only ever looked for by their event.
DROP INDEX receipt_event_idx;
ALTER TABLE receipt DROP CONSTRAINT receipt_pkey;
ALTER TABLE receipt ADD PRIMARY KEY (shop_id, event_id, id);
