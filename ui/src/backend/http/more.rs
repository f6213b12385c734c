//! What only the whole page asks for customers, over HTTP.

use super::HttpBackend;
use super::ask::{NOTHING, ask, done, get, of};
use crate::backend::{Answer, More};
use crate::model::link::escaped;
use ami_domain::account::Mode;
use ami_domain::explain::LineageId;
use ami_domain::figure_code::FigureCode;
use ami_domain::id::{AccountId, ContactId, LinkId};
use ami_wire::api::auto_pay::{AutoPay, SetAutoPay};
use ami_wire::api::card::{CardOnFile, SaveCard};
use ami_wire::api::enrol::{Contacts, Enrol, Enrolment, NameContact, Screen};
use ami_wire::api::link::{MadeLink, MakeLink, PayLink};
use ami_wire::api::{
    AskMoveOut, ChangePassword, ChangeProgram, CodedFigure, Conversion, Explained, IssuedStatement,
    MoveOut, Program, SetMode, SetPassword, StatementRow,
};
use gloo_net::http::Method;

impl More for HttpBackend {
    fn explain(&self, lineage: LineageId) -> Answer<Explained> {
        get(format!("/api/explain/{lineage}"))
    }
    fn figures(&self, code: FigureCode) -> Answer<Vec<CodedFigure>> {
        get(format!("/api/figures/{code}"))
    }
    fn change_password(&self, wish: ChangePassword) -> Answer<()> {
        let path = "/api/session/password".to_owned();
        done(ask(Method::PUT, path, Some(&wish)))
    }
    fn set_password(&self, wish: SetPassword) -> Answer<()> {
        let path = "/api/password".to_owned();
        done(ask(Method::PUT, path, Some(&wish)))
    }
    fn program(&self, account: AccountId) -> Answer<Program> {
        get(of(account, "/program"))
    }
    fn set_program(&self, account: AccountId, change: ChangeProgram) -> Answer<Program> {
        ask(Method::PUT, of(account, "/program"), Some(&change))
    }
    fn enrolment(&self, account: AccountId, locale: &str) -> Answer<Enrolment> {
        get(of(
            account,
            &format!("/enrolment?locale={}", escaped(locale)),
        ))
    }
    fn screen(&self, account: AccountId, answers: Screen) -> Answer<Enrolment> {
        let path = of(account, "/enrolment/screening");
        ask(Method::PUT, path, Some(&answers))
    }
    fn enrol(&self, account: AccountId, wanted: Enrol) -> Answer<Enrolment> {
        ask(Method::PUT, of(account, "/enrolment"), Some(&wanted))
    }
    fn contacts(&self, account: AccountId) -> Answer<Contacts> {
        get(of(account, "/contacts"))
    }
    fn name_contact(
        &self,
        account: AccountId,
        contact: ContactId,
        wanted: NameContact,
    ) -> Answer<Contacts> {
        let path = of(account, &format!("/contacts/{contact}"));
        ask(Method::PUT, path, Some(&wanted))
    }
    fn remove_contact(&self, account: AccountId, contact: ContactId) -> Answer<Contacts> {
        let path = of(account, &format!("/contacts/{contact}"));
        ask(Method::DELETE, path, NOTHING)
    }
    fn move_out(&self, account: AccountId) -> Answer<MoveOut> {
        get(of(account, "/move-out"))
    }
    fn ask_move_out(&self, account: AccountId, wanted: AskMoveOut) -> Answer<MoveOut> {
        ask(Method::PUT, of(account, "/move-out"), Some(&wanted))
    }
    fn stay(&self, account: AccountId) -> Answer<MoveOut> {
        ask(Method::DELETE, of(account, "/move-out"), NOTHING)
    }
    fn statements(&self, account: AccountId) -> Answer<Vec<StatementRow>> {
        get(of(account, "/statements"))
    }
    fn statement(&self, account: AccountId, from: &str) -> Answer<IssuedStatement> {
        get(of(account, &format!("/statements/{}", escaped(from))))
    }
    fn auto_pay(&self, account: AccountId) -> Answer<AutoPay> {
        get(of(account, "/auto-pay"))
    }
    fn set_auto_pay(&self, account: AccountId, wish: SetAutoPay) -> Answer<AutoPay> {
        ask(Method::PUT, of(account, "/auto-pay"), Some(&wish))
    }
    fn card(&self, account: AccountId) -> Answer<CardOnFile> {
        get(of(account, "/card"))
    }
    fn save_card(&self, account: AccountId, wish: SaveCard) -> Answer<CardOnFile> {
        ask(Method::POST, of(account, "/card"), Some(&wish))
    }
    fn forget_card(&self, account: AccountId) -> Answer<CardOnFile> {
        ask(Method::DELETE, of(account, "/card"), NOTHING)
    }
    fn links(&self, account: AccountId) -> Answer<Vec<PayLink>> {
        get(of(account, "/links"))
    }
    fn make_link(&self, account: AccountId, wish: MakeLink) -> Answer<MadeLink> {
        ask(Method::POST, of(account, "/links"), Some(&wish))
    }
    fn revoke_link(&self, account: AccountId, link: LinkId) -> Answer<PayLink> {
        ask(
            Method::DELETE,
            of(account, &format!("/links/{link}")),
            NOTHING,
        )
    }
    fn set_mode(&self, account: AccountId, mode: SetMode) -> Answer<Program> {
        ask(Method::PUT, of(account, "/mode"), Some(&mode))
    }
    fn conversion(&self, account: AccountId, to: Mode) -> Answer<Conversion> {
        get(of(account, &format!("/mode?to={}", to.word())))
    }
}
