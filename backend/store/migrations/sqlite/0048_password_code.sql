-- One-time codes by which a customer sets a new password: who gave which to whom, and what became
-- of it. The code itself is kept as a hash only, and no longer than it is open.
CREATE TABLE password_code (
  person BLOB NOT NULL REFERENCES person (id),
  given_at INTEGER NOT NULL,
  given_by BLOB NOT NULL REFERENCES person (id),
  account BLOB NOT NULL REFERENCES account (id),
  valid_until INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  used_at INTEGER,
  hash TEXT,
  still_open INTEGER CHECK (still_open = 1),
  PRIMARY KEY (person, given_at),
  UNIQUE (person, still_open),
  CHECK ((still_open IS NULL) = (hash IS NULL))
) STRICT;
CREATE INDEX password_code_old ON password_code (given_at);
