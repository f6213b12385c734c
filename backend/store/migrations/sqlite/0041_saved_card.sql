-- The card that a customer saved at the payment company: its names there and what its owner knows
-- it by. No card number, and nothing with which another shop could charge it.
CREATE TABLE saved_card (
  account BLOB PRIMARY KEY REFERENCES account (id),
  customer TEXT NOT NULL,
  method TEXT NOT NULL,
  brand TEXT NOT NULL,
  last4 TEXT NOT NULL,
  month INTEGER NOT NULL,
  year INTEGER NOT NULL,
  saved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The company's page on which one is being saved; the newest of each account.
CREATE TABLE card_setup (
  account BLOB PRIMARY KEY REFERENCES account (id),
  id BLOB NOT NULL,
  customer TEXT NOT NULL,
  session TEXT NOT NULL,
  url TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX card_setup_session ON card_setup (session);
