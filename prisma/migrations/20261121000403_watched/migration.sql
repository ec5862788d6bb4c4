-- The app's own calls to Shopify, apart from what comes in.
CREATE TABLE api_call_count (
  shop_id uuid NOT NULL,
  hour timestamptz(0) NOT NULL,
  call text NOT NULL,
  -- success, user-error, throttled, refused, unreachable
  outcome text NOT NULL,
  count bigint NOT NULL,
  cost bigint NOT NULL,
  PRIMARY KEY (shop_id, hour, call, outcome)
) WITH (fillfactor = 50);

-- What the watch sees that it cannot mend. Issues are derived from it.
CREATE TABLE watch_finding (
  shop_id uuid NOT NULL,
  cause text NOT NULL,
  subject text NOT NULL DEFAULT '',
  detail jsonb NOT NULL DEFAULT '{}',
  since timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (shop_id, cause, subject)
);

-- What the payloads of a topic have carried: names and types of fields, never a value.
CREATE TABLE payload_shape (
  shop_id uuid NOT NULL,
  topic text NOT NULL,
  api_version text,
  samples integer NOT NULL,
  fields jsonb NOT NULL,
  last_event_id uuid NOT NULL,
  PRIMARY KEY (shop_id, topic)
);

-- How long events are kept, in days.
ALTER TABLE shop ADD COLUMN retention_days integer NOT NULL DEFAULT 90
  CHECK (retention_days BETWEEN 7 AND 365);
