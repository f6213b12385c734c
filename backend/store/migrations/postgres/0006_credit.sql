-- Running low and running out (SC4, SC5): who is looked at, what was told, what is done at zero.

-- Accounts that need a look: low, empty, or warned of by their own meter.
CREATE TABLE watch (
  account BYTEA PRIMARY KEY REFERENCES account (id),
  next_at BIGINT NOT NULL,
  -- The meter has warned by itself and CSS has not said so yet (SC4.1).
  meter_low BIGINT NOT NULL CHECK (meter_low IN (0, 1))
);
CREATE INDEX watch_next ON watch (next_at);

-- What was told last of each alert that holds; a row goes when its alert no longer holds.
CREATE TABLE warning (
  account BYTEA NOT NULL REFERENCES account (id),
  word TEXT NOT NULL,
  level BIGINT NOT NULL,
  at BIGINT NOT NULL,
  notice BYTEA NOT NULL CHECK (length(notice) = 16),
  PRIMARY KEY (account, word)
);

-- Accounts that have reached zero and were not restored.
CREATE TABLE zero (
  account BYTEA PRIMARY KEY REFERENCES account (id),
  since BIGINT NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('limit', 'disconnect', 'regular', 'field_order')),
  -- Carried out, or handed to ADCS.
  done BIGINT NOT NULL CHECK (done IN (0, 1)),
  held TEXT,
  next_at BIGINT NOT NULL
);

-- How accounts top themselves up. The token is the processor's reference, never card data.
CREATE TABLE replenish (
  account BYTEA PRIMARY KEY REFERENCES account (id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  trigger_ms BIGINT,
  trigger_micros BIGINT,
  weekly_max BIGINT NOT NULL,
  monthly_max BIGINT NOT NULL,
  paused BIGINT NOT NULL CHECK (paused IN (0, 1)),
  fallback TEXT NOT NULL CHECK (fallback IN ('limit', 'disconnect', 'regular_billing')),
  method TEXT NOT NULL,
  token TEXT NOT NULL,
  -- Counts the times that the trigger was crossed; the payment's id comes from it.
  occasion BIGINT NOT NULL,
  open_amount BIGINT,
  failed_at BIGINT,
  CHECK ((trigger_ms IS NULL) <> (trigger_micros IS NULL))
);

-- From when on an account pays how, and how its prepaid balance stood then (FR-27, FR-28).
CREATE TABLE mode_change (
  account BYTEA NOT NULL REFERENCES account (id),
  at BIGINT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('prepaid', 'regular')),
  balance BIGINT NOT NULL,
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (account, at)
);

-- Who changed what of an account's program.
CREATE TABLE program_change (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account BYTEA NOT NULL REFERENCES account (id),
  person BYTEA NOT NULL REFERENCES person (id),
  at BIGINT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX program_change_account ON program_change (account, id);

-- Meters without interval data for too long (FR-20).
CREATE TABLE silent_meter (
  meter BYTEA PRIMARY KEY REFERENCES meter (id),
  since BIGINT NOT NULL,
  raised_at BIGINT NOT NULL
);
CREATE INDEX interval_end_ends ON interval_end (ends_at);
