-- Tokens of the public API. Only a hash of the secret is kept: it has 256 random bits, so that a
-- plain SHA-256 of it cannot be guessed. `allowance` is a token bucket, shared by all processes.
CREATE TABLE api_token (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  secret_hash bytea NOT NULL,
  -- The last characters of the secret, to tell tokens apart.
  ending text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  last_used_at timestamptz(3),
  allowance double precision NOT NULL,
  refilled_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (shop_id, id)
);

CREATE UNIQUE INDEX api_token_secret_hash_key ON api_token (secret_hash);

-- A developer's laptop as a temporary destination: pulls, and is gone when it no longer does.
CREATE TABLE listener (
  shop_id uuid NOT NULL,
  id uuid NOT NULL,
  token_id uuid NOT NULL,
  topics text[] NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Put off by every pull.
  expires_at timestamptz(3) NOT NULL,
  -- Events below this id are settled or never were asked for.
  floor uuid NOT NULL,
  acknowledged integer NOT NULL DEFAULT 0,
  PRIMARY KEY (shop_id, id)
);

-- What a listener acknowledged above its floor: a few minutes of events, since ids are made before
-- their transaction commits and a lower one may appear after a higher one.
CREATE TABLE listener_answer (
  shop_id uuid NOT NULL,
  listener_id uuid NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (shop_id, listener_id, event_id),
  FOREIGN KEY (shop_id, listener_id) REFERENCES listener (shop_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);
