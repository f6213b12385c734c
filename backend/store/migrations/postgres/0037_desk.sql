-- Why money of a deposit moves at the desk. The CHECK lets more through than before, so what is
-- there already is not read again (NOT VALID).
ALTER TABLE transfer
  DROP CONSTRAINT transfer_reason_check,
  ADD CONSTRAINT transfer_reason_check CHECK (reason IN (
      'payment', 'usage', 'fixed', 'event_usage', 'event_return', 'correction', 'reversal',
      'rerate', 'minimum', 'tax', 'refund', 'returned', 'dispute', 'dispute_end', 'fee',
      'set_aside', 'debt_share', 'debt_day', 'lent', 'lent_back', 'granted', 'helped', 'expired',
      'move_out', 'written_off', 'remitted', 'mode_fee', 'deposit_asked', 'deposit_used',
      'deposit_taken', 'deposit_given_back'
    )) NOT VALID;

-- What a representative did with a deposit: taken, given back, or applied to what is owed. The id
-- is its maker's, so a second copy changes nothing.
CREATE TABLE deposit_step (
  id BYTEA PRIMARY KEY,
  account BYTEA NOT NULL REFERENCES account (id),
  step TEXT NOT NULL CHECK (step IN ('taken', 'given_back', 'applied')),
  way TEXT CHECK (way IN ('cash', 'cheque', 'card', 'bank')),
  amount BIGINT NOT NULL CHECK (amount > 0),
  reference TEXT NOT NULL,
  why TEXT NOT NULL,
  entered_by BYTEA NOT NULL REFERENCES person (id),
  entered_at BIGINT NOT NULL,
  CHECK ((way IS NULL) = (step = 'applied'))
);
CREATE INDEX deposit_step_account ON deposit_step (account, entered_at);

-- A cheque's end as a person entered it: cashed by whose word, or stopped, or come back.
ALTER TABLE cheque ADD COLUMN cashed_by BYTEA REFERENCES person (id);
ALTER TABLE cheque ADD COLUMN cashed_why TEXT;
ALTER TABLE cheque ADD COLUMN ended_as TEXT CHECK (ended_as IN ('stopped', 'returned'));

-- Who asked for a change of how an account pays (nobody, where the balance ran out), what it was
-- computed from, and the debt as it stood at the boundary.
ALTER TABLE mode_change ADD COLUMN decided_by BYTEA REFERENCES person (id);
ALTER TABLE mode_change ADD COLUMN grounds TEXT;
ALTER TABLE mode_change ADD COLUMN debt BIGINT;
