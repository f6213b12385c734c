-- The journal is chained per meter: each row's link is a digest over the link before and the row,
-- and the head knows how long the chain is and how it ends. Rows of before have no link.
ALTER TABLE journal ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
ALTER TABLE journal ADD COLUMN link BYTEA CHECK (octet_length(link) = 32);

UPDATE journal SET place = counted.place
  FROM (SELECT seq AS at_seq, ROW_NUMBER() OVER (PARTITION BY meter ORDER BY seq) AS place
        FROM journal) AS counted
  WHERE counted.at_seq = journal.seq;
DROP INDEX journal_meter;
CREATE UNIQUE INDEX journal_place ON journal (meter, place);

CREATE TABLE journal_head (
  meter BYTEA PRIMARY KEY REFERENCES meter (id),
  place BIGINT NOT NULL,
  link BYTEA CHECK (octet_length(link) = 32),
  -- The seal of what is kept no longer: the chain of the rows that are left begins after it.
  gone_place BIGINT NOT NULL DEFAULT 0,
  gone_link BYTEA CHECK (octet_length(gone_link) = 32)
);
INSERT INTO journal_head (meter, place)
  SELECT meter, MAX(place) FROM journal GROUP BY meter;
