//! What protects and helps customers, over HTTP.

use super::HttpBackend;
use super::ask::{NOTHING, ask, get, of};
use crate::backend::Answer;
use crate::backend::care::Care;
use ami_domain::id::AccountId;
use ami_wire::api::Grants;
use ami_wire::api::protect::Protections;
use gloo_net::http::Method;

impl Care for HttpBackend {
    fn protections(&self, account: AccountId) -> Answer<Protections> {
        get(of(account, "/protections"))
    }
    fn certify(&self, account: AccountId) -> Answer<Protections> {
        ask(Method::PUT, of(account, "/self-certification"), NOTHING)
    }
    fn grants(&self, account: AccountId) -> Answer<Grants> {
        get(of(account, "/grants"))
    }
}
