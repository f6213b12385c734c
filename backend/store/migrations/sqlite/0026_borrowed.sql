-- Credit that a meter was sent for something else than a payment of its account: help, borrowed
-- money, and what an event gave back. Kept for ever, as payments are; `message` is the command
-- that carries it now, and is no reference, for commands are forgotten in time.
CREATE TABLE given_credit (
  -- What the meter knows it by.
  name BLOB PRIMARY KEY NOT NULL CHECK (length(name) = 16),
  account BLOB NOT NULL REFERENCES account (id),
  credit_wh INTEGER NOT NULL CHECK (credit_wh > 0),
  message BLOB NOT NULL CHECK (length(message) = 16),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX given_credit_account ON given_credit (account, at, name);

-- What customers have chosen to borrow by themselves, and what friendly hours have lent.
CREATE TABLE borrowing (
  account BLOB PRIMARY KEY NOT NULL REFERENCES account (id),
  -- Emergency credit is lent at zero without being asked for.
  at_zero INTEGER NOT NULL CHECK (at_zero = 0 OR at_zero = 1),
  -- Use below zero in friendly hours is borrowed.
  friendly INTEGER NOT NULL CHECK (friendly = 0 OR friendly = 1),
  -- What of the borrowed money friendly hours have lent and is not paid back.
  friendly_owed INTEGER NOT NULL CHECK (friendly_owed >= 0),
  -- The end of the last interval that was borrowed, and of the last that the customer was told of.
  friendly_until INTEGER,
  told_until INTEGER
) STRICT;

-- What friendly hours have lent for which interval, so that a charge that is taken back takes it
-- back.
CREATE TABLE friendly_use (
  account BLOB NOT NULL REFERENCES account (id),
  starts_at INTEGER NOT NULL,
  micros INTEGER NOT NULL CHECK (micros >= 0),
  -- Lent and taken back so many times.
  times INTEGER NOT NULL,
  PRIMARY KEY (account, starts_at)
) STRICT, WITHOUT ROWID;
