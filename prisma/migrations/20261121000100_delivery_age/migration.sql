-- Time that counts against a destination's maximum age: waiting that a delivery was told to do and
-- its attempts, but no time spent paused or behind others.
ALTER TABLE delivery ADD COLUMN age_ms double precision NOT NULL DEFAULT 0;
