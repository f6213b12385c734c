-- Whether each meter's credit says what the ledger says: the last reading that was compared, and
-- what lies between the two. Their difference never changes while all is well; it is known as a
-- span, because nobody knows what was used of the interval that ran.
CREATE TABLE credit_count (
  account BLOB PRIMARY KEY NOT NULL REFERENCES account (id),
  meter BLOB NOT NULL REFERENCES meter (id),
  -- The last closed day (20261125) in which it was looked at, and how that went.
  day INTEGER NOT NULL,
  result TEXT NOT NULL
    CHECK (result = 'first' OR result = 'agrees' OR result = 'differs' OR result = 'waits'),
  -- The reading; all of these are NULL while there is none that could be compared.
  sampled_at INTEGER,
  counter_wh INTEGER,
  -- Prepaid use since the count began, up to this moment.
  used_wh INTEGER,
  used_until INTEGER,
  -- The meter's credit less the ledger's, at least and at most.
  least_wh INTEGER,
  most_wh INTEGER,
  CHECK (least_wh <= most_wh),
  CHECK ((sampled_at IS NULL) = (counter_wh IS NULL)),
  CHECK ((sampled_at IS NULL) = (used_wh IS NULL)),
  CHECK ((sampled_at IS NULL) = (used_until IS NULL)),
  CHECK ((sampled_at IS NULL) = (least_wh IS NULL)),
  CHECK ((sampled_at IS NULL) = (most_wh IS NULL))
) STRICT;
CREATE INDEX credit_count_day ON credit_count (day, result);

-- What was found in the close of a day. Stays.
CREATE TABLE credit_difference (
  day INTEGER NOT NULL,
  account BLOB NOT NULL REFERENCES account (id),
  meter BLOB NOT NULL REFERENCES meter (id),
  -- Between these two readings it came about.
  since INTEGER NOT NULL,
  at INTEGER NOT NULL,
  -- What the meter said, and what it had to say.
  counter_wh INTEGER NOT NULL,
  expected_wh INTEGER NOT NULL,
  PRIMARY KEY (day, account)
) STRICT, WITHOUT ROWID;

-- How the whole comparison of a day went.
CREATE TABLE credit_day (
  day INTEGER PRIMARY KEY NOT NULL,
  compared INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  differences INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
