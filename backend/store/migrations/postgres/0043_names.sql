-- What the names of an account's automatic payments are made with, and the first that is: nobody
-- who knows the account can take one of them before it.
ALTER TABLE replenish ADD COLUMN secret BYTEA;
ALTER TABLE replenish ADD COLUMN secret_from BIGINT;

-- Cards that the payment company is still to forget: their owner has left, or saved another.
CREATE TABLE card_to_forget (
  method TEXT PRIMARY KEY NOT NULL CHECK (length(method) BETWEEN 1 AND 255),
  tries BIGINT NOT NULL,
  -- The company is asked again then, real time.
  next_at BIGINT NOT NULL
);
CREATE INDEX card_to_forget_due ON card_to_forget (next_at);
