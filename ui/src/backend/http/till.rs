//! Money that is moved at a desk, over HTTP.

use super::HttpBackend;
use super::ask::{ask, get, of};
use crate::backend::Answer;
use crate::backend::till::Till;
use ami_domain::id::{AccountId, DepositId, TransferId};
use ami_wire::api::converted::Converted;
use ami_wire::api::deposit::{Deposit, StepDeposit};
use ami_wire::api::{MoveOut, SawChequeCashed};
use gloo_net::http::Method;

impl Till for HttpBackend {
    fn deposit(&self, account: AccountId) -> Answer<Deposit> {
        get(of(account, "/deposit"))
    }
    fn conversions(&self, account: AccountId) -> Answer<Vec<Converted>> {
        get(of(account, "/conversions"))
    }
    fn step_deposit(
        &self,
        account: AccountId,
        id: DepositId,
        step: StepDeposit,
    ) -> Answer<Deposit> {
        let path = of(account, &format!("/deposit/{id}"));
        ask(Method::PUT, path, Some(&step))
    }
    fn cheque_cashed(
        &self,
        account: AccountId,
        id: TransferId,
        saw: SawChequeCashed,
    ) -> Answer<MoveOut> {
        let path = of(account, &format!("/cheques/{id}/cashed"));
        ask(Method::PUT, path, Some(&saw))
    }
}
