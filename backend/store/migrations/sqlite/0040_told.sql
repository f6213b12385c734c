-- What an account was told before this is no notice of a cut any more: money was there since, and
-- no payment need have brought it.
ALTER TABLE account ADD COLUMN told_from INTEGER NOT NULL DEFAULT 0;
