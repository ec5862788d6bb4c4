/** The tables of the hand-written contenders: an event as it came, and one delivery for it. */
export const PLAIN_TABLES = `
CREATE TABLE event (
  id uuid PRIMARY KEY,
  shop text NOT NULL,
  topic text NOT NULL,
  webhook_id text NOT NULL,
  event_id text,
  triggered_at timestamptz,
  received_at timestamptz NOT NULL DEFAULT now(),
  body bytea NOT NULL
);
CREATE TABLE delivery (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL,
  destination text NOT NULL,
  state text NOT NULL DEFAULT 'pending',
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now()
);`;

/** Whoever writes this by hand has one destination in mind and names it in the code. */
export const DESTINATION = "erp";
