-- Who may be cut and when, and every decision about it (DESIGN 7.8, 7.9, 7.12, FR-10, FR-14).

-- What is known of the customer behind an account. Without a row everybody is protected.
CREATE TABLE standing (
  account BLOB PRIMARY KEY NOT NULL REFERENCES account (id),
  class TEXT CHECK (class = 'residential' OR class = 'business' OR class = 'critical'),
  -- JSON, never searched.
  protections TEXT NOT NULL,
  place TEXT NOT NULL,
  rated_w INTEGER NOT NULL CHECK (rated_w > 0)
) STRICT;
CREATE INDEX standing_class ON standing (class, account);

CREATE TABLE weather (
  place TEXT PRIMARY KEY NOT NULL,
  as_of INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

-- The rules under which decisions were taken, word for word.
CREATE TABLE rules_text (
  version TEXT PRIMARY KEY NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE decision (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  meter BLOB NOT NULL REFERENCES meter (id),
  cause TEXT NOT NULL CHECK (cause = 'zero' OR cause = 'event_over' OR cause = 'plan' OR
    cause = 'rule'),
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome = 'cleared' OR outcome = 'held' OR
    outcome = 'quarantined'),
  rules TEXT NOT NULL REFERENCES rules_text (version),
  facts TEXT NOT NULL,
  holds TEXT NOT NULL,
  feeder TEXT NOT NULL,
  message BLOB CHECK (length(message) = 16),
  -- Two people have released it from quarantine: the caps do not hold it any more.
  released INTEGER NOT NULL CHECK (released IN (0, 1))
) STRICT;
CREATE INDEX decision_meter ON decision (meter, at);
CREATE INDEX decision_cleared ON decision (at) WHERE outcome = 'cleared';
CREATE INDEX decision_feeder ON decision (feeder, at) WHERE outcome = 'cleared';

-- What keeps supply on at the moment, one row a meter and cause.
CREATE TABLE hold (
  meter BLOB NOT NULL REFERENCES meter (id),
  cause TEXT NOT NULL CHECK (cause = 'zero' OR cause = 'event_over' OR cause = 'plan' OR
    cause = 'rule'),
  decision BLOB NOT NULL REFERENCES decision (id),
  holds TEXT NOT NULL,
  since INTEGER NOT NULL,
  at INTEGER NOT NULL,
  quarantined INTEGER NOT NULL CHECK (quarantined IN (0, 1)),
  released_by BLOB REFERENCES person (id),
  released_too_by BLOB REFERENCES person (id),
  PRIMARY KEY (meter, cause),
  CHECK (released_too_by IS NULL OR released_too_by <> released_by)
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_since ON hold (since, meter);

-- What is to happen to supply later; never in a meter (FR-14).
CREATE TABLE plan (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  meter BLOB NOT NULL REFERENCES meter (id),
  what TEXT NOT NULL CHECK (what = 'connect' OR what = 'disconnect' OR what = 'limit' OR
    what = 'restore'),
  limit_w INTEGER CHECK (limit_w > 0),
  cause TEXT NOT NULL CHECK (cause = 'zero' OR cause = 'event_over' OR cause = 'plan' OR
    cause = 'rule'),
  at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  made_by BLOB NOT NULL REFERENCES person (id),
  state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'done' OR state = 'held' OR
    state = 'cancelled'),
  next_at INTEGER NOT NULL,
  ended_at INTEGER,
  -- The command that it became.
  message BLOB CHECK (length(message) = 16),
  CHECK ((what = 'limit') = (limit_w IS NOT NULL)),
  CHECK ((state = 'waiting') = (ended_at IS NULL))
) STRICT;
CREATE INDEX plan_due ON plan (next_at) WHERE state = 'waiting';
CREATE INDEX plan_message ON plan (message) WHERE message IS NOT NULL;
CREATE INDEX plan_meter ON plan (meter, at);

-- Meters that a standing rule limits now (FR-10).
CREATE TABLE rule_limit (
  meter BLOB PRIMARY KEY NOT NULL REFERENCES meter (id),
  rule TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;
CREATE INDEX rule_limit_rule ON rule_limit (rule, meter);
