//! What only the whole page asks for customers, answered inside the page.

use super::answer::{known, later, refused, tag};
use super::{MockBackend, data, home, papers, service};
use crate::backend::{Answer, More};
use ami_domain::account::Mode;
use ami_domain::explain::LineageId;
use ami_domain::figure_code::FigureCode;
use ami_domain::id::{AccountId, ContactId, LinkId};
use ami_domain::password_code::PasswordCode;
use ami_wire::api::auto_pay::{AutoPay, SetAutoPay};
use ami_wire::api::card::{CardOnFile, SaveCard};
use ami_wire::api::enrol::{Contacts, Enrol, Enrolment, NameContact, Screen};
use ami_wire::api::link::{MadeLink, MakeLink, PayLink};
use ami_wire::api::{
    AskMoveOut, ChangePassword, ChangeProgram, CodedFigure, Conversion, Explained, IssuedStatement,
    MoveOut, Program, SetMode, SetPassword, StatementRow,
};

impl More for MockBackend {
    fn change_password(&self, _: ChangePassword) -> Answer<()> {
        later(Ok(()))
    }
    fn set_password(&self, wish: SetPassword) -> Answer<()> {
        if PasswordCode::read(&wish.code) == PasswordCode::read(service::CODE) {
            return later(Ok(()));
        }
        later(Err(refused("error-code-wrong")))
    }
    fn explain(&self, lineage: LineageId) -> Answer<Explained> {
        let (state, added) = (&self.0.state, self.0.added());
        known(home::explained(
            state,
            data::balance(state),
            &added,
            lineage,
        ))
    }
    /// The code under the home's figures, as its display shows it.
    fn figures(&self, code: FigureCode) -> Answer<Vec<CodedFigure>> {
        let figures = data::rows().into_iter().map(|row| CodedFigure {
            lineage: LineageId::View {
                account: row.id,
                seq: 1,
            },
            account: row.id,
            number: row.number,
        });
        let coded = figures.filter(|one| FigureCode::of(one.lineage) == code);
        let coded: Vec<CodedFigure> = coded.collect();
        later(if coded.is_empty() {
            Err(refused("error-figure-code"))
        } else {
            Ok(coded)
        })
    }
    fn auto_pay(&self, _: AccountId) -> Answer<AutoPay> {
        later(Ok(self.0.money.auto_pay(self.0.now())))
    }
    fn set_auto_pay(&self, _: AccountId, wish: SetAutoPay) -> Answer<AutoPay> {
        self.0.money.set_auto_pay(wish);
        later(Ok(self.0.money.auto_pay(self.0.now())))
    }
    fn card(&self, _: AccountId) -> Answer<CardOnFile> {
        later(Ok(self.0.money.card()))
    }
    fn save_card(&self, _: AccountId, _: SaveCard) -> Answer<CardOnFile> {
        self.0.money.keep_card(true);
        later(Ok(self.0.money.card()))
    }
    fn forget_card(&self, _: AccountId) -> Answer<CardOnFile> {
        self.0.money.keep_card(false);
        later(Ok(self.0.money.card()))
    }
    fn links(&self, _: AccountId) -> Answer<Vec<PayLink>> {
        later(Ok(self.0.money.links()))
    }
    fn make_link(&self, _: AccountId, wish: MakeLink) -> Answer<MadeLink> {
        later(Ok(self.0.money.make_link(self.0.now(), wish)))
    }
    fn revoke_link(&self, _: AccountId, link: LinkId) -> Answer<PayLink> {
        known(self.0.money.revoke_link(link))
    }
    fn enrolment(&self, _: AccountId, locale: &str) -> Answer<Enrolment> {
        later(Ok(self.0.stay.enrolment(locale)))
    }
    fn screen(&self, account: AccountId, answers: Screen) -> Answer<Enrolment> {
        self.0.stay.screen(answers.needs);
        self.enrolment(account, tag())
    }
    fn enrol(&self, account: AccountId, wish: Enrol) -> Answer<Enrolment> {
        match self.0.stay.enrol(self.0.now(), &wish) {
            Ok(()) => self.enrolment(account, tag()),
            Err(code) => later(Err(refused(code))),
        }
    }
    fn contacts(&self, _: AccountId) -> Answer<Contacts> {
        later(Ok(self.0.stay.contacts()))
    }
    fn name_contact(&self, who: AccountId, id: ContactId, wish: NameContact) -> Answer<Contacts> {
        match self.0.stay.name_contact(self.0.now(), id, wish) {
            Ok(()) => self.contacts(who),
            Err(code) => later(Err(refused(code))),
        }
    }
    fn remove_contact(&self, account: AccountId, id: ContactId) -> Answer<Contacts> {
        self.0.stay.remove_contact(id);
        self.contacts(account)
    }
    fn move_out(&self, _: AccountId) -> Answer<MoveOut> {
        later(Ok(self.0.stay.move_out(&self.0.state)))
    }
    fn ask_move_out(&self, account: AccountId, wish: AskMoveOut) -> Answer<MoveOut> {
        self.0.stay.leave(Some(&wish.at));
        self.move_out(account)
    }
    fn stay(&self, account: AccountId) -> Answer<MoveOut> {
        self.0.stay.leave(None);
        self.move_out(account)
    }
    fn statements(&self, account: AccountId) -> Answer<Vec<StatementRow>> {
        later(Ok(papers::rows(account)))
    }
    fn statement(&self, account: AccountId, from: &str) -> Answer<IssuedStatement> {
        let (state, added) = (&self.0.state, self.0.added());
        known(papers::issued(
            state,
            account,
            data::balance(state),
            &added,
            from,
        ))
    }
    fn program(&self, _: AccountId) -> Answer<Program> {
        later(Ok(self.0.power.program()))
    }
    fn set_program(&self, account: AccountId, wish: ChangeProgram) -> Answer<Program> {
        self.0.power.set_program(wish);
        self.program(account)
    }
    fn set_mode(&self, account: AccountId, wish: SetMode) -> Answer<Program> {
        self.0.power.set_mode(wish.mode);
        self.program(account)
    }
    fn conversion(&self, _: AccountId, to: Mode) -> Answer<Conversion> {
        let balance = data::balance(&self.0.state);
        later(Ok(self.0.power.conversion(to, balance, self.0.till.held())))
    }
}
