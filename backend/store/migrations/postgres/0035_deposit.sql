-- A book for deposits, and why money moves when an account changes how it pays. Each CHECK lets
-- more through than before, so what is there already is not read again (NOT VALID).
ALTER TABLE transfer
  DROP CONSTRAINT transfer_from_book_check, DROP CONSTRAINT transfer_to_book_check,
  DROP CONSTRAINT transfer_reason_check, DROP CONSTRAINT transfer_check,
  DROP CONSTRAINT transfer_check1,
  ADD CONSTRAINT transfer_from_book_check CHECK (from_book IN (
      'prepaid', 'receivable', 'event', 'debt', 'emergency', 'assistance', 'refund_due',
      'clearing', 'revenue', 'adjustment', 'tax', 'fees', 'dispute', 'fund', 'write_off', 'agent',
      'deposit')) NOT VALID,
  ADD CONSTRAINT transfer_to_book_check CHECK (to_book IN (
      'prepaid', 'receivable', 'event', 'debt', 'emergency', 'assistance', 'refund_due',
      'clearing', 'revenue', 'adjustment', 'tax', 'fees', 'dispute', 'fund', 'write_off', 'agent',
      'deposit')) NOT VALID,
  ADD CONSTRAINT transfer_reason_check CHECK (reason IN (
      'payment', 'usage', 'fixed', 'event_usage', 'event_return', 'correction', 'reversal',
      'rerate', 'minimum', 'tax', 'refund', 'returned', 'dispute', 'dispute_end', 'fee',
      'set_aside', 'debt_share', 'debt_day', 'lent', 'lent_back', 'granted', 'helped', 'expired',
      'move_out', 'written_off', 'remitted', 'mode_fee', 'deposit_asked', 'deposit_used'
    )) NOT VALID,
  ADD CONSTRAINT transfer_check CHECK ((from_book IN (
      'prepaid', 'receivable', 'debt', 'emergency', 'assistance', 'refund_due', 'deposit'))
    = (from_account IS NOT NULL)) NOT VALID,
  ADD CONSTRAINT transfer_check1 CHECK ((to_book IN (
      'prepaid', 'receivable', 'debt', 'emergency', 'assistance', 'refund_due', 'deposit'))
    = (to_account IS NOT NULL)) NOT VALID;
ALTER TABLE balance
  DROP CONSTRAINT balance_book_check,
  ADD CONSTRAINT balance_book_check CHECK (book IN (
      'prepaid', 'receivable', 'debt', 'emergency', 'assistance', 'refund_due', 'deposit'
    )) NOT VALID;

-- What was booked for a change of how an account pays, and the deposit that was held from then on.
ALTER TABLE mode_change ADD COLUMN fee BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mode_change ADD COLUMN deposit BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mode_change ADD COLUMN returned BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mode_change ADD COLUMN held BIGINT;
