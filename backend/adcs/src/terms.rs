//! What the utility has set: its numbers and its tariffs. Read once at start.

use ami_domain::policy::Policy;
use ami_domain::tariff::Tariff;
use std::collections::BTreeMap;

/// Numbers and tariffs.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The utility's numbers.
    pub policy: Policy,
    /// By name.
    pub tariffs: BTreeMap<String, Tariff>,
}
