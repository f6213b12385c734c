-- Texts of the utility to many (FR-11), and what it sets while the server runs (FR-24).

-- Beside the notice: to whom, by whom, and how far it has gone. `reached` is the place or account
-- that the running walk has reached, so that it goes on there after a crash.
CREATE TABLE alert (
  notice BYTEA PRIMARY KEY REFERENCES notice (id),
  audience TEXT NOT NULL CHECK (audience IN ('all', 'feeder', 'postal', 'program', 'list')),
  audience_name TEXT NOT NULL,
  accounts BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN (
    'proposed', 'sending', 'sent', 'cancelling', 'cancelled', 'over')),
  reached BYTEA NOT NULL,
  urgency BIGINT NOT NULL,
  proposed_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  -- Nobody when a utility system published it with its own credential.
  published_by BYTEA REFERENCES person (id),
  approved_by BYTEA REFERENCES person (id),
  approved_at BIGINT,
  cancelled_by BYTEA REFERENCES person (id),
  cancelled_at BIGINT,
  replaces BYTEA REFERENCES notice (id),
  version BIGINT NOT NULL,
  CHECK ((approved_by IS NULL) = (approved_at IS NULL))
);
CREATE INDEX alert_newest ON alert (proposed_at, notice);
CREATE INDEX alert_open ON alert (urgency, proposed_at) WHERE state IN ('sending', 'cancelling');
CREATE INDEX alert_ends ON alert (ends_at) WHERE state IN ('proposed', 'sending', 'sent');

-- The accounts of an audience that is a list.
CREATE TABLE alert_account (
  notice BYTEA NOT NULL REFERENCES notice (id),
  account BYTEA NOT NULL REFERENCES account (id),
  PRIMARY KEY (notice, account)
);

-- What a person set, whole, each time under the next version: the newest holds.
CREATE TABLE setting (
  version BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  set_by BYTEA NOT NULL REFERENCES person (id),
  body TEXT NOT NULL
);

CREATE INDEX account_mode ON account (mode, id);
CREATE INDEX account_at_zero ON account (at_zero, id);
