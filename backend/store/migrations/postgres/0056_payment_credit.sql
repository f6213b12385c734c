-- What the energy that a payment bought was computed from, as JSON that is never searched:
-- balances, prices and pattern of use of that moment. It is kept as long as the payment; one from
-- before has none.
CREATE TABLE payment_credit (
  payment BYTEA NOT NULL PRIMARY KEY REFERENCES payment (id),
  body TEXT NOT NULL
);
