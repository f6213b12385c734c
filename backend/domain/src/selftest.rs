//! The meter's answer to a test from the desk (SC6.4, FR-13, NFR-14).

use crate::receipt::Switch;

/// What a meter measures of itself when it is tested. It answers, so it is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TestResult {
    /// Voltage on the utility's side of the switch, millivolts; the meter is energised when it is
    /// near the nominal one.
    pub line_mv: i64,
    /// Voltage on the customer's side, millivolts.
    pub load_mv: i64,
    /// Current, milliamperes.
    pub current_ma: i64,
    /// Position of the switch, as measured.
    pub switch: Switch,
    /// The switch has moved when it was last told to.
    pub switch_obeys: bool,
}
