-- Where a person has signed in from: a stranger's guessing elsewhere does not hold them up there.
-- Only a digest of the address is kept.
CREATE TABLE sign_in_place (
  person BLOB NOT NULL REFERENCES person (id),
  place BLOB NOT NULL CHECK (length(place) = 32),
  at INTEGER NOT NULL,
  PRIMARY KEY (person, place)
) STRICT;
CREATE INDEX sign_in_place_newest ON sign_in_place (person, at);
