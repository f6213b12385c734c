//! Money that is moved at a desk, and the receipts of how an account pays.

use super::{Answer, Trouble, ready};
use ami_domain::id::{AccountId, DepositId, TransferId};
use ami_wire::api::converted::Converted;
use ami_wire::api::deposit::{Deposit, StepDeposit};
use ami_wire::api::{MoveOut, SawChequeCashed};

/// The questions about it. Paths and shapes: `ami_wire::api`.
pub(crate) trait Till {
    /// The deposit of an account, and what moved it.
    fn deposit(&self, _: AccountId) -> Answer<Deposit> {
        ready(Err(Trouble::NotHere))
    }
    /// Changes of how the account pays, newest first.
    fn conversions(&self, _: AccountId) -> Answer<Vec<Converted>> {
        ready(Err(Trouble::NotHere))
    }
    /// Takes one, gives it back, or lets it pay what is owed; the same id again does it once.
    fn step_deposit(&self, _: AccountId, _: DepositId, _: StepDeposit) -> Answer<Deposit> {
        ready(Err(Trouble::NotHere))
    }
    /// Says that a cheque was seen as cashed.
    fn cheque_cashed(&self, _: AccountId, _: TransferId, _: SawChequeCashed) -> Answer<MoveOut> {
        ready(Err(Trouble::NotHere))
    }
}
