-- How far records of traffic have been looked through that are kept no longer: commands by time
-- and id, journals by meter.
CREATE TABLE pruned (
  what TEXT PRIMARY KEY CHECK (what IN ('command', 'journal')),
  at BIGINT NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16)
);
-- Commands are looked through in this order.
DROP INDEX command_accepted;
CREATE INDEX command_accepted ON command (accepted_at, id);
