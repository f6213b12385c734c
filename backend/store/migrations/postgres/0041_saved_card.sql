-- The card that a customer saved at the payment company: its names there and what its owner knows
-- it by. No card number, and nothing with which another shop could charge it.
CREATE TABLE saved_card (
  account BYTEA PRIMARY KEY REFERENCES account (id),
  customer TEXT NOT NULL,
  method TEXT NOT NULL,
  brand TEXT NOT NULL,
  last4 TEXT NOT NULL,
  month BIGINT NOT NULL,
  year BIGINT NOT NULL,
  saved_at BIGINT NOT NULL
);

-- The company's page on which one is being saved; the newest of each account.
CREATE TABLE card_setup (
  account BYTEA PRIMARY KEY REFERENCES account (id),
  id BYTEA NOT NULL,
  customer TEXT NOT NULL,
  session TEXT NOT NULL,
  url TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE UNIQUE INDEX card_setup_session ON card_setup (session);
