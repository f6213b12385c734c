-- What goes to meters and what comes from them.

CREATE TABLE command (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  meter BYTEA NOT NULL REFERENCES meter (id),
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  priority TEXT NOT NULL CHECK (priority IN (
    'restore', 'test', 'cut', 'alert', 'event', 'balance', 'routine')),
  priority_rank BIGINT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  accepted_at BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  not_after BIGINT,
  state TEXT NOT NULL
    CHECK (state IN ('queued', 'sent', 'receipted', 'refused', 'expired', 'superseded')),
  attempts BIGINT NOT NULL,
  first_sent_at BIGINT,
  first_sent_real BIGINT,
  last_sent_real BIGINT,
  next_at_real BIGINT NOT NULL,
  late BIGINT NOT NULL CHECK (late IN (0, 1))
);
CREATE UNIQUE INDEX command_meter_seq ON command (meter, epoch, seq);
CREATE INDEX command_due ON command (next_at_real) WHERE state IN ('queued', 'sent');
CREATE INDEX command_open ON command (meter, seq) WHERE state IN ('queued', 'sent');
CREATE INDEX command_waiting ON command (first_sent_real)
  WHERE late = 0 AND state IN ('queued', 'sent');

CREATE TABLE receipt (
  message BYTEA PRIMARY KEY CHECK (octet_length(message) = 16),
  meter BYTEA NOT NULL REFERENCES meter (id),
  completed_at BIGINT NOT NULL,
  code BIGINT NOT NULL,
  refusal TEXT CHECK (refusal IN
    ('expired', 'stale', 'other_meter', 'old_epoch', 'not_supported', 'full', 'held')),
  log_seq BIGINT NOT NULL,
  switch TEXT NOT NULL CHECK (switch IN ('on', 'off', 'ready')),
  limit_w BIGINT,
  credit_wh BIGINT NOT NULL,
  supply_at BIGINT NOT NULL,
  trip_at BIGINT,
  trip_closes_at BIGINT,
  -- What a test found, as JSON; never searched.
  test TEXT,
  received_at BIGINT NOT NULL
);
CREATE INDEX receipt_meter ON receipt (meter, received_at);

-- Every message in either direction (FR-05).
CREATE TABLE journal (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at BIGINT NOT NULL,
  meter BYTEA NOT NULL REFERENCES meter (id),
  down BIGINT NOT NULL CHECK (down IN (0, 1)),
  code BIGINT NOT NULL,
  message BYTEA CHECK (octet_length(message) = 16),
  detail TEXT NOT NULL
);
CREATE INDEX journal_meter ON journal (meter, seq);

-- What must be published, written with the decision that asks for it.
CREATE TABLE outbox (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic TEXT NOT NULL,
  payload BYTEA NOT NULL
);

-- What was received, so that the second copy is known.
CREATE TABLE inbox (
  message BYTEA PRIMARY KEY CHECK (octet_length(message) = 16),
  gateway BYTEA NOT NULL REFERENCES gateway (id),
  at BIGINT NOT NULL
);
CREATE INDEX inbox_at ON inbox (at);

-- The slot comes first, so that a fleet's intervals of one moment lie together. The meter is
-- proved by interval_end, once for each batch and not once for each row.
CREATE TABLE meter_interval (
  slot BIGINT NOT NULL,
  meter BYTEA NOT NULL,
  length_ms BIGINT NOT NULL,
  wh BIGINT NOT NULL,
  estimated BIGINT NOT NULL CHECK (estimated IN (0, 1)),
  PRIMARY KEY (slot, meter)
);

CREATE TABLE interval_end (
  meter BYTEA PRIMARY KEY REFERENCES meter (id),
  -- Start of the first interval: nothing is looked for before it.
  begins_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  -- So many are stored: who kept them in memory sees whether one came in between.
  intervals BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE notice (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  importance TEXT NOT NULL CHECK (importance IN ('info', 'notice', 'warning', 'emergency')),
  text_en TEXT NOT NULL,
  text_es TEXT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  confirm BIGINT NOT NULL CHECK (confirm IN (0, 1)),
  audience TEXT NOT NULL,
  published_at BIGINT NOT NULL
);

CREATE TABLE notice_delivery (
  account BYTEA NOT NULL REFERENCES account (id),
  notice BYTEA NOT NULL REFERENCES notice (id),
  message BYTEA NOT NULL UNIQUE CHECK (octet_length(message) = 16),
  published_at BIGINT NOT NULL,
  at_meter BIGINT,
  -- When a display first showed it (NFR-09).
  shown_at BIGINT,
  confirmed_at BIGINT,
  PRIMARY KEY (account, notice)
);
CREATE INDEX notice_delivery_newest ON notice_delivery (account, published_at);
CREATE INDEX notice_delivery_notice ON notice_delivery (notice, account);

-- What the live feed tells its listeners, for every instance of the server.
CREATE TABLE feed (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account BYTEA NOT NULL REFERENCES account (id),
  word TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX feed_at ON feed (at, id);
