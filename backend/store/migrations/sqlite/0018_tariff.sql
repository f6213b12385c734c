-- What baseline a home is entitled to, from a local day (YYYY-MM-DD) on. A change is a new row, so
-- that hours before it are rated again as they were.
CREATE TABLE entitled (
  account BLOB NOT NULL REFERENCES account (id),
  from_day TEXT NOT NULL CHECK (length(from_day) = 10),
  region TEXT NOT NULL,
  medical INTEGER NOT NULL CHECK (medical IN (0, 1)),
  PRIMARY KEY (account, from_day)
) STRICT, WITHOUT ROWID;
