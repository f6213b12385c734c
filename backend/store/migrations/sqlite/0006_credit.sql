-- Running low and running out (SC4, SC5): who is looked at, what was told, what is done at zero.

-- Accounts that need a look: low, empty, or warned of by their own meter.
CREATE TABLE watch (
  account BLOB PRIMARY KEY NOT NULL REFERENCES account (id),
  next_at INTEGER NOT NULL,
  -- The meter has warned by itself and CSS has not said so yet (SC4.1).
  meter_low INTEGER NOT NULL CHECK (meter_low IN (0, 1))
) STRICT;
CREATE INDEX watch_next ON watch (next_at);

-- What was told last of each alert that holds; a row goes when its alert no longer holds.
CREATE TABLE warning (
  account BLOB NOT NULL REFERENCES account (id),
  word TEXT NOT NULL,
  level INTEGER NOT NULL,
  at INTEGER NOT NULL,
  notice BLOB NOT NULL CHECK (length(notice) = 16),
  PRIMARY KEY (account, word)
) STRICT, WITHOUT ROWID;

-- Accounts that have reached zero and were not restored.
CREATE TABLE zero (
  account BLOB PRIMARY KEY NOT NULL REFERENCES account (id),
  since INTEGER NOT NULL,
  act TEXT NOT NULL CHECK (act = 'limit' OR act = 'disconnect' OR act = 'regular' OR
    act = 'field_order'),
  -- Carried out, or handed to ADCS.
  done INTEGER NOT NULL CHECK (done IN (0, 1)),
  held TEXT,
  next_at INTEGER NOT NULL
) STRICT;

-- How accounts top themselves up. The token is the processor's reference, never card data.
CREATE TABLE replenish (
  account BLOB PRIMARY KEY NOT NULL REFERENCES account (id),
  amount INTEGER NOT NULL CHECK (amount > 0),
  trigger_ms INTEGER,
  trigger_micros INTEGER,
  weekly_max INTEGER NOT NULL,
  monthly_max INTEGER NOT NULL,
  paused INTEGER NOT NULL CHECK (paused IN (0, 1)),
  fallback TEXT NOT NULL CHECK (fallback = 'limit' OR fallback = 'disconnect' OR
    fallback = 'regular_billing'),
  method TEXT NOT NULL,
  token TEXT NOT NULL,
  -- Counts the times that the trigger was crossed; the payment's id comes from it.
  occasion INTEGER NOT NULL,
  open_amount INTEGER,
  failed_at INTEGER,
  CHECK ((trigger_ms IS NULL) <> (trigger_micros IS NULL))
) STRICT;

-- From when on an account pays how, and how its prepaid balance stood then (FR-27, FR-28).
CREATE TABLE mode_change (
  account BLOB NOT NULL REFERENCES account (id),
  at INTEGER NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('prepaid', 'regular')),
  balance INTEGER NOT NULL,
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (account, at)
) STRICT, WITHOUT ROWID;

-- Who changed what of an account's program.
CREATE TABLE program_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account BLOB NOT NULL REFERENCES account (id),
  person BLOB NOT NULL REFERENCES person (id),
  at INTEGER NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX program_change_account ON program_change (account, id);

-- Meters without interval data for too long (FR-20).
CREATE TABLE silent_meter (
  meter BLOB PRIMARY KEY NOT NULL REFERENCES meter (id),
  since INTEGER NOT NULL,
  raised_at INTEGER NOT NULL
) STRICT;
CREATE INDEX interval_end_ends ON interval_end (ends_at);
