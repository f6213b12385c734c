-- All cuts are stopped by one person, and begin again when two different people say so.
CREATE TABLE cut_stop (
  since BIGINT NOT NULL,
  stopped_by BYTEA REFERENCES person (id),
  why TEXT NOT NULL,
  lifted_by BYTEA REFERENCES person (id),
  lifted_too_by BYTEA REFERENCES person (id),
  ended_at BIGINT,
  in_force BIGINT UNIQUE CHECK (in_force = 1),
  CHECK (lifted_too_by IS NULL OR lifted_too_by <> lifted_by),
  CHECK ((in_force IS NULL) = (ended_at IS NOT NULL))
);
