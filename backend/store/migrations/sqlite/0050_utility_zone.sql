-- The zone of the utility's business days: it stands with the first day that is closed, and no home
-- that comes later moves midnight.
CREATE TABLE utility_zone (
  only_one INTEGER PRIMARY KEY NOT NULL CHECK (only_one = 1),
  zone TEXT NOT NULL
) STRICT;
