-- Every decision keeps what each rule looked at and said, and is chained per meter: its link is a
-- digest over the link before and the row. Decisions of before have no link.
ALTER TABLE decision ADD COLUMN verdicts TEXT NOT NULL DEFAULT '[]';
-- Taken when the gateway asked, at the moment of execution (DESIGN 7.9).
ALTER TABLE decision ADD COLUMN asked BIGINT NOT NULL DEFAULT 0 CHECK (asked IN (0, 1));
ALTER TABLE decision ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN link BYTEA CHECK (octet_length(link) = 32);

UPDATE decision SET place = counted.place
  FROM (SELECT id AS at_id, ROW_NUMBER() OVER (PARTITION BY meter ORDER BY at, id) AS place
        FROM decision) AS counted
  WHERE counted.at_id = decision.id;
DROP INDEX decision_meter;
CREATE UNIQUE INDEX decision_place ON decision (meter, place);
DROP INDEX decision_cleared;
DROP INDEX decision_feeder;
CREATE INDEX decision_cleared ON decision (at) WHERE outcome = 'cleared' AND asked = 0;
CREATE INDEX decision_feeder ON decision (feeder, at) WHERE outcome = 'cleared' AND asked = 0;

CREATE TABLE decision_head (
  meter BYTEA PRIMARY KEY REFERENCES meter (id),
  place BIGINT NOT NULL,
  link BYTEA CHECK (octet_length(link) = 32)
);
INSERT INTO decision_head (meter, place)
  SELECT meter, MAX(place) FROM decision GROUP BY meter;

-- Whose rules count, and hours of an account in which it is never cut.
ALTER TABLE standing ADD COLUMN jurisdiction TEXT;
ALTER TABLE standing ADD COLUMN friendly TEXT NOT NULL DEFAULT '[]';

-- By the calendar and the clock nothing happens before this.
ALTER TABLE zero ADD COLUMN not_before BIGINT;

-- Who has read a notice, when they were signed in.
ALTER TABLE notice_delivery ADD COLUMN confirmed_by BYTEA REFERENCES person (id);
