-- Payments and refunds in doubt have their turn: those that were asked about longest ago come first,
-- so that a run has an end and no pile of stuck ones keeps the others waiting. Real time.
ALTER TABLE payment ADD COLUMN looked_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refund ADD COLUMN looked_at INTEGER NOT NULL DEFAULT 0;
DROP INDEX payment_open;
CREATE INDEX payment_open ON payment (looked_at, offered_at, id) WHERE state = 'offered';
DROP INDEX refund_open;
CREATE INDEX refund_open ON refund (looked_at, asked_at, id) WHERE state = 'asked';
