-- Since when the customer has lived there, where that is longer than the account is open: use
-- before it is somebody else's, and they neither see it nor are forecast from it. NULL: since the
-- account opened.
ALTER TABLE account ADD COLUMN occupied_from BIGINT
  CHECK (occupied_from IS NULL OR occupied_from <= opened_at);
