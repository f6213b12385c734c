-- Where a person has signed in from: a stranger's guessing elsewhere does not hold them up there.
-- Only a digest of the address is kept.
CREATE TABLE sign_in_place (
  person BYTEA NOT NULL REFERENCES person (id),
  place BYTEA NOT NULL CHECK (octet_length(place) = 32),
  at BIGINT NOT NULL,
  PRIMARY KEY (person, place)
);
CREATE INDEX sign_in_place_newest ON sign_in_place (person, at);
