-- People, places and accounts. Times are milliseconds since 1970 UTC, ids 16 bytes, flags 0 or 1.

CREATE TABLE person (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('customer', 'representative', 'utility', 'installer')),
  locale TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  active BIGINT NOT NULL CHECK (active IN (0, 1))
);

CREATE TABLE session (
  token_hash BYTEA PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  person BYTEA NOT NULL REFERENCES person (id),
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person);
CREATE INDEX session_expires ON session (expires_at);

-- Attempts to sign in, counted against guessing.
CREATE TABLE attempt (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX attempt_who ON attempt (who, at);
CREATE INDEX attempt_at ON attempt (at);

CREATE TABLE location (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  address TEXT NOT NULL,
  zone TEXT NOT NULL,
  -- Names of the grid's feeder and of the postal area; empty when they are not known (FR-11).
  feeder TEXT NOT NULL,
  postal TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX location_feeder ON location (feeder, id);
CREATE INDEX location_postal ON location (postal, id);

CREATE TABLE gateway (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  name TEXT NOT NULL,
  secret_hash BYTEA NOT NULL CHECK (octet_length(secret_hash) = 32),
  online BIGINT CHECK (online IN (0, 1)),
  online_at BIGINT
);

CREATE TABLE meter (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  serial TEXT NOT NULL UNIQUE,
  location BYTEA NOT NULL REFERENCES location (id),
  gateway BYTEA NOT NULL REFERENCES gateway (id),
  has_switch BIGINT NOT NULL CHECK (has_switch IN (0, 1)),
  interval_ms BIGINT NOT NULL CHECK (interval_ms > 0),
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX meter_gateway ON meter (gateway, id);
CREATE INDEX meter_location ON meter (location);

-- The state of service by the meter's own word.
CREATE TABLE supply (
  meter BYTEA PRIMARY KEY REFERENCES meter (id),
  switch TEXT NOT NULL CHECK (switch IN ('on', 'off', 'ready')),
  limit_w BIGINT,
  credit_wh BIGINT NOT NULL,
  at BIGINT NOT NULL,
  trip_at BIGINT,
  trip_closes_at BIGINT
);

CREATE TABLE account (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  number TEXT NOT NULL UNIQUE,
  customer BYTEA NOT NULL REFERENCES person (id),
  location BYTEA NOT NULL REFERENCES location (id),
  meter BYTEA NOT NULL UNIQUE REFERENCES meter (id),
  mode TEXT NOT NULL CHECK (mode IN ('prepaid', 'regular')),
  -- Set up for prepayment: its site may be booked, and it may book (IX-02).
  prepay_enabled BIGINT NOT NULL CHECK (prepay_enabled IN (0, 1)),
  at_zero TEXT NOT NULL
    CHECK (at_zero IN ('limit', 'disconnect', 'regular_billing', 'auto_replenish')),
  tariff TEXT NOT NULL,
  currency TEXT NOT NULL,
  bill_day BIGINT NOT NULL CHECK (bill_day BETWEEN 1 AND 28),
  opened_at BIGINT NOT NULL,
  charged_until BIGINT NOT NULL,
  -- End of the last interval that is stored: a copy, so that who is to be charged is an index.
  usage_until BIGINT NOT NULL,
  view_seq BIGINT NOT NULL,
  shown_at BIGINT NOT NULL,
  -- A fresh view is due then, though nothing happens (FR-08, FR-09).
  show_due BIGINT NOT NULL,
  -- When the balance is low; both NULL for the utility's number (SC4.1).
  low_ms BIGINT,
  low_micros BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX account_customer ON account (customer, number);
CREATE INDEX account_location ON account (location);
CREATE INDEX account_show_due ON account (show_due);
CREATE INDEX account_to_charge ON account (charged_until) WHERE usage_until > charged_until;

-- What representatives search by: number, name, address and serial in lower case. Substrings of
-- three characters or more are found through trigrams. A server without the extension, or a role
-- that may not create it, still finds everything, only slower.
CREATE TABLE account_search (
  account BYTEA PRIMARY KEY REFERENCES account (id),
  text TEXT NOT NULL
);
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX account_search_text ON account_search USING gin (text gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'search by trigrams is not available: %', SQLERRM;
END
$$;

-- What the customer sees, computed once. The body is never searched.
CREATE TABLE shown_view (
  account BYTEA PRIMARY KEY REFERENCES account (id),
  seq BIGINT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('ok', 'low', 'zero', 'regular')),
  as_of BIGINT NOT NULL,
  body TEXT NOT NULL
);
