-- The last look at zero that gave a customer a date before which nothing is turned off, as JSON that
-- is never searched.
CREATE TABLE shown_hold (
  account BYTEA NOT NULL PRIMARY KEY REFERENCES account (id),
  at BIGINT NOT NULL,
  body TEXT NOT NULL
);
