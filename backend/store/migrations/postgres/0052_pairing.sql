-- Displays that are paired with homes: who asked, who confirmed, who ended it. At most one is under
-- way at a gateway.
CREATE TABLE pairing (
  id BYTEA PRIMARY KEY,
  meter BYTEA NOT NULL REFERENCES meter (id),
  gateway BYTEA NOT NULL REFERENCES gateway (id),
  code TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'waiting', 'met', 'confirmed', 'paired', 'unpairing',
    'unpaired', 'differs', 'cancelled', 'expired', 'crowded', 'lost')),
  strangers BIGINT NOT NULL DEFAULT 0,
  check_number TEXT,
  asked_at BIGINT NOT NULL,
  asked_by BYTEA NOT NULL REFERENCES person (id),
  confirmed_at BIGINT,
  confirmed_by BYTEA REFERENCES person (id),
  ended_at BIGINT,
  ended_by BYTEA REFERENCES person (id),
  say_at BIGINT,
  under_way BIGINT CHECK (under_way = 1),
  UNIQUE (gateway, under_way),
  CHECK ((under_way IS NOT NULL) = (state IN ('asked', 'waiting', 'met', 'confirmed')))
);
CREATE INDEX pairing_meter ON pairing (meter, asked_at);
CREATE INDEX pairing_say ON pairing (say_at) WHERE say_at IS NOT NULL;
