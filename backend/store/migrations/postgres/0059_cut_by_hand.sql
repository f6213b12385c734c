-- Whether a cut that was allowed was carried out by hand: the report for the regulator asks this of
-- each decision.
CREATE UNIQUE INDEX service_order_clearance ON service_order (clearance)
  WHERE clearance IS NOT NULL;
