-- From when on events may be missing, and when that window was handed on to be reconciled.
ALTER TABLE subscription_incident
  ADD COLUMN loss_from timestamptz(3),
  ADD COLUMN handed_on_at timestamptz(3);
UPDATE subscription_incident SET loss_from = COALESCE(last_event_at, noticed_at);
ALTER TABLE subscription_incident ALTER COLUMN loss_from SET NOT NULL;
CREATE INDEX subscription_incident_open_idx ON subscription_incident (shop_id, topic)
  WHERE repaired_at IS NULL;
