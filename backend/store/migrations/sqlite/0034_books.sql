-- What became of a cheque: the bank has paid it, as its file said then, or it was cancelled, and
-- the same money is owed again. A bank may pay one that was cancelled: then both stand here.
ALTER TABLE cheque ADD COLUMN cashed_at INTEGER;
ALTER TABLE cheque ADD COLUMN cashed_amount INTEGER CHECK (cashed_amount > 0);
ALTER TABLE cheque ADD COLUMN cancelled_at INTEGER;
ALTER TABLE cheque ADD COLUMN cancelled_by BLOB REFERENCES person (id);
ALTER TABLE cheque ADD COLUMN cancelled_why TEXT;
CREATE INDEX cheque_open ON cheque (sent_on) WHERE cashed_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX cheque_wrong ON cheque (cashed_at)
  WHERE cashed_at IS NOT NULL AND (cashed_amount <> amount OR cancelled_at IS NOT NULL);

-- The last look at which the same rules still held supply on; set when the hold ends or its rules
-- change. Until then the hold's own row says it.
ALTER TABLE decision ADD COLUMN held_until INTEGER;
CREATE INDEX decision_held_until ON decision (held_until, id) WHERE held_until IS NOT NULL;
