-- What goes to meters and what comes from them.

CREATE TABLE command (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  meter BLOB NOT NULL REFERENCES meter (id),
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  priority TEXT NOT NULL CHECK (priority = 'restore' OR priority = 'test' OR priority = 'cut' OR
    priority = 'alert' OR priority = 'event' OR priority = 'balance' OR priority = 'routine'),
  priority_rank INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  not_after INTEGER,
  state TEXT NOT NULL
    CHECK (state = 'queued' OR state = 'sent' OR state = 'receipted' OR state = 'refused' OR
      state = 'expired' OR state = 'superseded'),
  attempts INTEGER NOT NULL,
  first_sent_at INTEGER,
  first_sent_real INTEGER,
  last_sent_real INTEGER,
  next_at_real INTEGER NOT NULL,
  late INTEGER NOT NULL CHECK (late IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX command_meter_seq ON command (meter, epoch, seq);
CREATE INDEX command_due ON command (next_at_real) WHERE state IN ('queued', 'sent');
CREATE INDEX command_open ON command (meter, seq) WHERE state IN ('queued', 'sent');
CREATE INDEX command_waiting ON command (first_sent_real)
  WHERE late = 0 AND state IN ('queued', 'sent');

CREATE TABLE receipt (
  message BLOB PRIMARY KEY NOT NULL CHECK (length(message) = 16),
  meter BLOB NOT NULL REFERENCES meter (id),
  completed_at INTEGER NOT NULL,
  code INTEGER NOT NULL,
  refusal TEXT CHECK (refusal = 'expired' OR refusal = 'stale' OR refusal = 'other_meter' OR
    refusal = 'old_epoch' OR refusal = 'not_supported' OR refusal = 'full' OR refusal = 'held'),
  log_seq INTEGER NOT NULL,
  switch TEXT NOT NULL CHECK (switch = 'on' OR switch = 'off' OR switch = 'ready'),
  limit_w INTEGER,
  credit_wh INTEGER NOT NULL,
  supply_at INTEGER NOT NULL,
  trip_at INTEGER,
  trip_closes_at INTEGER,
  -- What a test found, as JSON; never searched.
  test TEXT,
  received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX receipt_meter ON receipt (meter, received_at);

-- Every message in either direction (FR-05).
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  meter BLOB NOT NULL REFERENCES meter (id),
  down INTEGER NOT NULL CHECK (down IN (0, 1)),
  code INTEGER NOT NULL,
  message BLOB CHECK (length(message) = 16),
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX journal_meter ON journal (meter, seq);

-- What must be published, written with the decision that asks for it.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  topic TEXT NOT NULL,
  payload BLOB NOT NULL
) STRICT;

-- What was received, so that the second copy is known.
CREATE TABLE inbox (
  message BLOB PRIMARY KEY NOT NULL CHECK (length(message) = 16),
  gateway BLOB NOT NULL REFERENCES gateway (id),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX inbox_at ON inbox (at);

-- The slot comes first, so that a fleet's intervals of one moment lie together. The meter is
-- proved by interval_end, once for each batch and not once for each row.
CREATE TABLE meter_interval (
  slot INTEGER NOT NULL,
  meter BLOB NOT NULL,
  length_ms INTEGER NOT NULL,
  wh INTEGER NOT NULL,
  estimated INTEGER NOT NULL CHECK (estimated IN (0, 1)),
  PRIMARY KEY (slot, meter)
) STRICT, WITHOUT ROWID;

CREATE TABLE interval_end (
  meter BLOB PRIMARY KEY NOT NULL REFERENCES meter (id),
  -- Start of the first interval: nothing is looked for before it.
  begins_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  -- So many are stored: who kept them in memory sees whether one came in between.
  intervals INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE notice (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  importance TEXT NOT NULL CHECK (importance = 'info' OR importance = 'notice' OR
    importance = 'warning' OR importance = 'emergency'),
  text_en TEXT NOT NULL,
  text_es TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  confirm INTEGER NOT NULL CHECK (confirm IN (0, 1)),
  audience TEXT NOT NULL,
  published_at INTEGER NOT NULL
) STRICT;

CREATE TABLE notice_delivery (
  account BLOB NOT NULL REFERENCES account (id),
  notice BLOB NOT NULL REFERENCES notice (id),
  message BLOB NOT NULL UNIQUE CHECK (length(message) = 16),
  published_at INTEGER NOT NULL,
  at_meter INTEGER,
  -- When a display first showed it (NFR-09).
  shown_at INTEGER,
  confirmed_at INTEGER,
  PRIMARY KEY (account, notice)
) STRICT;
CREATE INDEX notice_delivery_newest ON notice_delivery (account, published_at);
CREATE INDEX notice_delivery_notice ON notice_delivery (notice, account);

-- What the live feed tells its listeners, for every instance of the server.
CREATE TABLE feed (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account BLOB NOT NULL REFERENCES account (id),
  word TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX feed_at ON feed (at, id);
