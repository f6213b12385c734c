-- The ledger only grows: a transfer is never deleted, and all that may happen to one is that it
-- ends (pending to posted or voided) and that a day takes it, once. Days are closed one after the
-- other; what is posted later for an earlier day goes into the day that is open then.

-- The day that took it, as 20261125; NULL while no closed day has it.
ALTER TABLE transfer ADD COLUMN closed_day BIGINT;
CREATE INDEX transfer_open ON transfer (ended_at, id)
  WHERE state = 'posted' AND closed_day IS NULL;
CREATE INDEX transfer_day ON transfer (closed_day, id) WHERE closed_day IS NOT NULL;
CREATE INDEX transfer_from_day ON transfer (from_account, closed_day)
  WHERE from_account IS NOT NULL AND state = 'posted';
CREATE INDEX transfer_to_day ON transfer (to_account, closed_day)
  WHERE to_account IS NOT NULL AND state = 'posted';

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION refuse_when_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM day_close WHERE day = OLD.day AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a closed day does not change'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER transfer_stays BEFORE DELETE ON transfer FOR EACH ROW
  EXECUTE FUNCTION refuse('a transfer is never deleted');
CREATE TRIGGER transfer_stays_whole BEFORE TRUNCATE ON transfer
  EXECUTE FUNCTION refuse('a transfer is never deleted');
CREATE TRIGGER transfer_is_new BEFORE INSERT ON transfer FOR EACH ROW
  WHEN (NEW.closed_day IS NOT NULL)
  EXECUTE FUNCTION refuse('a new transfer is in no closed day');
CREATE TRIGGER transfer_ends BEFORE UPDATE ON transfer FOR EACH ROW
  WHEN (NEW.id IS DISTINCT FROM OLD.id OR NEW.from_book IS DISTINCT FROM OLD.from_book
  OR NEW.from_account IS DISTINCT FROM OLD.from_account
  OR NEW.to_book IS DISTINCT FROM OLD.to_book
  OR NEW.to_account IS DISTINCT FROM OLD.to_account
  OR NEW.from_event IS DISTINCT FROM OLD.from_event
  OR NEW.to_event IS DISTINCT FROM OLD.to_event
  OR NEW.amount IS DISTINCT FROM OLD.amount
  OR NEW.reason IS DISTINCT FROM OLD.reason
  OR NEW.reason_payment IS DISTINCT FROM OLD.reason_payment
  OR NEW.reason_at IS DISTINCT FROM OLD.reason_at
  OR NEW.reason_event IS DISTINCT FROM OLD.reason_event
  OR NEW.reason_transfer IS DISTINCT FROM OLD.reason_transfer OR NEW.at IS DISTINCT FROM OLD.at
  OR NOT (
    (OLD.state = 'pending' AND NEW.state IN ('posted', 'voided') AND NEW.closed_day IS NULL)
    OR (OLD.state = 'posted' AND NEW.state = 'posted' AND NEW.ended_at IS NOT DISTINCT FROM OLD.ended_at
      AND OLD.closed_day IS NULL AND NEW.closed_day IS NOT NULL)))
  EXECUTE FUNCTION refuse('a transfer does not change');

CREATE TABLE day_close (
  day BIGINT PRIMARY KEY,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  -- NULL while the day is being closed.
  closed_at BIGINT,
  -- SHA-256 over the link of the day before, the day's totals and its transfers.
  link BYTEA CHECK (octet_length(link) = 32),
  CHECK (starts_at < ends_at),
  CHECK ((closed_at IS NULL) = (link IS NULL))
);

-- What a day did to each kind of book, and how they stood at its end, all owners together.
CREATE TABLE day_book (
  book TEXT NOT NULL,
  day BIGINT NOT NULL REFERENCES day_close (day),
  gained BIGINT NOT NULL,
  lost BIGINT NOT NULL,
  micros BIGINT NOT NULL,
  PRIMARY KEY (book, day)
);
CREATE INDEX day_book_day ON day_book (day);

-- How a customer's or an event's book stood at the end of a day that moved it.
CREATE TABLE day_balance (
  owner BYTEA NOT NULL CHECK (octet_length(owner) = 16),
  book TEXT NOT NULL,
  day BIGINT NOT NULL REFERENCES day_close (day),
  micros BIGINT NOT NULL,
  PRIMARY KEY (owner, book, day)
);
CREATE INDEX day_balance_day ON day_balance (day);

CREATE TRIGGER day_close_stays BEFORE DELETE ON day_close FOR EACH ROW
  EXECUTE FUNCTION refuse('a closed day stays');
CREATE TRIGGER day_close_stays_whole BEFORE TRUNCATE ON day_close
  EXECUTE FUNCTION refuse('a closed day stays');
CREATE TRIGGER day_close_ends BEFORE UPDATE ON day_close FOR EACH ROW
  WHEN (OLD.closed_at IS NOT NULL)
  EXECUTE FUNCTION refuse('a closed day does not change');
CREATE TRIGGER day_book_stays BEFORE DELETE ON day_book FOR EACH ROW
  EXECUTE FUNCTION refuse('a closed day stays');
CREATE TRIGGER day_book_stays_whole BEFORE TRUNCATE ON day_book
  EXECUTE FUNCTION refuse('a closed day stays');
CREATE TRIGGER day_book_ends BEFORE UPDATE ON day_book FOR EACH ROW
  EXECUTE FUNCTION refuse_when_closed();
CREATE TRIGGER day_balance_stays BEFORE DELETE ON day_balance FOR EACH ROW
  EXECUTE FUNCTION refuse('a closed day stays');
CREATE TRIGGER day_balance_stays_whole BEFORE TRUNCATE ON day_balance
  EXECUTE FUNCTION refuse('a closed day stays');
CREATE TRIGGER day_balance_ends BEFORE UPDATE ON day_balance FOR EACH ROW
  EXECUTE FUNCTION refuse_when_closed();

-- Statements of a billing period, as issued.
CREATE TABLE statement (
  account BYTEA NOT NULL REFERENCES account (id),
  from_day BIGINT NOT NULL,
  -- The first day after.
  until_day BIGINT NOT NULL,
  issued_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  -- SHA-256 of the body.
  digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
  PRIMARY KEY (account, from_day),
  CHECK (from_day < until_day)
);
CREATE TRIGGER statement_stays BEFORE DELETE ON statement FOR EACH ROW
  EXECUTE FUNCTION refuse('an issued statement stays');
CREATE TRIGGER statement_stays_whole BEFORE TRUNCATE ON statement
  EXECUTE FUNCTION refuse('an issued statement stays');
CREATE TRIGGER statement_ends BEFORE UPDATE ON statement FOR EACH ROW
  EXECUTE FUNCTION refuse('an issued statement does not change');
-- The next statement of an account is due when this day is closed; 0 before the first look.
ALTER TABLE account ADD COLUMN statement_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN statement_until BIGINT NOT NULL DEFAULT 0;
CREATE INDEX account_statement ON account (statement_until, id);

-- How the meter stood where the way of paying changed (FR-28).
ALTER TABLE mode_change ADD COLUMN credit_wh BIGINT;
ALTER TABLE mode_change ADD COLUMN register_wh BIGINT;
ALTER TABLE mode_change ADD COLUMN owed BIGINT;
