-- Texts of the utility to many (FR-11), and what it sets while the server runs (FR-24).

-- Beside the notice: to whom, by whom, and how far it has gone. `reached` is the place or account
-- that the running walk has reached, so that it goes on there after a crash.
CREATE TABLE alert (
  notice BLOB PRIMARY KEY NOT NULL REFERENCES notice (id),
  audience TEXT NOT NULL CHECK (audience = 'all' OR audience = 'feeder' OR
    audience = 'postal' OR audience = 'program' OR audience = 'list'),
  audience_name TEXT NOT NULL,
  accounts INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'proposed' OR state = 'sending' OR state = 'sent' OR
    state = 'cancelling' OR state = 'cancelled' OR state = 'over'),
  reached BLOB NOT NULL,
  urgency INTEGER NOT NULL,
  proposed_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  -- Nobody when a utility system published it with its own credential.
  published_by BLOB REFERENCES person (id),
  approved_by BLOB REFERENCES person (id),
  approved_at INTEGER,
  cancelled_by BLOB REFERENCES person (id),
  cancelled_at INTEGER,
  replaces BLOB REFERENCES notice (id),
  version INTEGER NOT NULL,
  CHECK ((approved_by IS NULL) = (approved_at IS NULL))
) STRICT;
CREATE INDEX alert_newest ON alert (proposed_at, notice);
CREATE INDEX alert_open ON alert (urgency, proposed_at) WHERE state IN ('sending', 'cancelling');
CREATE INDEX alert_ends ON alert (ends_at) WHERE state IN ('proposed', 'sending', 'sent');

-- The accounts of an audience that is a list.
CREATE TABLE alert_account (
  notice BLOB NOT NULL REFERENCES notice (id),
  account BLOB NOT NULL REFERENCES account (id),
  PRIMARY KEY (notice, account)
) STRICT;

-- What a person set, whole, each time under the next version: the newest holds.
CREATE TABLE setting (
  version INTEGER PRIMARY KEY NOT NULL,
  at INTEGER NOT NULL,
  set_by BLOB NOT NULL REFERENCES person (id),
  body TEXT NOT NULL
) STRICT;

CREATE INDEX account_mode ON account (mode, id);
CREATE INDEX account_at_zero ON account (at_zero, id);
