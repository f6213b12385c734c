-- An interval that comes late or is corrected is charged anew to the events that have it, however
-- long they are over; one that has no end yet has all that comes.
DROP INDEX event_open;
CREATE INDEX event_again ON event (meter, COALESCE(closes_at, 9223372036854775807))
  WHERE state IN ('running', 'over', 'settled');
