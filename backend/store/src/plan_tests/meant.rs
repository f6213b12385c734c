//! What the judge of plans lets through, and why.

/// Reads of the whole table that are meant: counts and checks for people, the queue that is read
/// from its head, and partial indexes that hold only what is due.
pub(super) const MEANT: &[&str] = &[
    "SCAN outbox",
    "SCAN account_search VIRTUAL TABLE",
    "USING COVERING INDEX account_to_charge",
    "USING INDEX account_to_charge",
    "USING INDEX no_power_open",
    "USING INDEX service_order_newest",
    "USING INDEX service_order_open",
    "USING INDEX payment_receipted",
    "USING INDEX payment_to_acknowledge",
    "SCAN CONSTANT ROW",
    "ROW VALUES CLAUSE",
    "SCAN balance",
    "USING INDEX event_problem",
    "SCAN from_side",
    "SCAN paged",
    "SCAN listed",
    "SCAN setting",
    "USING INDEX alert_newest",
    "USING INDEX alert_open",
    "SCAN wanted",
    "USING INDEX command_due",
    "USING INDEX agent_name",
    "SCAN w",
    "SCAN to_side",
    "USING INDEX transfer_open",
    "USING COVERING INDEX transfer_open",
    "SCAN v",
    "SCAN 2-ROW",
];
/// Statements that are not for pages.
pub(super) const WHOLE: &[&str] = &[
    "SELECT COUNT(*) AS n FROM account",
    "HAVING SUM(stored)",
    "AS micros FROM event",
    "AS micros FROM agent",
    "AS taken GROUP BY",
    "GROUP BY after",
    "AS each_meter",
    "AS collected FROM meter m",
    "AS utility_sides GROUP BY",
    "/* every payment */",
    "/* every transfer */",
    "AS wrong_ones",
];
/// Sorts of the few rows that are due or found.
pub(super) const SORTED: &[&str] = &[
    "priority_rank",
    "CASE priority",
    "accepted_at <=",
    "account_search",
    "UNION ALL",
    "prepay_enabled DESC",
    "UNION SELECT id, from_book",
];
