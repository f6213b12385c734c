-- The representative's desk: work orders, cases without power, identity checks, meters' logs.

-- The row is its own outbox: an open order is handed to the work-order system from next_at_real
-- on, until that system has taken it.
CREATE TABLE service_order (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL REFERENCES account (id),
  meter BLOB NOT NULL REFERENCES meter (id),
  kind TEXT NOT NULL CHECK (kind IN ('field', 'trouble')),
  reason TEXT NOT NULL CHECK (reason = 'no_power' OR reason = 'test_failed' OR
    reason = 'not_connected' OR reason = 'still_off' OR reason = 'no_switch'),
  state TEXT NOT NULL CHECK (state = 'open' OR state = 'sent' OR state = 'done' OR
    state = 'cancelled'),
  evidence TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  ended_at INTEGER,
  note TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at_real INTEGER NOT NULL,
  handed_at INTEGER,
  answer TEXT NOT NULL,
  CHECK ((state IN ('done', 'cancelled')) = (ended_at IS NOT NULL))
) STRICT;
-- Never two for the same work, whoever asks and however often (SC6.10).
CREATE UNIQUE INDEX service_order_one ON service_order (account, kind)
  WHERE state IN ('open', 'sent');
CREATE INDEX service_order_account ON service_order (account, opened_at);
CREATE INDEX service_order_newest ON service_order (opened_at, id);
CREATE INDEX service_order_open ON service_order (opened_at, id) WHERE state IN ('open', 'sent');
CREATE INDEX service_order_due ON service_order (next_at_real) WHERE state = 'open';

-- Paid, but no power (SC6). Times in real are what a waiting person feels.
CREATE TABLE no_power (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL REFERENCES account (id),
  meter BLOB NOT NULL REFERENCES meter (id),
  opened_at INTEGER NOT NULL,
  opened_by BLOB NOT NULL REFERENCES person (id),
  state TEXT NOT NULL
    CHECK (state = 'testing' OR state = 'passed' OR state = 'activating' OR
      state = 'restored' OR state = 'ordered'),
  since_real INTEGER NOT NULL,
  test BLOB NOT NULL,
  verdict TEXT CHECK (verdict = 'passed' OR verdict = 'power_at_meter' OR
    verdict = 'line_dead' OR verdict = 'switch_fault' OR verdict = 'refused' OR
    verdict = 'not_connected'),
  tested_at INTEGER,
  activation BLOB,
  ended_at INTEGER,
  CHECK ((state IN ('restored', 'ordered')) = (ended_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX no_power_one ON no_power (account)
  WHERE state IN ('testing', 'passed', 'activating');
CREATE INDEX no_power_open ON no_power (since_real)
  WHERE state IN ('testing', 'passed', 'activating');
CREATE INDEX no_power_account ON no_power (account, opened_at);

-- Who has proved to a representative who they are; what they said is not kept.
CREATE TABLE identity_check (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  account BLOB NOT NULL REFERENCES account (id),
  person BLOB NOT NULL REFERENCES person (id),
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome = 'verified' OR outcome = 'refused' OR
    outcome = 'break_glass'),
  facts TEXT NOT NULL,
  reason TEXT NOT NULL,
  valid_until INTEGER NOT NULL
) STRICT;
CREATE INDEX identity_check_of ON identity_check (account, person, at);

-- The meters' own logs, as they sent them (FR-26).
CREATE TABLE meter_log (
  meter BLOB NOT NULL REFERENCES meter (id),
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  code INTEGER NOT NULL,
  message BLOB CHECK (length(message) = 16),
  inbound INTEGER NOT NULL CHECK (inbound IN (0, 1)),
  chain TEXT,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (meter, seq)
) STRICT;

-- What went to a meter, for its page and for the comparison of both logs (FR-25).
CREATE INDEX command_meter_at ON command (meter, accepted_at);
