-- Help that somebody has granted: what of it is not spent lies in the account's book `assistance`,
-- and never in the one that refunds are paid from.
CREATE TABLE assistance (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL REFERENCES account (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('energy', 'debt')),
  amount INTEGER NOT NULL CHECK (amount > 0),
  unspent INTEGER NOT NULL CHECK (unspent >= 0 AND unspent <= amount),
  expires_at INTEGER NOT NULL,
  granted_at INTEGER NOT NULL,
  granted_by BLOB NOT NULL REFERENCES person (id),
  why TEXT NOT NULL,
  -- When what was left went back to where help comes from.
  expired_at INTEGER
) STRICT;
CREATE INDEX assistance_account ON assistance (account, expires_at, id);
CREATE INDEX assistance_due ON assistance (expires_at) WHERE unspent > 0;

-- What a grant has paid of which interval, so that a charge that is taken back gives it back.
CREATE TABLE assistance_use (
  account BLOB NOT NULL REFERENCES account (id),
  starts_at INTEGER NOT NULL,
  assistance BLOB NOT NULL REFERENCES assistance (id),
  micros INTEGER NOT NULL CHECK (micros >= 0),
  -- Help and its return have been booked so many times.
  times INTEGER NOT NULL,
  PRIMARY KEY (account, starts_at, assistance)
) STRICT, WITHOUT ROWID;

-- Debt that somebody wants to be given up, and the second person who has decided.
CREATE TABLE write_off (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL REFERENCES account (id),
  debt BLOB NOT NULL REFERENCES debt (id),
  amount INTEGER NOT NULL CHECK (amount > 0),
  why TEXT NOT NULL,
  asked_by BLOB NOT NULL REFERENCES person (id),
  asked_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'asked' OR state = 'approved' OR state = 'refused'),
  decided_by BLOB REFERENCES person (id),
  decided_at INTEGER,
  CHECK ((state = 'asked') = (decided_by IS NULL)),
  CHECK ((state = 'asked') = (decided_at IS NULL)),
  CHECK (decided_by <> asked_by)
) STRICT;
CREATE INDEX write_off_open ON write_off (asked_at, id) WHERE state = 'asked';
CREATE INDEX write_off_account ON write_off (account, asked_at, id);
