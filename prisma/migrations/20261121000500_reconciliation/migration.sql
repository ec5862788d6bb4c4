-- Reconciliation: what was compared with Shopify's own records, up to when, and what was missing.
-- See docs/decisions/011-what-a-sweep-proves.md.

-- Nothing wrote this table before.
DROP TABLE sweep;
CREATE TABLE sweep (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  resource_kind text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('scheduled', 'asked', 'incident', 'presence')),
  window_from timestamptz(3) NOT NULL,
  window_to timestamptz(3) NOT NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'finished', 'failed')),
  problem text,
  compared integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  missing integer NOT NULL DEFAULT 0,
  recovered integer NOT NULL DEFAULT 0,
  cursor text,
  cost integer NOT NULL DEFAULT 0,
  calls integer NOT NULL DEFAULT 0,
  throttled integer NOT NULL DEFAULT 0,
  asked_by text,
  started_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3),
  PRIMARY KEY (shop_id, id)
);
-- One scheduled sweep of a kind at a time, and what a restart finds unfinished.
CREATE UNIQUE INDEX sweep_scheduled_idx ON sweep (shop_id, resource_kind)
  WHERE state = 'running' AND mode = 'scheduled';
CREATE INDEX sweep_running_idx ON sweep (shop_id, id) WHERE state = 'running';

-- How far each kind of resource is proven, and since when.
CREATE TABLE coverage (
  shop_id uuid NOT NULL,
  resource_kind text NOT NULL,
  -- The installation that this holds for, another one begins anew.
  installed_at timestamptz(3) NOT NULL,
  proven_from timestamptz(3) NOT NULL,
  proven_to timestamptz(3) NOT NULL,
  -- When the sweep that proved it ended.
  proven_at timestamptz(3),
  -- Topics that were looked for.
  topics text[] NOT NULL DEFAULT '{}',
  -- Why the last sweep did not end well, null when it did.
  problem text,
  problem_at timestamptz(3),
  -- Deletions: up to which event of the log resources were asked for, and when one round ended.
  presence_cursor uuid,
  presence_at timestamptz(3),
  PRIMARY KEY (shop_id, resource_kind)
);

-- The newest state of each changed resource, as Shopify told it when it was last compared.
CREATE TABLE compared_resource (
  shop_id uuid NOT NULL,
  resource_kind text NOT NULL,
  resource_id text NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  -- `updated_at` of the state in the log that is the same, earlier when it moved without a change.
  logged_at timestamptz(3),
  compared_at timestamptz(3) NOT NULL,
  PRIMARY KEY (shop_id, resource_kind, resource_id)
) WITH (fillfactor = 80);
CREATE INDEX compared_resource_updated_idx ON compared_resource (shop_id, resource_kind, updated_at);

-- One event that should have come and did not, and the one that was recovered in its place.
CREATE TABLE gap (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  sweep_id uuid NOT NULL,
  resource_kind text NOT NULL,
  resource_id text NOT NULL,
  -- Shopify's global id, to read it again by.
  gid text NOT NULL,
  resource_name text,
  topic text NOT NULL,
  -- Of a refund, a fulfilment or a transaction: its own id. Empty for the resource itself.
  part_id text NOT NULL DEFAULT '',
  -- Keyed hash of `part_id`, as among the search terms of events.
  part_term bigint,
  -- When it changed at Shopify.
  changed_at timestamptz(3) NOT NULL,
  found_at timestamptz(3) NOT NULL,
  cause text NOT NULL CHECK (cause IN ('subscription_missing', 'rejected', 'never_sent')),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'recovered', 'arrived', 'gone')),
  event_id uuid,
  -- When the recovered state was read: a webhook triggered before is older than it.
  read_at timestamptz(3),
  settled_at timestamptz(3),
  PRIMARY KEY (shop_id, id),
  UNIQUE (shop_id, resource_id, topic, part_id, changed_at)
);
-- What a late webhook is compared with before it is sent.
CREATE INDEX gap_resource_idx ON gap (resource_id, topic) WHERE event_id IS NOT NULL;
CREATE INDEX gap_open_idx ON gap (shop_id, sweep_id) WHERE state = 'open';
