-- Why money of a deposit moves at the desk. SQLite changes no CHECK; where one only lets more
-- through, the text of the schema is edited instead, as in 0035. No row is touched by it.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
  SET sql = replace(sql, 'reason = ''deposit_used''',
    'reason = ''deposit_used'' OR reason = ''deposit_taken'' OR reason = ''deposit_given_back''')
  WHERE type = 'table' AND name = 'transfer';
PRAGMA writable_schema = RESET;

-- What a representative did with a deposit: taken, given back, or applied to what is owed. The id
-- is its maker's, so a second copy changes nothing.
CREATE TABLE deposit_step (
  id BLOB PRIMARY KEY,
  account BLOB NOT NULL REFERENCES account (id),
  step TEXT NOT NULL CHECK (step IN ('taken', 'given_back', 'applied')),
  way TEXT CHECK (way IN ('cash', 'cheque', 'card', 'bank')),
  amount INTEGER NOT NULL CHECK (amount > 0),
  reference TEXT NOT NULL,
  why TEXT NOT NULL,
  entered_by BLOB NOT NULL REFERENCES person (id),
  entered_at INTEGER NOT NULL,
  CHECK ((way IS NULL) = (step = 'applied'))
) STRICT;
CREATE INDEX deposit_step_account ON deposit_step (account, entered_at);

-- A cheque's end as a person entered it: cashed by whose word, or stopped, or come back.
ALTER TABLE cheque ADD COLUMN cashed_by BLOB REFERENCES person (id);
ALTER TABLE cheque ADD COLUMN cashed_why TEXT;
ALTER TABLE cheque ADD COLUMN ended_as TEXT CHECK (ended_as IN ('stopped', 'returned'));

-- Who asked for a change of how an account pays (nobody, where the balance ran out), what it was
-- computed from, and the debt as it stood at the boundary.
ALTER TABLE mode_change ADD COLUMN decided_by BLOB REFERENCES person (id);
ALTER TABLE mode_change ADD COLUMN grounds TEXT;
ALTER TABLE mode_change ADD COLUMN debt INTEGER;
