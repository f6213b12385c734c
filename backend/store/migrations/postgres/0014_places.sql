-- Other places to pay: pay stations, links for others, and the calendar of paydays.

-- A pay station (BR-03): who takes money for the utility.
CREATE TABLE agent (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  -- How much it may owe.
  float_max BIGINT NOT NULL CHECK (float_max >= 0),
  -- Its book: below zero is what it owes.
  micros BIGINT NOT NULL,
  active BIGINT NOT NULL CHECK (active IN (0, 1)),
  made_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX agent_name ON agent (name, id);

-- The keys of a station, by their digests: who reads the table cannot use them.
CREATE TABLE agent_key (
  digest BYTEA PRIMARY KEY CHECK (octet_length(digest) = 32),
  agent BYTEA NOT NULL REFERENCES agent (id),
  made_at BIGINT NOT NULL,
  made_by BYTEA NOT NULL REFERENCES person (id),
  -- Of no use from then on, real time; NULL for the newest.
  ends_at BIGINT
);
CREATE INDEX agent_key_agent ON agent_key (agent, made_at);

-- Who recorded that a station handed money over.
CREATE TABLE remittance (
  transfer BYTEA PRIMARY KEY REFERENCES transfer (id),
  agent BYTEA NOT NULL REFERENCES agent (id),
  person BYTEA NOT NULL REFERENCES person (id),
  note TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX remittance_agent ON remittance (agent, at, transfer);

-- A link through which anybody may pay for an account; its token is kept as a digest only.
CREATE TABLE pay_link (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
  digest BYTEA NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
  account BYTEA NOT NULL REFERENCES account (id),
  person BYTEA NOT NULL REFERENCES person (id),
  -- For others it shows nothing but the nickname; for the customer's own bad line, the way to
  -- the meter as well.
  own BIGINT NOT NULL CHECK (own IN (0, 1)),
  nickname TEXT NOT NULL,
  amount BIGINT CHECK (amount > 0),
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  uses BIGINT NOT NULL
);
CREATE INDEX pay_link_account ON pay_link (account, made_at, id);

-- Payments that nobody of ours offered: the station or the link through which they came.
CREATE TABLE payment_through (
  -- Written before the payment itself, so that none is ever without its way.
  payment BYTEA PRIMARY KEY CHECK (octet_length(payment) = 16),
  agent BYTEA REFERENCES agent (id),
  link BYTEA REFERENCES pay_link (id),
  at BIGINT NOT NULL,
  CHECK ((agent IS NULL) <> (link IS NULL))
);
CREATE INDEX payment_through_agent ON payment_through (agent, at, payment)
  WHERE agent IS NOT NULL;
CREATE INDEX payment_through_link ON payment_through (link, at, payment)
  WHERE link IS NOT NULL;

-- What a station asked to forget before it came: a late copy of it is not taken.
CREATE TABLE station_forgotten (
  agent BYTEA NOT NULL REFERENCES agent (id),
  payment BYTEA NOT NULL CHECK (octet_length(payment) = 16),
  at BIGINT NOT NULL,
  PRIMARY KEY (agent, payment)
);

-- The books of stations. Their balance lies in the agent's row.
ALTER TABLE transfer ADD COLUMN from_agent BYTEA
  CHECK ((from_book = 'agent') = (from_agent IS NOT NULL));
ALTER TABLE transfer ADD COLUMN to_agent BYTEA
  CHECK ((to_book = 'agent') = (to_agent IS NOT NULL));
CREATE INDEX transfer_from_agent ON transfer (from_agent, at, id) WHERE from_agent IS NOT NULL;
CREATE INDEX transfer_to_agent ON transfer (to_agent, at, id) WHERE to_agent IS NOT NULL;
