-- Help that somebody has granted: what of it is not spent lies in the account's book `assistance`,
-- and never in the one that refunds are paid from.
CREATE TABLE assistance (
  id BYTEA PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  account BYTEA NOT NULL REFERENCES account (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('energy', 'debt')),
  amount BIGINT NOT NULL CHECK (amount > 0),
  unspent BIGINT NOT NULL CHECK (unspent >= 0 AND unspent <= amount),
  expires_at BIGINT NOT NULL,
  granted_at BIGINT NOT NULL,
  granted_by BYTEA NOT NULL REFERENCES person (id),
  why TEXT NOT NULL,
  -- When what was left went back to where help comes from.
  expired_at BIGINT
);
CREATE INDEX assistance_account ON assistance (account, expires_at, id);
CREATE INDEX assistance_due ON assistance (expires_at) WHERE unspent > 0;

-- What a grant has paid of which interval, so that a charge that is taken back gives it back.
CREATE TABLE assistance_use (
  account BYTEA NOT NULL REFERENCES account (id),
  starts_at BIGINT NOT NULL,
  assistance BYTEA NOT NULL REFERENCES assistance (id),
  micros BIGINT NOT NULL CHECK (micros >= 0),
  -- Help and its return have been booked so many times.
  times BIGINT NOT NULL,
  PRIMARY KEY (account, starts_at, assistance)
);

-- Debt that somebody wants to be given up, and the second person who has decided.
CREATE TABLE write_off (
  id BYTEA PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  account BYTEA NOT NULL REFERENCES account (id),
  debt BYTEA NOT NULL REFERENCES debt (id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  why TEXT NOT NULL,
  asked_by BYTEA NOT NULL REFERENCES person (id),
  asked_at BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused')),
  decided_by BYTEA REFERENCES person (id),
  decided_at BIGINT,
  CHECK ((state = 'asked') = (decided_by IS NULL)),
  CHECK ((state = 'asked') = (decided_at IS NULL)),
  CHECK (decided_by <> asked_by)
);
CREATE INDEX write_off_open ON write_off (asked_at, id) WHERE state = 'asked';
CREATE INDEX write_off_account ON write_off (account, asked_at, id);
