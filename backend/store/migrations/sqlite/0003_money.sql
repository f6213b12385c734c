-- Double entry. Amounts are micro-units of the currency; every transfer moves a positive amount
-- from one book to another. A book of a customer has an account, one of the utility has none.

CREATE TABLE transfer (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  from_book TEXT NOT NULL
    CHECK (from_book = 'prepaid' OR from_book = 'receivable' OR from_book = 'event' OR
      from_book = 'debt' OR from_book = 'emergency' OR from_book = 'assistance' OR
      from_book = 'refund_due' OR from_book = 'clearing' OR from_book = 'revenue' OR
      from_book = 'adjustment' OR from_book = 'tax' OR from_book = 'fees' OR
      from_book = 'dispute' OR from_book = 'fund' OR from_book = 'write_off' OR
      from_book = 'agent'),
  from_account BLOB REFERENCES account (id),
  to_book TEXT NOT NULL
    CHECK (to_book = 'prepaid' OR to_book = 'receivable' OR to_book = 'event' OR
      to_book = 'debt' OR to_book = 'emergency' OR to_book = 'assistance' OR
      to_book = 'refund_due' OR to_book = 'clearing' OR to_book = 'revenue' OR
      to_book = 'adjustment' OR to_book = 'tax' OR to_book = 'fees' OR to_book = 'dispute' OR
      to_book = 'fund' OR to_book = 'write_off' OR to_book = 'agent'),
  to_account BLOB REFERENCES account (id),
  -- A book of an event; its balance lies in the event's row.
  from_event BLOB,
  to_event BLOB,
  amount INTEGER NOT NULL CHECK (amount > 0),
  state TEXT NOT NULL CHECK (state = 'pending' OR state = 'posted' OR state = 'voided'),
  reason TEXT NOT NULL CHECK (reason = 'payment' OR reason = 'usage' OR reason = 'fixed' OR
    reason = 'event_usage' OR reason = 'event_return' OR reason = 'correction' OR
    reason = 'reversal' OR reason = 'rerate' OR reason = 'minimum' OR reason = 'tax' OR
    reason = 'refund' OR reason = 'returned' OR reason = 'dispute' OR reason = 'dispute_end' OR
    reason = 'fee' OR reason = 'set_aside' OR reason = 'debt_share' OR reason = 'debt_day' OR
    reason = 'lent' OR reason = 'lent_back' OR reason = 'granted' OR reason = 'helped' OR
    reason = 'expired' OR reason = 'move_out' OR reason = 'written_off' OR reason = 'remitted'),
  reason_payment BLOB CHECK (length(reason_payment) = 16),
  reason_at INTEGER,
  reason_event BLOB CHECK (length(reason_event) = 16),
  -- The transfer that a reversal takes back, once.
  reason_transfer BLOB UNIQUE CHECK (length(reason_transfer) = 16),
  at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK ((from_book = 'prepaid' OR from_book = 'receivable' OR from_book = 'debt' OR
    from_book = 'emergency' OR from_book = 'assistance' OR from_book = 'refund_due')
    = (from_account IS NOT NULL)),
  CHECK ((to_book = 'prepaid' OR to_book = 'receivable' OR to_book = 'debt' OR
    to_book = 'emergency' OR to_book = 'assistance' OR to_book = 'refund_due')
    = (to_account IS NOT NULL)),
  CHECK ((from_book = 'event') = (from_event IS NOT NULL)),
  CHECK ((to_book = 'event') = (to_event IS NOT NULL)),
  CHECK ((reason IN ('event_usage', 'event_return')) = (reason_event IS NOT NULL)),
  CHECK ((reason = 'payment' OR reason = 'refund' OR reason = 'returned' OR
    reason = 'dispute' OR reason = 'dispute_end' OR reason = 'fee' OR reason = 'debt_share' OR
    reason = 'lent_back') = (reason_payment IS NOT NULL)),
  CHECK ((reason = 'usage' OR reason = 'fixed' OR reason = 'event_usage' OR reason = 'rerate' OR
    reason = 'minimum' OR reason = 'tax' OR reason = 'debt_day' OR reason = 'helped')
    = (reason_at IS NOT NULL)),
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
    CHECK (book = 'prepaid' OR book = 'receivable' OR book = 'debt' OR book = 'emergency' OR
      book = 'assistance' OR book = 'refund_due'),
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
  state TEXT NOT NULL CHECK (state = 'offered' OR state = 'waits' OR state = 'authorised' OR
    state = 'pending' OR state = 'applied' OR state = 'refused'),
  ended_at INTEGER,
  refusal TEXT
    CHECK (refusal = 'declined' OR refusal = 'insufficient_funds' OR refusal = 'timeout' OR
      refusal = 'not_accepted' OR refusal = 'expired_card' OR refusal = 'not_authenticated'),
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
