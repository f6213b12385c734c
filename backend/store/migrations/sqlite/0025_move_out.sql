-- Moving out. While closed_at is NULL the account is still open; once it is closed, what is left
-- goes back by the ways it came, and next_at is NULL when nothing is left to do.
CREATE TABLE move_out (
  account BLOB PRIMARY KEY NOT NULL REFERENCES account (id),
  at INTEGER NOT NULL,
  asked_by BLOB NOT NULL REFERENCES person (id),
  asked_at INTEGER NOT NULL,
  next_at INTEGER,
  closed_at INTEGER,
  -- What was left when the account was closed, and is paid back.
  refund INTEGER NOT NULL CHECK (refund >= 0)
) STRICT;
CREATE INDEX move_out_due ON move_out (next_at) WHERE next_at IS NOT NULL;

-- Who had a meter before: use in that time is theirs and nobody else's.
CREATE TABLE tenancy (
  account BLOB PRIMARY KEY NOT NULL REFERENCES account (id),
  meter BLOB NOT NULL REFERENCES meter (id),
  began_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  -- Of the last view: the next customer's begin after it, or the meter takes them for old ones.
  seq INTEGER NOT NULL,
  CHECK (began_at <= ended_at)
) STRICT;
CREATE INDEX tenancy_meter ON tenancy (meter, ended_at);
