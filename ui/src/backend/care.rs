//! What protects a customer and what helps one: protections, rules, help, debt given up.

use super::{Answer, Trouble, ready};
use ami_domain::id::AccountId;
use ami_wire::api::Grants;
use ami_wire::api::protect::Protections;

/// The questions about it. Paths and shapes: `ami_wire::api`.
pub(crate) trait Care {
    /// What protects a customer, and what was said of it.
    fn protections(&self, _: AccountId) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// The customer certifies a serious need themselves.
    fn certify(&self, _: AccountId) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// The help of an account, what ends first before.
    fn grants(&self, _: AccountId) -> Answer<Grants> {
        ready(Err(Trouble::NotHere))
    }
}
