-- All cuts are stopped by one person, and begin again when two different people say so.
CREATE TABLE cut_stop (
  since INTEGER NOT NULL,
  stopped_by BLOB REFERENCES person (id),
  why TEXT NOT NULL,
  lifted_by BLOB REFERENCES person (id),
  lifted_too_by BLOB REFERENCES person (id),
  ended_at INTEGER,
  in_force INTEGER UNIQUE CHECK (in_force = 1),
  CHECK (lifted_too_by IS NULL OR lifted_too_by <> lifted_by),
  CHECK ((in_force IS NULL) = (ended_at IS NOT NULL))
) STRICT;
