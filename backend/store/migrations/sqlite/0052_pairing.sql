-- Displays that are paired with homes: who asked, who confirmed, who ended it. At most one is under
-- way at a gateway.
CREATE TABLE pairing (
  id BLOB PRIMARY KEY,
  meter BLOB NOT NULL REFERENCES meter (id),
  gateway BLOB NOT NULL REFERENCES gateway (id),
  code TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'waiting', 'met', 'confirmed', 'paired', 'unpairing',
    'unpaired', 'differs', 'cancelled', 'expired', 'crowded', 'lost')),
  strangers INTEGER NOT NULL DEFAULT 0,
  check_number TEXT,
  asked_at INTEGER NOT NULL,
  asked_by BLOB NOT NULL REFERENCES person (id),
  confirmed_at INTEGER,
  confirmed_by BLOB REFERENCES person (id),
  ended_at INTEGER,
  ended_by BLOB REFERENCES person (id),
  say_at INTEGER,
  under_way INTEGER CHECK (under_way = 1),
  UNIQUE (gateway, under_way),
  CHECK ((under_way IS NOT NULL) = (state IN ('asked', 'waiting', 'met', 'confirmed')))
) STRICT;
CREATE INDEX pairing_meter ON pairing (meter, asked_at);
CREATE INDEX pairing_say ON pairing (say_at) WHERE say_at IS NOT NULL;
