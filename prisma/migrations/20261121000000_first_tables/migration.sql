-- Daily partitions live in a schema of their own, so that Prisma's diff never sees them.
CREATE SCHEMA IF NOT EXISTS partitions;

CREATE TABLE shop (
  id uuid PRIMARY KEY,
  domain text NOT NULL UNIQUE,
  install_state text NOT NULL DEFAULT 'seen'
    CHECK (install_state IN ('seen', 'installed', 'registering', 'active', 'uninstalled', 'redacted')),
  install_state_at timestamptz(3) NOT NULL DEFAULT now(),
  installed_at timestamptz(3),
  granted_scopes text[] NOT NULL DEFAULT '{}',
  name text,
  timezone text,
  data_key bytea,
  chosen_topics text[] NOT NULL DEFAULT '{}',
  topics_chosen_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE session (
  id text PRIMARY KEY,
  shop text NOT NULL,
  state text NOT NULL,
  is_online boolean NOT NULL DEFAULT false,
  scope text,
  expires timestamptz(3),
  access_token text NOT NULL,
  user_id bigint,
  first_name text,
  last_name text,
  email text,
  account_owner boolean NOT NULL DEFAULT false,
  locale text,
  collaborator boolean DEFAULT false,
  email_verified boolean DEFAULT false,
  refresh_token text,
  refresh_token_expires timestamptz(3)
);
CREATE INDEX session_shop_idx ON session (shop);

-- Partitioned by day on the id itself (UUIDv7). No default partition and no foreign keys: a
-- missing partition is made when a write reports it, and a partition can be dropped at once.
CREATE TABLE event (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  source text NOT NULL CHECK (source IN ('webhook', 'recovered', 'backfill', 'test')),
  topic text NOT NULL,
  webhook_id text NOT NULL,
  event_id text,
  api_version text,
  resource_kind text NOT NULL,
  resource_id text,
  resource_name text,
  resource_updated_at timestamptz(3),
  triggered_at timestamptz(3),
  received_at timestamptz(3) NOT NULL,
  headers json NOT NULL,
  body bytea,
  body_encoding text NOT NULL,
  body_bytes integer NOT NULL,
  body_hash bytea NOT NULL,
  is_json boolean NOT NULL,
  same_as uuid,
  terms bigint[] NOT NULL,
  PRIMARY KEY (shop_id, id)
) PARTITION BY RANGE (id);
-- The body is compressed and encrypted already: PostgreSQL must not try to compress it again.
ALTER TABLE event ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX event_topic_idx ON event (shop_id, topic, id);
CREATE INDEX event_resource_idx ON event (shop_id, resource_id, id);
CREATE INDEX event_source_idx ON event (shop_id, source, id) WHERE source <> 'webhook';
CREATE INDEX event_terms_idx ON event USING gin (terms);

CREATE TABLE receipt (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  received_at timestamptz(3) NOT NULL,
  body_hash bytea NOT NULL,
  body_bytes integer NOT NULL,
  duplicate boolean NOT NULL,
  PRIMARY KEY (shop_id, id)
) PARTITION BY RANGE (id);
CREATE INDEX receipt_event_idx ON receipt (shop_id, event_id);

CREATE TABLE webhook_key (
  shop_id uuid NOT NULL,
  webhook_id text NOT NULL,
  event_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (shop_id, webhook_id)
);
-- Rows arrive in the order of time, so a block range index is enough to find the old ones.
CREATE INDEX webhook_key_created_idx ON webhook_key USING brin (created_at);

CREATE TABLE content_key (
  shop_id uuid NOT NULL,
  content_hash uuid NOT NULL,
  event_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (shop_id, content_hash)
);
CREATE INDEX content_key_created_idx ON content_key USING brin (created_at);

CREATE TABLE destination (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'disabled', 'deleted')),
  state_reason text,
  state_at timestamptz(3) NOT NULL DEFAULT now(),
  settings jsonb NOT NULL,
  secrets bytea,
  topics text[] NOT NULL DEFAULT '{}',
  on_dead_letter text NOT NULL DEFAULT 'free' CHECK (on_dead_letter IN ('free', 'hold')),
  max_age_seconds integer NOT NULL DEFAULT 259200,
  concurrency integer NOT NULL DEFAULT 16,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (shop_id, id)
);

CREATE TABLE delivery (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  destination_id uuid NOT NULL,
  lane_key text NOT NULL,
  topic text NOT NULL,
  state text NOT NULL DEFAULT 'pending'
    CHECK (state IN ('pending', 'delivered', 'dead', 'filtered', 'cancelled')),
  attempts integer NOT NULL DEFAULT 0,
  first_attempt_at timestamptz(3),
  next_attempt_at timestamptz(3),
  finished_at timestamptz(3),
  last_outcome text,
  last_status integer,
  dead_reason text,
  problem boolean NOT NULL DEFAULT false,
  replay_of uuid,
  send_id text,
  PRIMARY KEY (shop_id, id)
) PARTITION BY RANGE (id);
CREATE INDEX delivery_event_idx ON delivery (shop_id, event_id);
CREATE INDEX delivery_lane_idx ON delivery (shop_id, destination_id, lane_key, id);
CREATE INDEX delivery_problem_idx ON delivery (shop_id, id) WHERE problem;
-- Lists of events by how their deliveries stand: problems and replays are few, so these cost intake nothing.
CREATE INDEX delivery_problem_event_idx ON delivery (shop_id, event_id) WHERE problem;
CREATE INDEX delivery_replay_idx ON delivery (shop_id, event_id) WHERE replay_of IS NOT NULL;

CREATE TABLE attempt (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  destination_id uuid NOT NULL,
  number integer NOT NULL,
  started_at timestamptz(3) NOT NULL,
  duration_ms integer NOT NULL,
  outcome text NOT NULL,
  status integer,
  error text,
  response_headers jsonb,
  response_body bytea,
  PRIMARY KEY (shop_id, id)
) PARTITION BY RANGE (id);
CREATE INDEX attempt_delivery_idx ON attempt (shop_id, delivery_id);

-- Lanes are few, hot and short-lived: room for updates in place, and a vacuum that keeps up.
CREATE TABLE lane (
  shop_id uuid NOT NULL,
  destination_id uuid NOT NULL,
  key text NOT NULL,
  head_id uuid NOT NULL,
  pending integer NOT NULL,
  next_at timestamptz(6) NOT NULL,
  fence bigint NOT NULL DEFAULT 0,
  leased_until timestamptz(6),
  PRIMARY KEY (shop_id, destination_id, key)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX lane_due_idx ON lane (shop_id, destination_id, next_at);
-- Lanes are deleted and made again, so their fencing tokens come from one sequence.
CREATE SEQUENCE lane_fence;

CREATE TABLE subscription (
  shop_id uuid NOT NULL,
  topic text NOT NULL,
  state text NOT NULL CHECK (state IN ('registered', 'missing', 'scope_missing', 'failed')),
  shopify_id text,
  uri text NOT NULL,
  actual_uri text,
  api_version text,
  problem text,
  checked_at timestamptz(3),
  registered_at timestamptz(3),
  PRIMARY KEY (shop_id, topic)
);

CREATE TABLE subscription_incident (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  topic text NOT NULL,
  kind text NOT NULL,
  last_event_at timestamptz(3),
  noticed_at timestamptz(3) NOT NULL,
  repaired_at timestamptz(3),
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX subscription_incident_topic_idx ON subscription_incident (shop_id, topic, noticed_at);

CREATE TABLE sweep (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  resource_kind text NOT NULL,
  window_from timestamptz(3) NOT NULL,
  window_to timestamptz(3) NOT NULL,
  state text NOT NULL,
  compared integer NOT NULL DEFAULT 0,
  missing integer NOT NULL DEFAULT 0,
  recovered integer NOT NULL DEFAULT 0,
  cursor text,
  cost integer NOT NULL DEFAULT 0,
  started_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3),
  PRIMARY KEY (shop_id, id)
);

CREATE TABLE issue (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  destination_id uuid,
  cause text NOT NULL,
  severity text NOT NULL,
  state text NOT NULL,
  count integer NOT NULL DEFAULT 1,
  opened_at timestamptz(3) NOT NULL,
  last_seen_at timestamptz(3) NOT NULL,
  resolved_at timestamptz(3),
  PRIMARY KEY (shop_id, id)
);

CREATE TABLE audit_entry (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text,
  detail jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (shop_id, id)
);

CREATE TABLE hourly_count (
  shop_id uuid NOT NULL,
  hour timestamptz(0) NOT NULL,
  metric text NOT NULL,
  subject text NOT NULL,
  writer integer NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (shop_id, hour, metric, subject, writer)
) WITH (fillfactor = 50);

CREATE TABLE rejection_count (
  hour timestamptz(0) NOT NULL,
  cause text NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (hour, cause)
);
