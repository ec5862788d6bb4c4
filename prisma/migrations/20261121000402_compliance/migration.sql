-- What Shopify asked for on behalf of a person or a shop, how far it is, and that it was done: ids
-- and counts only, never whom it was about.
CREATE TABLE compliance_request (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  topic text NOT NULL,
  state text NOT NULL CHECK (state IN ('searching', 'erasing', 'forwarding', 'done', 'cancelled')),
  received_at timestamptz(3) NOT NULL,
  due_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3),
  -- The last event that was read: the search goes on behind it.
  cursor uuid,
  events_read bigint NOT NULL DEFAULT 0,
  events_found integer NOT NULL DEFAULT 0,
  events_erased integer NOT NULL DEFAULT 0,
  PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX compliance_request_event_idx ON compliance_request (shop_id, event_id);

-- Events that are about the person of a request: for its report, or until they are erased.
CREATE TABLE compliance_match (
  shop_id uuid NOT NULL,
  request_id uuid NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (shop_id, request_id, event_id)
);

-- Keyed hashes of what was erased, so that no sweep brings it back. Worthless without the shop's key.
CREATE TABLE erased_resource (
  shop_id uuid NOT NULL,
  hash bigint NOT NULL,
  erased_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (shop_id, hash)
);
