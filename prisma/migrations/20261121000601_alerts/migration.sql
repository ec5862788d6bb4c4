-- Where people want to be told of issues. The address itself may be a secret (a Slack webhook is
-- one), so it is kept encrypted with whatever signs.
CREATE TABLE alert_channel (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('email', 'slack', 'webhook')),
  name text NOT NULL,
  target bytea NOT NULL,
  least_severity text NOT NULL CHECK (least_severity IN ('critical', 'important', 'minor')),
  digest text NOT NULL CHECK (digest IN ('at_once', 'hourly', 'daily')),
  -- Minutes of the day in the store's time zone. Null: no quiet hours.
  quiet_from integer CHECK (quiet_from BETWEEN 0 AND 1439),
  quiet_to integer CHECK (quiet_to BETWEEN 0 AND 1439),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_sent_at timestamptz(3),
  failing_since timestamptz(3),
  last_problem text,
  PRIMARY KEY (shop_id, id),
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);

-- What a channel still has to be told of, each transition once.
CREATE TABLE alert (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  channel_id uuid NOT NULL,
  issue_id uuid NOT NULL,
  kind text NOT NULL,
  at timestamptz(3) NOT NULL,
  due_at timestamptz(3) NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX alert_due_idx ON alert (due_at);
