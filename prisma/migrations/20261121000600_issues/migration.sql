-- One row for each destination and cause, for ever: what comes back reopens it. Nothing is written
-- here while deliveries fail: a job derives it from what is recorded, once a minute.
ALTER TABLE issue
  ADD COLUMN orders integer NOT NULL DEFAULT 0,
  ADD COLUMN failed integer NOT NULL DEFAULT 0,
  ADD COLUMN since timestamptz(3) NOT NULL,
  ADD COLUMN sample_event_id uuid,
  ADD COLUMN detail text,
  ADD COLUMN acknowledged_at timestamptz(3),
  ADD COLUMN acknowledged_by text,
  ADD CONSTRAINT issue_severity_check CHECK (severity IN ('critical', 'important', 'minor')),
  ADD CONSTRAINT issue_state_check
    CHECK (state IN ('open', 'acknowledged', 'resolved', 'reopened'));
ALTER TABLE issue ALTER COLUMN count DROP DEFAULT;
CREATE UNIQUE INDEX issue_about_idx ON issue (shop_id, cause, destination_id) NULLS NOT DISTINCT;
CREATE INDEX issue_unresolved_idx ON issue (shop_id) WHERE state <> 'resolved';

-- Who or what moved an issue from one state to the next, and how large it was then.
CREATE TABLE issue_transition (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  issue_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('opened', 'acknowledged', 'resolved', 'reopened')),
  at timestamptz(3) NOT NULL,
  actor text NOT NULL,
  severity text NOT NULL,
  count integer NOT NULL,
  orders integer NOT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX issue_transition_issue_idx ON issue_transition (issue_id, id);
