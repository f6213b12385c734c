//! What protects a customer and what helps one: protections, rules, help, debt given up.

use super::{Answer, Trouble, ready};
use ami_domain::id::AccountId;
use ami_domain::protection::Flag;
use ami_wire::api::protect::{EndProtection, Protections, RulePack, SetProtection, SetRulesOf};

/// The questions about it. Paths and shapes: `ami_wire::api`.
pub(crate) trait Care {
    /// What protects a customer, and what was said of it.
    fn protections(&self, _: AccountId) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// Sets a protection, or another end of it.
    fn protect(&self, _: AccountId, _: Flag, _: SetProtection) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// Ends one.
    fn end_protection(&self, _: AccountId, _: Flag, _: EndProtection) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// The customer certifies a serious need themselves.
    fn certify(&self, _: AccountId) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// Says whose rules hold for a customer, and in which hours of their own.
    fn set_rules_of(&self, _: AccountId, _: SetRulesOf) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// Every pack of rules, with its figures and where they come from.
    fn rules(&self) -> Answer<Vec<RulePack>> {
        ready(Err(Trouble::NotHere))
    }
}
