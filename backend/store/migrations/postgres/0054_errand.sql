-- A person who is sent to cut supply at a meter without a switch goes with a clearance, which holds
-- until a moment, and is called back when a rule holds or money comes. Until `recall_at_real` the
-- system that sends people has not been told.
ALTER TABLE service_order ADD COLUMN clearance BYTEA;
ALTER TABLE service_order ADD COLUMN not_after BIGINT;
ALTER TABLE service_order ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE service_order ADD COLUMN recall_at_real BIGINT;
CREATE INDEX service_order_recall ON service_order (recall_at_real)
  WHERE recall_at_real IS NOT NULL;
CREATE INDEX service_order_errand ON service_order (meter)
  WHERE clearance IS NOT NULL AND state IN ('open', 'sent');
-- Whoever was sent before had no clearance: called back, and decided anew.
UPDATE service_order SET withdrawn = 1, ended_at = opened_at, state = 'cancelled',
  note = 'nobody had asked whether supply may be cut here',
  recall_at_real = CASE WHEN state = 'sent' OR attempts > 0 THEN 0 END
  WHERE reason = 'no_switch' AND state IN ('open', 'sent');
UPDATE zero SET done = 0, next_at = 0 WHERE act = 'field_order';
