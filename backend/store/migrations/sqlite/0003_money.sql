-- Double entry. Amounts are micro-units of the currency; every transfer moves a positive amount
-- from one book to another. A book of a customer has an account, one of the utility has none.

CREATE TABLE transfer (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  from_book TEXT NOT NULL
    CHECK (from_book IN (
      'prepaid', 'receivable', 'event', 'debt', 'emergency', 'assistance', 'refund_due',
      'clearing', 'revenue', 'adjustment', 'tax', 'fees', 'dispute', 'fund', 'write_off', 'agent')),
  from_account BLOB REFERENCES account (id),
  to_book TEXT NOT NULL
    CHECK (to_book IN (
      'prepaid', 'receivable', 'event', 'debt', 'emergency', 'assistance', 'refund_due',
      'clearing', 'revenue', 'adjustment', 'tax', 'fees', 'dispute', 'fund', 'write_off', 'agent')),
  to_account BLOB REFERENCES account (id),
  -- A book of an event; its balance lies in the event's row.
  from_event BLOB,
  to_event BLOB,
  amount INTEGER NOT NULL CHECK (amount > 0),
  state TEXT NOT NULL CHECK (state IN ('pending', 'posted', 'voided')),
  reason TEXT NOT NULL CHECK (reason IN (
    'payment', 'usage', 'fixed', 'event_usage', 'event_return', 'correction', 'reversal',
    'rerate', 'minimum', 'tax', 'refund', 'returned', 'dispute', 'dispute_end', 'fee',
    'set_aside', 'debt_share', 'debt_day', 'lent', 'lent_back', 'granted', 'helped', 'expired',
    'move_out', 'written_off', 'remitted')),
  reason_payment BLOB CHECK (length(reason_payment) = 16),
  reason_at INTEGER,
  reason_event BLOB CHECK (length(reason_event) = 16),
  -- The transfer that a reversal takes back, once.
  reason_transfer BLOB UNIQUE CHECK (length(reason_transfer) = 16),
  at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK ((from_book IN ('prepaid', 'receivable', 'debt', 'emergency', 'assistance', 'refund_due'))
    = (from_account IS NOT NULL)),
  CHECK ((to_book IN ('prepaid', 'receivable', 'debt', 'emergency', 'assistance', 'refund_due'))
    = (to_account IS NOT NULL)),
  CHECK ((from_book = 'event') = (from_event IS NOT NULL)),
  CHECK ((to_book = 'event') = (to_event IS NOT NULL)),
  CHECK ((reason IN ('event_usage', 'event_return')) = (reason_event IS NOT NULL)),
  CHECK ((reason IN (
    'payment', 'refund', 'returned', 'dispute', 'dispute_end', 'fee', 'debt_share', 'lent_back'
  )) = (reason_payment IS NOT NULL)),
  CHECK ((reason IN (
    'usage', 'fixed', 'event_usage', 'rerate', 'minimum', 'tax', 'debt_day', 'helped'
  )) = (reason_at IS NOT NULL)),
  CHECK ((reason = 'reversal') = (reason_transfer IS NOT NULL)),
  CHECK ((state = 'pending') = (ended_at IS NULL))
) STRICT;
CREATE INDEX transfer_from ON transfer (from_account, from_book, at, id);
CREATE INDEX transfer_to ON transfer (to_account, to_book, at, id);
CREATE INDEX transfer_from_event ON transfer (from_event, at, id) WHERE from_event IS NOT NULL;
CREATE INDEX transfer_to_event ON transfer (to_event, at, id) WHERE to_event IS NOT NULL;

-- Balances of the customers' books, moved with each posting. The utility's own books are sums,
-- so that no row is hot.
CREATE TABLE balance (
  account BLOB NOT NULL REFERENCES account (id),
  book TEXT NOT NULL
    CHECK (book IN ('prepaid', 'receivable', 'debt', 'emergency', 'assistance', 'refund_due')),
  micros INTEGER NOT NULL,
  PRIMARY KEY (account, book)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL REFERENCES account (id),
  amount INTEGER NOT NULL CHECK (amount > 0),
  currency TEXT NOT NULL,
  method TEXT NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  offered_at INTEGER NOT NULL,
  offered_by BLOB NOT NULL REFERENCES person (id),
  state TEXT NOT NULL CHECK (state IN
    ('offered', 'waits', 'authorised', 'pending', 'applied', 'refused')),
  ended_at INTEGER,
  refusal TEXT
    CHECK (refusal IN ('declined', 'insufficient_funds', 'timeout', 'not_accepted',
      'expired_card', 'not_authenticated')),
  applied_by BLOB,
  transfer BLOB NOT NULL REFERENCES transfer (id) DEFERRABLE INITIALLY DEFERRED,
  -- The event that it pays for, at whatever site; `account` is who pays (SC3.7).
  event BLOB CHECK (length(event) = 16),
  credit_wh INTEGER NOT NULL,
  balance_after INTEGER,
  message BLOB UNIQUE REFERENCES command (id) DEFERRABLE INITIALLY DEFERRED,
  -- When the meter's receipt came, a copy, so that open confirmations are an index (SC1.11).
  receipted_at INTEGER,
  acknowledged_by BLOB REFERENCES person (id),
  acknowledged_at INTEGER,
  CHECK ((state = 'offered') = (ended_at IS NULL)),
  CHECK ((state = 'applied') = (applied_by IS NOT NULL)),
  CHECK ((state = 'refused') = (refusal IS NOT NULL)),
  CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL))
) STRICT;
-- Also what keeps a new transfer from looking through all payments for the reference to it.
CREATE UNIQUE INDEX payment_transfer ON payment (transfer);
CREATE INDEX payment_account ON payment (account, offered_at, id);
CREATE INDEX payment_open ON payment (offered_at) WHERE state = 'offered';
CREATE INDEX payment_receipted ON payment (receipted_at) WHERE receipted_at IS NOT NULL;
CREATE INDEX payment_to_acknowledge ON payment (receipted_at)
  WHERE receipted_at IS NOT NULL AND acknowledged_at IS NULL;
