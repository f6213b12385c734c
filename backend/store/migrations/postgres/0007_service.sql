-- The representative's desk: work orders, cases without power, identity checks, meters' logs.

-- The row is its own outbox: an open order is handed to the work-order system from next_at_real
-- on, until that system has taken it.
CREATE TABLE service_order (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  account BYTEA NOT NULL REFERENCES account (id),
  meter BYTEA NOT NULL REFERENCES meter (id),
  kind TEXT NOT NULL CHECK (kind IN ('field', 'trouble')),
  reason TEXT NOT NULL CHECK (reason IN
    ('no_power', 'test_failed', 'not_connected', 'still_off', 'no_switch')),
  state TEXT NOT NULL CHECK (state IN ('open', 'sent', 'done', 'cancelled')),
  evidence TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  ended_at BIGINT,
  note TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_at_real BIGINT NOT NULL,
  handed_at BIGINT,
  answer TEXT NOT NULL,
  CHECK ((state IN ('done', 'cancelled')) = (ended_at IS NOT NULL))
);
-- Never two for the same work, whoever asks and however often (SC6.10).
CREATE UNIQUE INDEX service_order_one ON service_order (account, kind)
  WHERE state IN ('open', 'sent');
CREATE INDEX service_order_account ON service_order (account, opened_at);
CREATE INDEX service_order_newest ON service_order (opened_at, id);
CREATE INDEX service_order_open ON service_order (opened_at, id) WHERE state IN ('open', 'sent');
CREATE INDEX service_order_due ON service_order (next_at_real) WHERE state = 'open';

-- Paid, but no power (SC6). Times in real are what a waiting person feels.
CREATE TABLE no_power (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  account BYTEA NOT NULL REFERENCES account (id),
  meter BYTEA NOT NULL REFERENCES meter (id),
  opened_at BIGINT NOT NULL,
  opened_by BYTEA NOT NULL REFERENCES person (id),
  state TEXT NOT NULL
    CHECK (state IN ('testing', 'passed', 'activating', 'restored', 'ordered')),
  since_real BIGINT NOT NULL,
  test BYTEA NOT NULL,
  verdict TEXT CHECK (verdict IN
    ('passed', 'power_at_meter', 'line_dead', 'switch_fault', 'refused', 'not_connected')),
  tested_at BIGINT,
  activation BYTEA,
  ended_at BIGINT,
  CHECK ((state IN ('restored', 'ordered')) = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX no_power_one ON no_power (account)
  WHERE state IN ('testing', 'passed', 'activating');
CREATE INDEX no_power_open ON no_power (since_real)
  WHERE state IN ('testing', 'passed', 'activating');
CREATE INDEX no_power_account ON no_power (account, opened_at);

-- Who has proved to a representative who they are; what they said is not kept.
CREATE TABLE identity_check (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account BYTEA NOT NULL REFERENCES account (id),
  person BYTEA NOT NULL REFERENCES person (id),
  at BIGINT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('verified', 'refused', 'break_glass')),
  facts TEXT NOT NULL,
  reason TEXT NOT NULL,
  valid_until BIGINT NOT NULL
);
CREATE INDEX identity_check_of ON identity_check (account, person, at);

-- The meters' own logs, as they sent them (FR-26).
CREATE TABLE meter_log (
  meter BYTEA NOT NULL REFERENCES meter (id),
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  code BIGINT NOT NULL,
  message BYTEA CHECK (octet_length(message) = 16),
  inbound BIGINT NOT NULL CHECK (inbound IN (0, 1)),
  chain TEXT,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (meter, seq)
);

-- What went to a meter, for its page and for the comparison of both logs (FR-25).
CREATE INDEX command_meter_at ON command (meter, accepted_at);
