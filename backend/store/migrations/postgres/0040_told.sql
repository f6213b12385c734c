-- What an account was told before this is no notice of a cut any more: money was there since, and
-- no payment need have brought it.
ALTER TABLE account ADD COLUMN told_from BIGINT NOT NULL DEFAULT 0;

-- Payments in doubt are read page by page, so that one that stays in doubt keeps no other from
-- being ended.
DROP INDEX payment_open;
CREATE INDEX payment_open ON payment (offered_at, id) WHERE state = 'offered';
