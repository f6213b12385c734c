//! What protects and helps customers, over HTTP.

use super::HttpBackend;
use super::ask::{NOTHING, ask, get, of};
use crate::backend::Answer;
use crate::backend::care::Care;
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
use gloo_net::http::Method;

/// A path below one protection of an account.
fn flagged(account: AccountId, flag: Flag, rest: &str) -> String {
    of(account, &format!("/protections/{}{rest}", flag.word()))
}

impl Care for HttpBackend {
    fn protections(&self, account: AccountId) -> Answer<Protections> {
        get(of(account, "/protections"))
    }
    fn protect(&self, account: AccountId, flag: Flag, set: SetProtection) -> Answer<Protections> {
        ask(Method::PUT, flagged(account, flag, ""), Some(&set))
    }
    fn end_protection(
        &self,
        account: AccountId,
        flag: Flag,
        end: EndProtection,
    ) -> Answer<Protections> {
        ask(Method::PUT, flagged(account, flag, "/end"), Some(&end))
    }
    fn certify(&self, account: AccountId) -> Answer<Protections> {
        ask(Method::PUT, of(account, "/self-certification"), NOTHING)
    }
    fn set_rules_of(&self, account: AccountId, rules: SetRulesOf) -> Answer<Protections> {
        ask(Method::PUT, of(account, "/rules"), Some(&rules))
    }
    fn set_home(&self, account: AccountId, home: SetHome) -> Answer<Protections> {
        ask(Method::PUT, of(account, "/home"), Some(&home))
    }
    fn rules(&self) -> Answer<Vec<RulePack>> {
        get("/api/rules".to_owned())
    }
    fn baseline(&self, account: AccountId) -> Answer<Baseline> {
        get(of(account, "/baseline"))
    }
    fn set_baseline(&self, account: AccountId, set: SetBaseline) -> Answer<Baseline> {
        ask(Method::PUT, of(account, "/baseline"), Some(&set))
    }
    fn grants(&self, account: AccountId) -> Answer<Grants> {
        get(of(account, "/grants"))
    }
    fn give_grant(&self, account: AccountId, grant: GrantId, give: GiveGrant) -> Answer<Grants> {
        let path = of(account, &format!("/grants/{grant}"));
        ask(Method::PUT, path, Some(&give))
    }
    fn end_grant(&self, account: AccountId, grant: GrantId, end: EndGrant) -> Answer<Grants> {
        let path = of(account, &format!("/grants/{grant}/end"));
        ask(Method::PUT, path, Some(&end))
    }
    fn change_recovery(&self, account: AccountId, debt: DebtId, plan: DebtPlan) -> Answer<Owing> {
        ask(
            Method::PUT,
            of(account, &format!("/debt/{debt}")),
            Some(&plan),
        )
    }
    fn ask_write_off(
        &self,
        account: AccountId,
        id: WriteOffId,
        wish: AskWriteOff,
    ) -> Answer<WriteOff> {
        let path = of(account, &format!("/write-offs/{id}"));
        ask(Method::PUT, path, Some(&wish))
    }
    fn write_offs(&self) -> Answer<Vec<WriteOff>> {
        get("/api/write-offs".to_owned())
    }
    fn decide_write_off(&self, id: WriteOffId, decide: DecideWriteOff) -> Answer<WriteOff> {
        let path = format!("/api/write-offs/{id}/decision");
        ask(Method::PUT, path, Some(&decide))
    }
    fn cheque_sent(&self, account: AccountId, id: TransferId, sent: ChequeSent) -> Answer<MoveOut> {
        ask(
            Method::PUT,
            of(account, &format!("/cheques/{id}")),
            Some(&sent),
        )
    }
    fn cancel_cheque(
        &self,
        account: AccountId,
        id: TransferId,
        why: CancelCheque,
    ) -> Answer<MoveOut> {
        let path = of(account, &format!("/cheques/{id}/cancelled"));
        ask(Method::PUT, path, Some(&why))
    }
}
