-- Coming to prepayment: what was asked, what was read and agreed to, and who else may be told.

-- Texts word for word, as they were shown to somebody.
CREATE TABLE disclosure (
  digest BYTEA PRIMARY KEY CHECK (octet_length(digest) = 32),
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  locale TEXT NOT NULL,
  body TEXT NOT NULL
);

-- The medical questions before prepayment: which needs were named, none for an empty text.
CREATE TABLE screening (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account BYTEA NOT NULL REFERENCES account (id),
  person BYTEA NOT NULL REFERENCES person (id),
  at BIGINT NOT NULL,
  needs TEXT NOT NULL
);
CREATE INDEX screening_account ON screening (account, seq);

CREATE TABLE enrolment (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account BYTEA NOT NULL REFERENCES account (id),
  -- Who agreed, or the representative who wrote down that the customer did.
  person BYTEA NOT NULL REFERENCES person (id),
  -- How it was made sure who the customer is: a session, facts, or broken glass.
  proof TEXT NOT NULL,
  at BIGINT NOT NULL,
  -- Prepaid from then on.
  starts_at BIGINT NOT NULL,
  at_zero TEXT NOT NULL,
  disclosure BYTEA NOT NULL REFERENCES disclosure (digest)
);
CREATE INDEX enrolment_account ON enrolment (account, seq);

-- Second contacts. One that was removed keeps when, and neither name nor number.
CREATE TABLE second_contact (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  account BYTEA NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  reach TEXT NOT NULL,
  scope TEXT NOT NULL,
  consent_at BIGINT NOT NULL,
  consent_by BYTEA NOT NULL REFERENCES person (id),
  removed_at BIGINT,
  removed_by BYTEA REFERENCES person (id),
  CHECK ((removed_at IS NULL) = (removed_by IS NULL)),
  CHECK (removed_at IS NULL OR (name = '' AND reach = ''))
);
CREATE INDEX second_contact_account ON second_contact (account, consent_at)
  WHERE removed_at IS NULL;
