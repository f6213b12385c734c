-- Credit that a meter was sent for something else than a payment of its account: help, borrowed
-- money, and what an event gave back. Kept for ever, as payments are; `message` is the command
-- that carries it now, and is no reference, for commands are forgotten in time.
CREATE TABLE given_credit (
  -- What the meter knows it by.
  name BYTEA PRIMARY KEY CHECK (length(name) = 16),
  account BYTEA NOT NULL REFERENCES account (id),
  credit_wh BIGINT NOT NULL CHECK (credit_wh > 0),
  message BYTEA NOT NULL CHECK (length(message) = 16),
  at BIGINT NOT NULL
);
CREATE INDEX given_credit_account ON given_credit (account, at, name);

-- What customers have chosen to borrow by themselves, and what friendly hours have lent.
CREATE TABLE borrowing (
  account BYTEA PRIMARY KEY REFERENCES account (id),
  -- Emergency credit is lent at zero without being asked for.
  at_zero BIGINT NOT NULL CHECK (at_zero = 0 OR at_zero = 1),
  -- Use below zero in friendly hours is borrowed.
  friendly BIGINT NOT NULL CHECK (friendly = 0 OR friendly = 1),
  -- What of the borrowed money friendly hours have lent and is not paid back.
  friendly_owed BIGINT NOT NULL CHECK (friendly_owed >= 0),
  -- The end of the last interval that was borrowed, and of the last that the customer was told of.
  friendly_until BIGINT,
  told_until BIGINT
);

-- What friendly hours have lent for which interval, so that a charge that is taken back takes it
-- back.
CREATE TABLE friendly_use (
  account BYTEA NOT NULL REFERENCES account (id),
  starts_at BIGINT NOT NULL,
  micros BIGINT NOT NULL CHECK (micros >= 0),
  -- Lent and taken back so many times.
  times BIGINT NOT NULL,
  PRIMARY KEY (account, starts_at)
);
