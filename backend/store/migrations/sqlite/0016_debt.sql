-- Debt that is set aside and paid back bit by bit. What is owed in all rows of an account is what
-- its book `debt` is below zero.
CREATE TABLE debt (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL CHECK (kind IN ('arrears', 'overdrawn')),
  amount INTEGER NOT NULL CHECK (amount > 0),
  owed INTEGER NOT NULL CHECK (owed >= 0),
  plan TEXT NOT NULL CHECK (plan = 'time' OR plan = 'share' OR plan = 'catch_up'),
  -- What is due by time, and how often; zero for a share.
  pace INTEGER NOT NULL CHECK (pace >= 0),
  every TEXT NOT NULL CHECK (every IN ('day', 'week')),
  permille INTEGER NOT NULL CHECK (permille BETWEEN 0 AND 1000),
  -- What days could not give and payments shall make up.
  missed INTEGER NOT NULL CHECK (missed >= 0),
  place INTEGER NOT NULL,
  since INTEGER NOT NULL
) STRICT;
CREATE INDEX debt_account ON debt (account, place, id);

-- Accounts that owe: the hardship pause, and the start of the local day that pays next.
CREATE TABLE owing (
  account BLOB PRIMARY KEY NOT NULL REFERENCES account (id),
  held_until INTEGER,
  held_reason TEXT,
  next_day INTEGER NOT NULL,
  CHECK ((held_until IS NULL) = (held_reason IS NULL))
) STRICT;
CREATE INDEX owing_next ON owing (next_day);

