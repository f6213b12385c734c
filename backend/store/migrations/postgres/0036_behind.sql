-- What each payment and each day that paid debt back was decided from, as JSON that is never
-- searched: plans, caps, pause and balance of that moment. It is kept as long as the entries that
-- it explains; one from before has none.
CREATE TABLE debt_step (
  account BYTEA NOT NULL REFERENCES account (id),
  -- The start of the local day that paid, or when the payment was split.
  at BIGINT NOT NULL,
  -- NULL for a day.
  payment BYTEA REFERENCES payment (id),
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX debt_step_day ON debt_step (account, at) WHERE payment IS NULL;
CREATE UNIQUE INDEX debt_step_payment ON debt_step (payment) WHERE payment IS NOT NULL;

-- The newest estimates that an account was shown, and what they rest on besides intervals, tariff
-- and ledger, as JSON that is never searched. Older ones go when a new one comes.
CREATE TABLE shown_estimate (
  account BYTEA NOT NULL REFERENCES account (id),
  at BIGINT NOT NULL,
  until BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, at, until)
);
