//! What protects and helps customers, over HTTP.

use super::HttpBackend;
use super::ask::{NOTHING, ask, get, of};
use crate::backend::Answer;
use crate::backend::care::Care;
use ami_domain::id::AccountId;
use ami_domain::protection::Flag;
use ami_wire::api::protect::{EndProtection, Protections, RulePack, SetProtection, SetRulesOf};
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
    fn rules(&self) -> Answer<Vec<RulePack>> {
        get("/api/rules".to_owned())
    }
}
