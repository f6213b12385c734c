-- A payment at its processor: its name there, the second half of two-phase, and what became of
-- the money after it was credited. Real time where a processor's calendar counts.
CREATE TABLE charge (
  payment BLOB PRIMARY KEY NOT NULL REFERENCES payment (id),
  method TEXT NOT NULL,
  -- The processor's name for it; never a card's number.
  reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 255),
  -- Where the payer goes on, while their bank asks them for something.
  next_step TEXT,
  capture TEXT NOT NULL CHECK (capture = 'whole' OR capture = 'due' OR capture = 'done' OR
    capture = 'failed'),
  captured_at INTEGER,
  tries INTEGER NOT NULL,
  -- The processor is asked again then, real time; nothing is in doubt without it.
  next_at INTEGER,
  refunded INTEGER NOT NULL CHECK (refunded >= 0),
  after_state TEXT NOT NULL CHECK (after_state = 'nothing' OR after_state = 'refunded' OR
    after_state = 'returned' OR after_state = 'disputed' OR after_state = 'dispute_won' OR
    after_state = 'dispute_lost'),
  after_at INTEGER,
  after_amount INTEGER,
  CHECK ((capture IN ('done', 'failed')) = (captured_at IS NOT NULL)),
  CHECK ((after_state = 'nothing') = (after_at IS NULL)),
  CHECK ((after_state = 'returned' OR after_state = 'disputed' OR after_state = 'dispute_lost')
    = (after_amount IS NOT NULL)),
  UNIQUE (method, reference)
) STRICT;
CREATE INDEX charge_due ON charge (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX charge_captured ON charge (captured_at) WHERE captured_at IS NOT NULL;
-- The postings of one payment.
CREATE INDEX transfer_payment ON transfer (reason_payment, at, id)
  WHERE reason_payment IS NOT NULL;

-- Payments given back. The id is the maker's, and the idempotency key at the processor.
CREATE TABLE refund (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  payment BLOB NOT NULL REFERENCES payment (id),
  amount INTEGER NOT NULL CHECK (amount > 0),
  note TEXT NOT NULL,
  asked_by BLOB NOT NULL REFERENCES person (id),
  asked_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'asked' OR state = 'done' OR state = 'failed'),
  ended_at INTEGER,
  -- When it was done, real time, and its name at the processor.
  done_at INTEGER,
  reference TEXT,
  transfer BLOB NOT NULL UNIQUE REFERENCES transfer (id) DEFERRABLE INITIALLY DEFERRED,
  CHECK ((state = 'asked') = (ended_at IS NULL)),
  CHECK ((state = 'done') = (done_at IS NOT NULL))
) STRICT;
CREATE INDEX refund_payment ON refund (payment, asked_at, id);
CREATE INDEX refund_open ON refund (asked_at, id) WHERE state = 'asked';
CREATE INDEX refund_reference ON refund (reference) WHERE reference IS NOT NULL;
CREATE INDEX refund_done ON refund (done_at) WHERE done_at IS NOT NULL;

-- What the processor told us, once each, in whatever order it came.
CREATE TABLE processor_event (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) BETWEEN 1 AND 255),
  kind TEXT NOT NULL,
  -- What it is about there, and the charge behind that where it is another thing.
  object TEXT NOT NULL,
  reference TEXT,
  received_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  next_at INTEGER,
  -- What came of it; nothing yet without it.
  outcome TEXT,
  CHECK ((outcome IS NULL) = (next_at IS NOT NULL))
) STRICT;
CREATE INDEX processor_event_due ON processor_event (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX processor_event_received ON processor_event (received_at);

-- What a person must look at: two sides that say different things about money.
CREATE TABLE payment_question (
  why TEXT NOT NULL CHECK (why = 'mismatch' OR why = 'unknown_charge' OR why = 'late_money' OR
    why = 'capture_failed' OR why = 'disputed' OR why = 'inquiry' OR why = 'refund_failed' OR
    why = 'not_settled' OR why = 'missing_here' OR why = 'missing_there' OR
    why = 'amount_differs' OR why = 'bank_file'),
  subject TEXT NOT NULL,
  payment BLOB REFERENCES payment (id),
  evidence TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  answered_at INTEGER,
  answered_by BLOB REFERENCES person (id),
  note TEXT,
  PRIMARY KEY (why, subject),
  CHECK ((answered_at IS NULL) = (answered_by IS NULL))
) STRICT;
CREATE INDEX payment_question_open ON payment_question (asked_at) WHERE answered_at IS NULL;
CREATE INDEX payment_question_newest ON payment_question (asked_at, why, subject);

-- A day of the processor's report beside our books; the day starts then, UTC, real time.
CREATE TABLE payment_day (
  day INTEGER PRIMARY KEY NOT NULL,
  lines INTEGER NOT NULL,
  gross INTEGER NOT NULL,
  fees INTEGER NOT NULL,
  differences INTEGER NOT NULL,
  compared_at INTEGER NOT NULL
) STRICT;
