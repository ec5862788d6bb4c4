-- How fast a destination is sent to, and whether it is at all: docs/decisions/014-limits-over-all-workers.md.
ALTER TABLE destination
  ADD COLUMN rate_per_second double precision CHECK (rate_per_second > 0),
  ADD COLUMN breaker text NOT NULL DEFAULT 'closed' CHECK (breaker IN ('closed', 'open', 'ramping')),
  ADD COLUMN breaker_at timestamptz(3),
  ADD COLUMN breaker_failures integer NOT NULL DEFAULT 0,
  ADD COLUMN held_until timestamptz(3),
  ADD COLUMN held_reason text;

-- What each worker has been granted of a destination's limits, for seconds. It is worth nothing after
-- a crash of PostgreSQL, so it costs no log.
CREATE UNLOGGED TABLE destination_share (
  shop_id uuid NOT NULL,
  destination_id uuid NOT NULL,
  worker uuid NOT NULL,
  slots integer NOT NULL,
  rate double precision,
  until timestamptz(3) NOT NULL,
  PRIMARY KEY (shop_id, destination_id, worker)
) WITH (fillfactor = 50, autovacuum_vacuum_cost_delay = 0);
