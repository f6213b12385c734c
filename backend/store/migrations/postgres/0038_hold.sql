-- A booked time that waits for its payer at another page is held until then, in real time; after
-- that it is free again. NULL once it is paid, freed or cancelled.
ALTER TABLE event ADD COLUMN held_until BIGINT;
CREATE INDEX event_held ON event (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX event_held_by ON event (account) WHERE held_until IS NOT NULL;
