-- The newest costs of times for an event that an account was shown, and what they rest on, as JSON
-- that is never searched. Older ones go when a new one comes.
CREATE TABLE shown_cost (
  id BLOB NOT NULL PRIMARY KEY,
  account BLOB NOT NULL REFERENCES account (id),
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_cost_account ON shown_cost (account, at);
