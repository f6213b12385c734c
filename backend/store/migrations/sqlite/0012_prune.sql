-- How far records of traffic have been looked through that are kept no longer: commands by time
-- and id, journals by meter.
CREATE TABLE pruned (
  what TEXT PRIMARY KEY NOT NULL CHECK (what IN ('command', 'journal')),
  at INTEGER NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16)
) STRICT;
-- Commands are looked through in this order.
DROP INDEX command_accepted;
CREATE INDEX command_accepted ON command (accepted_at, id);
