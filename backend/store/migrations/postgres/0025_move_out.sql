-- Moving out. While closed_at is NULL the account is still open; once it is closed, what is left
-- goes back by the ways it came, and next_at is NULL when nothing is left to do.
CREATE TABLE move_out (
  account BYTEA PRIMARY KEY REFERENCES account (id),
  at BIGINT NOT NULL,
  asked_by BYTEA NOT NULL REFERENCES person (id),
  asked_at BIGINT NOT NULL,
  next_at BIGINT,
  closed_at BIGINT,
  -- What was left when the account was closed, and is paid back.
  refund BIGINT NOT NULL CHECK (refund >= 0)
);
CREATE INDEX move_out_due ON move_out (next_at) WHERE next_at IS NOT NULL;

-- Who had a meter before: use in that time is theirs and nobody else's.
CREATE TABLE tenancy (
  account BYTEA PRIMARY KEY REFERENCES account (id),
  meter BYTEA NOT NULL REFERENCES meter (id),
  began_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  -- Of the last view: the next customer's begin after it, or the meter takes them for old ones.
  seq BIGINT NOT NULL,
  CHECK (began_at <= ended_at)
);
CREATE INDEX tenancy_meter ON tenancy (meter, ended_at);
