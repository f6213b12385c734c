-- The newest previews of a change of how an account pays that were shown, and the books behind them
-- as they stood then, as JSON that is never searched. Older ones go when a new one comes.
CREATE TABLE shown_preview (
  account BYTEA NOT NULL REFERENCES account (id),
  at BIGINT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('prepaid', 'regular')),
  body TEXT NOT NULL,
  PRIMARY KEY (account, at, mode)
);
