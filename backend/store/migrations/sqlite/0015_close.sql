-- The ledger only grows: a transfer is never deleted, and all that may happen to one is that it
-- ends (pending to posted or voided) and that a day takes it, once. Days are closed one after the
-- other; what is posted later for an earlier day goes into the day that is open then.

-- The day that took it, as 20261125; NULL while no closed day has it.
ALTER TABLE transfer ADD COLUMN closed_day INTEGER;
CREATE INDEX transfer_open ON transfer (ended_at, id)
  WHERE state = 'posted' AND closed_day IS NULL;
CREATE INDEX transfer_day ON transfer (closed_day, id) WHERE closed_day IS NOT NULL;
CREATE INDEX transfer_from_day ON transfer (from_account, closed_day)
  WHERE from_account IS NOT NULL AND state = 'posted';
CREATE INDEX transfer_to_day ON transfer (to_account, closed_day)
  WHERE to_account IS NOT NULL AND state = 'posted';

CREATE TRIGGER transfer_stays BEFORE DELETE ON transfer BEGIN
  SELECT RAISE(ABORT, 'a transfer is never deleted');
END;
CREATE TRIGGER transfer_is_new BEFORE INSERT ON transfer WHEN NEW.closed_day IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'a new transfer is in no closed day');
END;
CREATE TRIGGER transfer_ends BEFORE UPDATE ON transfer WHEN
  NEW.id IS NOT OLD.id OR NEW.from_book IS NOT OLD.from_book
  OR NEW.from_account IS NOT OLD.from_account OR NEW.to_book IS NOT OLD.to_book
  OR NEW.to_account IS NOT OLD.to_account OR NEW.from_event IS NOT OLD.from_event
  OR NEW.to_event IS NOT OLD.to_event OR NEW.amount IS NOT OLD.amount
  OR NEW.reason IS NOT OLD.reason OR NEW.reason_payment IS NOT OLD.reason_payment
  OR NEW.reason_at IS NOT OLD.reason_at OR NEW.reason_event IS NOT OLD.reason_event
  OR NEW.reason_transfer IS NOT OLD.reason_transfer OR NEW.at IS NOT OLD.at
  OR NOT (
    (OLD.state = 'pending' AND NEW.state IN ('posted', 'voided') AND NEW.closed_day IS NULL)
    OR (OLD.state = 'posted' AND NEW.state = 'posted' AND NEW.ended_at IS OLD.ended_at
      AND OLD.closed_day IS NULL AND NEW.closed_day IS NOT NULL))
BEGIN
  SELECT RAISE(ABORT, 'a transfer does not change');
END;

CREATE TABLE day_close (
  day INTEGER PRIMARY KEY NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  -- NULL while the day is being closed.
  closed_at INTEGER,
  -- SHA-256 over the link of the day before, the day's totals and its transfers.
  link BLOB CHECK (length(link) = 32),
  CHECK (starts_at < ends_at),
  CHECK ((closed_at IS NULL) = (link IS NULL))
) STRICT;

-- What a day did to each kind of book, and how they stood at its end, all owners together.
CREATE TABLE day_book (
  book TEXT NOT NULL,
  day INTEGER NOT NULL REFERENCES day_close (day),
  gained INTEGER NOT NULL,
  lost INTEGER NOT NULL,
  micros INTEGER NOT NULL,
  PRIMARY KEY (book, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX day_book_day ON day_book (day);

-- How a customer's or an event's book stood at the end of a day that moved it.
CREATE TABLE day_balance (
  owner BLOB NOT NULL CHECK (length(owner) = 16),
  book TEXT NOT NULL,
  day INTEGER NOT NULL REFERENCES day_close (day),
  micros INTEGER NOT NULL,
  PRIMARY KEY (owner, book, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX day_balance_day ON day_balance (day);

CREATE TRIGGER day_close_stays BEFORE DELETE ON day_close BEGIN
  SELECT RAISE(ABORT, 'a closed day stays');
END;
CREATE TRIGGER day_close_ends BEFORE UPDATE ON day_close WHEN OLD.closed_at IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'a closed day does not change');
END;
CREATE TRIGGER day_book_stays BEFORE DELETE ON day_book BEGIN
  SELECT RAISE(ABORT, 'a closed day stays');
END;
CREATE TRIGGER day_book_ends BEFORE UPDATE ON day_book
  WHEN EXISTS (SELECT 1 FROM day_close WHERE day = OLD.day AND closed_at IS NOT NULL) BEGIN
  SELECT RAISE(ABORT, 'a closed day does not change');
END;
CREATE TRIGGER day_balance_stays BEFORE DELETE ON day_balance BEGIN
  SELECT RAISE(ABORT, 'a closed day stays');
END;
CREATE TRIGGER day_balance_ends BEFORE UPDATE ON day_balance
  WHEN EXISTS (SELECT 1 FROM day_close WHERE day = OLD.day AND closed_at IS NOT NULL) BEGIN
  SELECT RAISE(ABORT, 'a closed day does not change');
END;

-- Statements of a billing period, as issued.
CREATE TABLE statement (
  account BLOB NOT NULL REFERENCES account (id),
  from_day INTEGER NOT NULL,
  -- The first day after.
  until_day INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  -- SHA-256 of the body.
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  PRIMARY KEY (account, from_day),
  CHECK (from_day < until_day)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER statement_stays BEFORE DELETE ON statement BEGIN
  SELECT RAISE(ABORT, 'an issued statement stays');
END;
CREATE TRIGGER statement_ends BEFORE UPDATE ON statement BEGIN
  SELECT RAISE(ABORT, 'an issued statement does not change');
END;
-- The next statement of an account is due when this day is closed; 0 before the first look.
ALTER TABLE account ADD COLUMN statement_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN statement_until INTEGER NOT NULL DEFAULT 0;
CREATE INDEX account_statement ON account (statement_until, id);

-- How the meter stood where the way of paying changed (FR-28).
ALTER TABLE mode_change ADD COLUMN credit_wh INTEGER;
ALTER TABLE mode_change ADD COLUMN register_wh INTEGER;
ALTER TABLE mode_change ADD COLUMN owed INTEGER;
