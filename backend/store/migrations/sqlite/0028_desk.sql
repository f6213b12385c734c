-- Who has said what baseline a home is entitled to, from which local day (YYYY-MM-DD) on, and why;
-- `entitled` has what holds. Nothing here is ever changed.
CREATE TABLE entitled_note (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  account BLOB NOT NULL REFERENCES account (id),
  at INTEGER NOT NULL,
  person BLOB NOT NULL REFERENCES person (id),
  from_day TEXT NOT NULL CHECK (length(from_day) = 10),
  region TEXT NOT NULL,
  medical INTEGER NOT NULL CHECK (medical IN (0, 1)),
  why TEXT NOT NULL
) STRICT;
CREATE INDEX entitled_note_account ON entitled_note (account, seq);

-- Cheques that were sent to customers who have left; the id is the entry's in the ledger.
CREATE TABLE cheque (
  id BLOB PRIMARY KEY NOT NULL,
  account BLOB NOT NULL REFERENCES account (id),
  number TEXT NOT NULL UNIQUE,
  sent_on TEXT NOT NULL CHECK (length(sent_on) = 10),
  amount INTEGER NOT NULL CHECK (amount > 0),
  entered_by BLOB NOT NULL REFERENCES person (id),
  entered_at INTEGER NOT NULL
) STRICT;
CREATE INDEX cheque_account ON cheque (account, entered_at);
