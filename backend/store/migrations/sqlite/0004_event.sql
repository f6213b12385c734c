-- Prepayment events (SC2, SC3). Who pays and whose site it is may be two accounts. The window of
-- an event that is not over by its state overlaps no other of its location: whoever writes one
-- locks the location first.

CREATE TABLE event (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  location BLOB NOT NULL REFERENCES location (id),
  -- The account whose meter counts it, and the account that pays.
  site BLOB NOT NULL REFERENCES account (id),
  account BLOB NOT NULL REFERENCES account (id),
  meter BLOB NOT NULL REFERENCES meter (id),
  payment BLOB NOT NULL UNIQUE CHECK (length(payment) = 16),
  version INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  -- Use before this is the event's; NULL while that is open (PR-ENDB).
  closes_at INTEGER,
  after TEXT NOT NULL CHECK (after = 'limit' OR after = 'disconnect' OR after = 'not_affected'),
  state TEXT NOT NULL
    CHECK (state = 'held' OR state = 'booked' OR state = 'running' OR state = 'over' OR
      state = 'settled' OR state = 'cancelled'),
  energy_wh INTEGER NOT NULL,
  -- The book of the event: what is left of its money.
  micros INTEGER NOT NULL,
  -- Charged so far: energy, money of the event, money of the payer's own account.
  used_wh INTEGER NOT NULL,
  used_micros INTEGER NOT NULL,
  over_micros INTEGER NOT NULL,
  returned_micros INTEGER NOT NULL,
  charged_until INTEGER NOT NULL,
  booked_by BLOB NOT NULL REFERENCES person (id),
  booked_at INTEGER NOT NULL,
  -- The newest command that tells the meter; NULL while none is out.
  message BLOB,
  -- Looked at again then: by the duty that carries it on, and by the one that makes sure that the
  -- meter has it (NFR-08).
  next_at INTEGER,
  verify_at INTEGER,
  verified_at INTEGER,
  problem TEXT CHECK (problem = 'not_receipted' OR problem = 'refused' OR
    problem = 'overlaps' OR problem = 'held_cut'),
  -- By the meter's own word.
  meter_version INTEGER,
  meter_state TEXT CHECK (meter_state = 'stored' OR meter_state = 'running' OR
    meter_state = 'over' OR meter_state = 'cancelled'),
  meter_used_wh INTEGER,
  meter_at INTEGER,
  meter_overlaps INTEGER CHECK (meter_overlaps IN (0, 1)),
  CHECK (ends_at > starts_at),
  CHECK ((meter_version IS NULL) = (meter_at IS NULL))
) STRICT;
CREATE INDEX event_location ON event (location, starts_at)
  WHERE state IN ('held', 'booked', 'running', 'over');
CREATE INDEX event_site ON event (site, starts_at);
CREATE INDEX event_account ON event (account, starts_at, id);
CREATE INDEX event_open ON event (meter) WHERE state IN ('running', 'over');
CREATE INDEX event_next ON event (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX event_verify ON event (verify_at) WHERE verify_at IS NOT NULL;
CREATE INDEX event_problem ON event (starts_at, id) WHERE problem IS NOT NULL;
