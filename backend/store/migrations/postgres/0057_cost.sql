-- The newest costs of times for an event that an account was shown, and what they rest on, as JSON
-- that is never searched. Older ones go when a new one comes.
CREATE TABLE shown_cost (
  id BYTEA NOT NULL PRIMARY KEY,
  account BYTEA NOT NULL REFERENCES account (id),
  at BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX shown_cost_account ON shown_cost (account, at);
