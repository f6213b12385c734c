-- Who tries cards takes turns with themselves, over all their accounts: one row a person, so nobody
-- waits for anybody else.
CREATE TABLE card_turn (
  person BLOB PRIMARY KEY NOT NULL REFERENCES person (id),
  turns INTEGER NOT NULL
) STRICT;
