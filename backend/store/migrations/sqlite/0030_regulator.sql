-- What the regulator's report reads, in the order of time.
CREATE INDEX decision_at ON decision (at, id);
CREATE INDEX notice_delivery_at ON notice_delivery (published_at, message);

-- A warning of low balance says that the balance is used up by then; NULL where it names no time.
ALTER TABLE notice_delivery ADD COLUMN promised_until INTEGER;
