-- One-time codes by which a customer sets a new password: who gave which to whom, and what became
-- of it. The code itself is kept as a hash only, and no longer than it is open.
CREATE TABLE password_code (
  person BYTEA NOT NULL REFERENCES person (id),
  given_at BIGINT NOT NULL,
  given_by BYTEA NOT NULL REFERENCES person (id),
  account BYTEA NOT NULL REFERENCES account (id),
  valid_until BIGINT NOT NULL,
  tries BIGINT NOT NULL DEFAULT 0,
  used_at BIGINT,
  hash TEXT,
  still_open BIGINT CHECK (still_open = 1),
  PRIMARY KEY (person, given_at),
  UNIQUE (person, still_open),
  CHECK ((still_open IS NULL) = (hash IS NULL))
);
CREATE INDEX password_code_old ON password_code (given_at);
