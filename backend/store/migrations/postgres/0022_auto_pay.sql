-- Paydays: every so many weeks from a day (year * 10000 + month * 100 + day), or days of the month
-- (bits 1 to 31), at a local minute. The next one, when a pause ends, and tries that failed in a
-- row.
ALTER TABLE replenish ADD COLUMN payday_weeks BIGINT;
ALTER TABLE replenish ADD COLUMN payday_from BIGINT;
ALTER TABLE replenish ADD COLUMN payday_days BIGINT;
ALTER TABLE replenish ADD COLUMN payday_minute BIGINT;
ALTER TABLE replenish ADD COLUMN next_at BIGINT;
ALTER TABLE replenish ADD COLUMN resume_at BIGINT;
ALTER TABLE replenish ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
CREATE INDEX replenish_next ON replenish (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX replenish_open ON replenish (account) WHERE open_amount IS NOT NULL;
