//! What protects a customer and what helps one: protections, rules, help, debt given up.

use super::{Answer, Trouble, ready};
use ami_domain::id::{AccountId, DebtId, GrantId, TransferId, WriteOffId};
use ami_domain::protection::Flag;
use ami_wire::api::baseline::{Baseline, SetBaseline};
use ami_wire::api::protect::{
    EndProtection, Protections, RulePack, SetHome, SetProtection, SetRulesOf,
};
use ami_wire::api::{
    AskWriteOff, CancelCheque, ChequeSent, DebtPlan, DecideWriteOff, EndGrant, GiveGrant, Grants,
    MoveOut, Owing, WriteOff,
};

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
    /// Says since when the customer lives there.
    fn set_home(&self, _: AccountId, _: SetHome) -> Answer<Protections> {
        ready(Err(Trouble::NotHere))
    }
    /// Every pack of rules, with its figures and where they come from.
    fn rules(&self) -> Answer<Vec<RulePack>> {
        ready(Err(Trouble::NotHere))
    }
    /// What baseline a home is entitled to.
    fn baseline(&self, _: AccountId) -> Answer<Baseline> {
        ready(Err(Trouble::NotHere))
    }
    /// Says so from a day on.
    fn set_baseline(&self, _: AccountId, _: SetBaseline) -> Answer<Baseline> {
        ready(Err(Trouble::NotHere))
    }
    /// The help of an account, what ends first before.
    fn grants(&self, _: AccountId) -> Answer<Grants> {
        ready(Err(Trouble::NotHere))
    }
    /// Grants help; the same id again grants nothing more.
    fn give_grant(&self, _: AccountId, _: GrantId, _: GiveGrant) -> Answer<Grants> {
        ready(Err(Trouble::NotHere))
    }
    /// Takes back what is left of it.
    fn end_grant(&self, _: AccountId, _: GrantId, _: EndGrant) -> Answer<Grants> {
        ready(Err(Trouble::NotHere))
    }
    /// Changes how one debt is paid back.
    fn change_recovery(&self, _: AccountId, _: DebtId, _: DebtPlan) -> Answer<Owing> {
        ready(Err(Trouble::NotHere))
    }
    /// Asks for debt to be given up; the same id again asks once.
    fn ask_write_off(&self, _: AccountId, _: WriteOffId, _: AskWriteOff) -> Answer<WriteOff> {
        ready(Err(Trouble::NotHere))
    }
    /// What waits for a second person, oldest first.
    fn write_offs(&self) -> Answer<Vec<WriteOff>> {
        ready(Err(Trouble::NotHere))
    }
    /// Decides as the second person.
    fn decide_write_off(&self, _: WriteOffId, _: DecideWriteOff) -> Answer<WriteOff> {
        ready(Err(Trouble::NotHere))
    }
    /// Enters a cheque that was sent; the same id again enters it once.
    fn cheque_sent(&self, _: AccountId, _: TransferId, _: ChequeSent) -> Answer<MoveOut> {
        ready(Err(Trouble::NotHere))
    }
    /// Cancels one that nobody was paid by.
    fn cancel_cheque(&self, _: AccountId, _: TransferId, _: CancelCheque) -> Answer<MoveOut> {
        ready(Err(Trouble::NotHere))
    }
}
