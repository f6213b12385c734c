-- Who may be cut and when, and every decision about it (DESIGN 7.8, 7.9, 7.12, FR-10, FR-14).

-- What is known of the customer behind an account. Without a row everybody is protected.
CREATE TABLE standing (
  account BYTEA PRIMARY KEY REFERENCES account (id),
  class TEXT CHECK (class IN ('residential', 'business', 'critical')),
  -- JSON, never searched.
  protections TEXT NOT NULL,
  place TEXT NOT NULL,
  rated_w BIGINT NOT NULL CHECK (rated_w > 0)
);
CREATE INDEX standing_class ON standing (class, account);

CREATE TABLE weather (
  place TEXT PRIMARY KEY,
  as_of BIGINT NOT NULL,
  body TEXT NOT NULL
);

-- The rules under which decisions were taken, word for word.
CREATE TABLE rules_text (
  version TEXT PRIMARY KEY,
  body TEXT NOT NULL
);

CREATE TABLE decision (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  meter BYTEA NOT NULL REFERENCES meter (id),
  cause TEXT NOT NULL CHECK (cause IN ('zero', 'event_over', 'plan', 'rule')),
  at BIGINT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('cleared', 'held', 'quarantined')),
  rules TEXT NOT NULL REFERENCES rules_text (version),
  facts TEXT NOT NULL,
  holds TEXT NOT NULL,
  feeder TEXT NOT NULL,
  message BYTEA CHECK (octet_length(message) = 16),
  -- Two people have released it from quarantine: the caps do not hold it any more.
  released BIGINT NOT NULL CHECK (released IN (0, 1))
);
CREATE INDEX decision_meter ON decision (meter, at);
CREATE INDEX decision_cleared ON decision (at) WHERE outcome = 'cleared';
CREATE INDEX decision_feeder ON decision (feeder, at) WHERE outcome = 'cleared';

-- What keeps supply on at the moment, one row a meter and cause.
CREATE TABLE hold (
  meter BYTEA NOT NULL REFERENCES meter (id),
  cause TEXT NOT NULL CHECK (cause IN ('zero', 'event_over', 'plan', 'rule')),
  decision BYTEA NOT NULL REFERENCES decision (id),
  holds TEXT NOT NULL,
  since BIGINT NOT NULL,
  at BIGINT NOT NULL,
  quarantined BIGINT NOT NULL CHECK (quarantined IN (0, 1)),
  released_by BYTEA REFERENCES person (id),
  released_too_by BYTEA REFERENCES person (id),
  PRIMARY KEY (meter, cause),
  CHECK (released_too_by IS NULL OR released_too_by <> released_by)
);
CREATE INDEX hold_since ON hold (since, meter);

-- What is to happen to supply later; never in a meter (FR-14).
CREATE TABLE plan (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  meter BYTEA NOT NULL REFERENCES meter (id),
  what TEXT NOT NULL CHECK (what IN ('connect', 'disconnect', 'limit', 'restore')),
  limit_w BIGINT CHECK (limit_w > 0),
  cause TEXT NOT NULL CHECK (cause IN ('zero', 'event_over', 'plan', 'rule')),
  at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  made_by BYTEA NOT NULL REFERENCES person (id),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'held', 'cancelled')),
  next_at BIGINT NOT NULL,
  ended_at BIGINT,
  -- The command that it became.
  message BYTEA CHECK (octet_length(message) = 16),
  CHECK ((what = 'limit') = (limit_w IS NOT NULL)),
  CHECK ((state = 'waiting') = (ended_at IS NULL))
);
CREATE INDEX plan_due ON plan (next_at) WHERE state = 'waiting';
CREATE INDEX plan_message ON plan (message) WHERE message IS NOT NULL;
CREATE INDEX plan_meter ON plan (meter, at);

-- Meters that a standing rule limits now (FR-10).
CREATE TABLE rule_limit (
  meter BYTEA PRIMARY KEY REFERENCES meter (id),
  rule TEXT NOT NULL,
  since BIGINT NOT NULL
);
CREATE INDEX rule_limit_rule ON rule_limit (rule, meter);
