-- Who tries cards takes turns with themselves, over all their accounts: one row a person, so nobody
-- waits for anybody else.
CREATE TABLE card_turn (
  person BYTEA PRIMARY KEY REFERENCES person (id),
  turns BIGINT NOT NULL
);
