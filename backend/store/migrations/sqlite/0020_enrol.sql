-- Coming to prepayment: what was asked, what was read and agreed to, and who else may be told.

-- Texts word for word, as they were shown to somebody.
CREATE TABLE disclosure (
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  locale TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

-- The medical questions before prepayment: which needs were named, none for an empty text.
CREATE TABLE screening (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  account BLOB NOT NULL REFERENCES account (id),
  person BLOB NOT NULL REFERENCES person (id),
  at INTEGER NOT NULL,
  needs TEXT NOT NULL
) STRICT;
CREATE INDEX screening_account ON screening (account, seq);

CREATE TABLE enrolment (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  account BLOB NOT NULL REFERENCES account (id),
  -- Who agreed, or the representative who wrote down that the customer did.
  person BLOB NOT NULL REFERENCES person (id),
  -- How it was made sure who the customer is: a session, facts, or broken glass.
  proof TEXT NOT NULL,
  at INTEGER NOT NULL,
  -- Prepaid from then on.
  starts_at INTEGER NOT NULL,
  at_zero TEXT NOT NULL,
  disclosure BLOB NOT NULL REFERENCES disclosure (digest)
) STRICT;
CREATE INDEX enrolment_account ON enrolment (account, seq);

-- Second contacts. One that was removed keeps when, and neither name nor number.
CREATE TABLE second_contact (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  reach TEXT NOT NULL,
  scope TEXT NOT NULL,
  consent_at INTEGER NOT NULL,
  consent_by BLOB NOT NULL REFERENCES person (id),
  removed_at INTEGER,
  removed_by BLOB REFERENCES person (id),
  CHECK ((removed_at IS NULL) = (removed_by IS NULL)),
  CHECK (removed_at IS NULL OR (name = '' AND reach = ''))
) STRICT;
CREATE INDEX second_contact_account ON second_contact (account, consent_at)
  WHERE removed_at IS NULL;
