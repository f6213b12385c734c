-- People, places and accounts. Times are milliseconds since 1970 UTC, ids 16 bytes, flags 0 or 1.
-- In a CHECK of any of these files a list of three words or more is written with OR: for IN, SQLite
-- builds a table of the words anew for each row that is written (an insert into `transfer` took 160
-- microseconds with IN and 19 with OR).

CREATE TABLE person (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role = 'customer' OR role = 'representative' OR role = 'utility' OR
    role = 'installer'),
  locale TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE session (
  token_hash BLOB PRIMARY KEY NOT NULL CHECK (length(token_hash) = 32),
  person BLOB NOT NULL REFERENCES person (id),
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_person ON session (person);
CREATE INDEX session_expires ON session (expires_at);

-- Attempts to sign in, counted against guessing.
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  who TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_who ON attempt (who, at);
CREATE INDEX attempt_at ON attempt (at);

CREATE TABLE location (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  address TEXT NOT NULL,
  zone TEXT NOT NULL,
  -- Names of the grid's feeder and of the postal area; empty when they are not known (FR-11).
  feeder TEXT NOT NULL,
  postal TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX location_feeder ON location (feeder, id);
CREATE INDEX location_postal ON location (postal, id);

CREATE TABLE gateway (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
  online INTEGER CHECK (online IN (0, 1)),
  online_at INTEGER
) STRICT;

CREATE TABLE meter (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  serial TEXT NOT NULL UNIQUE,
  location BLOB NOT NULL REFERENCES location (id),
  gateway BLOB NOT NULL REFERENCES gateway (id),
  has_switch INTEGER NOT NULL CHECK (has_switch IN (0, 1)),
  interval_ms INTEGER NOT NULL CHECK (interval_ms > 0),
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX meter_gateway ON meter (gateway, id);
CREATE INDEX meter_location ON meter (location);

-- The state of service by the meter's own word.
CREATE TABLE supply (
  meter BLOB PRIMARY KEY NOT NULL REFERENCES meter (id),
  switch TEXT NOT NULL CHECK (switch = 'on' OR switch = 'off' OR switch = 'ready'),
  limit_w INTEGER,
  credit_wh INTEGER NOT NULL,
  at INTEGER NOT NULL,
  trip_at INTEGER,
  trip_closes_at INTEGER
) STRICT;

CREATE TABLE account (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  number TEXT NOT NULL UNIQUE,
  customer BLOB NOT NULL REFERENCES person (id),
  location BLOB NOT NULL REFERENCES location (id),
  meter BLOB NOT NULL UNIQUE REFERENCES meter (id),
  mode TEXT NOT NULL CHECK (mode IN ('prepaid', 'regular')),
  -- Set up for prepayment: its site may be booked, and it may book (IX-02).
  prepay_enabled INTEGER NOT NULL CHECK (prepay_enabled IN (0, 1)),
  at_zero TEXT NOT NULL
    CHECK (at_zero = 'limit' OR at_zero = 'disconnect' OR at_zero = 'regular_billing' OR
      at_zero = 'auto_replenish'),
  tariff TEXT NOT NULL,
  currency TEXT NOT NULL,
  bill_day INTEGER NOT NULL CHECK (bill_day BETWEEN 1 AND 28),
  opened_at INTEGER NOT NULL,
  charged_until INTEGER NOT NULL,
  -- End of the last interval that is stored: a copy, so that who is to be charged is an index.
  usage_until INTEGER NOT NULL,
  view_seq INTEGER NOT NULL,
  shown_at INTEGER NOT NULL,
  -- A fresh view is due then, though nothing happens (FR-08, FR-09).
  show_due INTEGER NOT NULL,
  -- When the balance is low; both NULL for the utility's number (SC4.1).
  low_ms INTEGER,
  low_micros INTEGER,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX account_customer ON account (customer, number);
CREATE INDEX account_location ON account (location);
CREATE INDEX account_show_due ON account (show_due);
CREATE INDEX account_to_charge ON account (charged_until) WHERE usage_until > charged_until;

-- What representatives search by: number, name, address and serial in lower case. Substrings of
-- three characters or more are found through trigrams.
CREATE VIRTUAL TABLE account_search USING fts5 (account UNINDEXED, text, tokenize = 'trigram');

-- What the customer sees, computed once. The body is never searched.
CREATE TABLE shown_view (
  account BLOB PRIMARY KEY NOT NULL REFERENCES account (id),
  seq INTEGER NOT NULL,
  standing TEXT NOT NULL CHECK (standing = 'ok' OR standing = 'low' OR standing = 'zero' OR
    standing = 'regular'),
  as_of INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
