//! What an installer asks, over HTTP.

use super::HttpBackend;
use super::ask::{NOTHING, ask, get};
use crate::backend::Answer;
use crate::backend::fitter::Fitter;
use crate::model::link::escaped;
use ami_domain::id::PairingId;
use ami_domain::pairing::CheckNumber;
use ami_wire::api::pairing::{AskPairing, ConfirmPairing, HomeDisplays, Pairing};
use gloo_net::http::Method;

fn one(id: PairingId, rest: &str) -> String {
    format!("/api/pairings/{id}{rest}")
}

impl Fitter for HttpBackend {
    fn displays(&self, serial: &str) -> Answer<HomeDisplays> {
        get(format!("/api/displays?serial={}", escaped(serial)))
    }
    fn pair(&self, id: PairingId, wish: AskPairing) -> Answer<Pairing> {
        ask(Method::PUT, one(id, ""), Some(&wish))
    }
    fn pairing(&self, id: PairingId) -> Answer<Pairing> {
        get(one(id, ""))
    }
    fn confirm_pairing(&self, id: PairingId, check: CheckNumber) -> Answer<Pairing> {
        let confirm = ConfirmPairing { check };
        ask(Method::PUT, one(id, "/confirmed"), Some(&confirm))
    }
    fn end_pairing(&self, id: PairingId, differs: bool) -> Answer<Pairing> {
        let path = one(id, &format!("?differs={differs}"));
        ask(Method::DELETE, path, NOTHING)
    }
}
