-- Other places to pay: pay stations, links for others, and the calendar of paydays.

-- A pay station (BR-03): who takes money for the utility.
CREATE TABLE agent (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  -- How much it may owe.
  float_max INTEGER NOT NULL CHECK (float_max >= 0),
  -- Its book: below zero is what it owes.
  micros INTEGER NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  made_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX agent_name ON agent (name, id);

-- The keys of a station, by their digests: who reads the table cannot use them.
CREATE TABLE agent_key (
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  agent BLOB NOT NULL REFERENCES agent (id),
  made_at INTEGER NOT NULL,
  made_by BLOB NOT NULL REFERENCES person (id),
  -- Of no use from then on, real time; NULL for the newest.
  ends_at INTEGER
) STRICT;
CREATE INDEX agent_key_agent ON agent_key (agent, made_at);

-- Who recorded that a station handed money over.
CREATE TABLE remittance (
  transfer BLOB PRIMARY KEY NOT NULL REFERENCES transfer (id),
  agent BLOB NOT NULL REFERENCES agent (id),
  person BLOB NOT NULL REFERENCES person (id),
  note TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX remittance_agent ON remittance (agent, at, transfer);

-- A link through which anybody may pay for an account; its token is kept as a digest only.
CREATE TABLE pay_link (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  account BLOB NOT NULL REFERENCES account (id),
  person BLOB NOT NULL REFERENCES person (id),
  -- For others it shows nothing but the nickname; for the customer's own bad line, the way to
  -- the meter as well.
  own INTEGER NOT NULL CHECK (own IN (0, 1)),
  nickname TEXT NOT NULL,
  amount INTEGER CHECK (amount > 0),
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  uses INTEGER NOT NULL
) STRICT;
CREATE INDEX pay_link_account ON pay_link (account, made_at, id);

-- Payments that nobody of ours offered: the station or the link through which they came.
CREATE TABLE payment_through (
  -- Written before the payment itself, so that none is ever without its way.
  payment BLOB PRIMARY KEY NOT NULL CHECK (length(payment) = 16),
  agent BLOB REFERENCES agent (id),
  link BLOB REFERENCES pay_link (id),
  at INTEGER NOT NULL,
  CHECK ((agent IS NULL) <> (link IS NULL))
) STRICT;
CREATE INDEX payment_through_agent ON payment_through (agent, at, payment)
  WHERE agent IS NOT NULL;
CREATE INDEX payment_through_link ON payment_through (link, at, payment)
  WHERE link IS NOT NULL;

-- What a station asked to forget before it came: a late copy of it is not taken.
CREATE TABLE station_forgotten (
  agent BLOB NOT NULL REFERENCES agent (id),
  payment BLOB NOT NULL CHECK (length(payment) = 16),
  at INTEGER NOT NULL,
  PRIMARY KEY (agent, payment)
) STRICT, WITHOUT ROWID;

-- The books of stations. Their balance lies in the agent's row.
ALTER TABLE transfer ADD COLUMN from_agent BLOB
  CHECK ((from_book = 'agent') = (from_agent IS NOT NULL));
ALTER TABLE transfer ADD COLUMN to_agent BLOB
  CHECK ((to_book = 'agent') = (to_agent IS NOT NULL));
CREATE INDEX transfer_from_agent ON transfer (from_agent, at, id) WHERE from_agent IS NOT NULL;
CREATE INDEX transfer_to_agent ON transfer (to_agent, at, id) WHERE to_agent IS NOT NULL;
