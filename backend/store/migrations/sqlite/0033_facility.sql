-- Places whose customer lets others book time there (SC3.3): without such a row a place is a home,
-- and nobody else learns whether it is free or what a time there is likely to cost.
CREATE TABLE facility (
  location BLOB PRIMARY KEY NOT NULL REFERENCES location (id),
  account BLOB NOT NULL REFERENCES account (id),
  opened_at INTEGER NOT NULL,
  -- NULL when it was set up with the account.
  opened_by BLOB REFERENCES person (id)
) STRICT;
CREATE UNIQUE INDEX facility_account ON facility (account);
