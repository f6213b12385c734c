-- Places whose customer lets others book time there (SC3.3): without such a row a place is a home,
-- and nobody else learns whether it is free or what a time there is likely to cost.
CREATE TABLE facility (
  location BYTEA PRIMARY KEY REFERENCES location (id),
  account BYTEA NOT NULL REFERENCES account (id),
  opened_at BIGINT NOT NULL,
  -- NULL when it was set up with the account.
  opened_by BYTEA REFERENCES person (id)
);
CREATE UNIQUE INDEX facility_account ON facility (account);
