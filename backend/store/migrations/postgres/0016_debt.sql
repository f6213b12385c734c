-- Debt that is set aside and paid back bit by bit. What is owed in all rows of an account is what
-- its book `debt` is below zero.
CREATE TABLE debt (
  id BYTEA PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  account BYTEA NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL CHECK (kind IN ('arrears', 'overdrawn')),
  amount BIGINT NOT NULL CHECK (amount > 0),
  owed BIGINT NOT NULL CHECK (owed >= 0),
  plan TEXT NOT NULL CHECK (plan IN ('time', 'share', 'catch_up')),
  -- What is due by time, and how often; zero for a share.
  pace BIGINT NOT NULL CHECK (pace >= 0),
  every TEXT NOT NULL CHECK (every IN ('day', 'week')),
  permille BIGINT NOT NULL CHECK (permille BETWEEN 0 AND 1000),
  -- What days could not give and payments shall make up.
  missed BIGINT NOT NULL CHECK (missed >= 0),
  place BIGINT NOT NULL,
  since BIGINT NOT NULL
);
CREATE INDEX debt_account ON debt (account, place, id);

-- Accounts that owe: the hardship pause, and the start of the local day that pays next.
CREATE TABLE owing (
  account BYTEA PRIMARY KEY NOT NULL REFERENCES account (id),
  held_until BIGINT,
  held_reason TEXT,
  next_day BIGINT NOT NULL,
  CHECK ((held_until IS NULL) = (held_reason IS NULL))
);
CREATE INDEX owing_next ON owing (next_day);

