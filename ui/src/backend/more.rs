//! What only the whole page asks for customers; what comes first is asked in [`super::Backend`].

use super::bookings::Bookings;
use super::care::Care;
use super::fitter::Fitter;
use super::office::Office;
use super::till::Till;
use super::{Answer, Trouble, ready};
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

/// The questions of the whole page. Paths and shapes: `ami_wire::api`.
pub(crate) trait More: Bookings + Care + Fitter + Office + Till {
    /// What is behind a figure.
    fn explain(&self, _: LineageId) -> Answer<Explained> {
        ready(Err(Trouble::NotHere))
    }
    /// The figures that were shown with this code.
    fn figures(&self, _: FigureCode) -> Answer<Vec<CodedFigure>> {
        ready(Err(Trouble::NotHere))
    }
    /// A new password; every other session ends.
    fn change_password(&self, _: ChangePassword) -> Answer<()> {
        ready(Err(Trouble::NotHere))
    }
    /// Sets one with a code from a representative; nobody is signed in.
    fn set_password(&self, _: SetPassword) -> Answer<()> {
        ready(Err(Trouble::NotHere))
    }
    /// How an account tops itself up, and what comes.
    fn auto_pay(&self, _: AccountId) -> Answer<AutoPay> {
        ready(Err(Trouble::NotHere))
    }
    /// Keeps it.
    fn set_auto_pay(&self, _: AccountId, _: SetAutoPay) -> Answer<AutoPay> {
        ready(Err(Trouble::NotHere))
    }
    /// The saved card, and what is under way.
    fn card(&self, _: AccountId) -> Answer<CardOnFile> {
        ready(Ok(CardOnFile::default()))
    }
    /// Opens the payment company's page for saving one.
    fn save_card(&self, _: AccountId, _: SaveCard) -> Answer<CardOnFile> {
        ready(Err(Trouble::NotHere))
    }
    /// Forgets it.
    fn forget_card(&self, _: AccountId) -> Answer<CardOnFile> {
        ready(Err(Trouble::NotHere))
    }
    /// Links through which others pay, newest first.
    fn links(&self, _: AccountId) -> Answer<Vec<PayLink>> {
        ready(Err(Trouble::NotHere))
    }
    /// Makes one; its path is shown this once.
    fn make_link(&self, _: AccountId, _: MakeLink) -> Answer<MadeLink> {
        ready(Err(Trouble::NotHere))
    }
    /// Takes one back.
    fn revoke_link(&self, _: AccountId, _: LinkId) -> Answer<PayLink> {
        ready(Err(Trouble::NotHere))
    }
    /// Statements of an account, newest first.
    fn statements(&self, _: AccountId) -> Answer<Vec<StatementRow>> {
        ready(Err(Trouble::NotHere))
    }
    /// The statement that begins with this day, as 2026-11-15.
    fn statement(&self, _: AccountId, _: &str) -> Answer<IssuedStatement> {
        ready(Err(Trouble::NotHere))
    }
    /// What happens at zero, and what may.
    fn program(&self, _: AccountId) -> Answer<Program> {
        ready(Err(Trouble::NotHere))
    }
    /// Changes what happens at zero.
    fn set_program(&self, _: AccountId, _: ChangeProgram) -> Answer<Program> {
        ready(Err(Trouble::NotHere))
    }
    /// Where an account stands on its way to prepayment, with the text in this language.
    fn enrolment(&self, _: AccountId, _: &str) -> Answer<Enrolment> {
        ready(Err(Trouble::NotHere))
    }
    /// Answers the medical questions.
    fn screen(&self, _: AccountId, _: Screen) -> Answer<Enrolment> {
        ready(Err(Trouble::NotHere))
    }
    /// Agrees to prepay.
    fn enrol(&self, _: AccountId, _: Enrol) -> Answer<Enrolment> {
        ready(Err(Trouble::NotHere))
    }
    /// Second contacts.
    fn contacts(&self, _: AccountId) -> Answer<Contacts> {
        ready(Err(Trouble::NotHere))
    }
    /// Names one, or changes it.
    fn name_contact(&self, _: AccountId, _: ContactId, _: NameContact) -> Answer<Contacts> {
        ready(Err(Trouble::NotHere))
    }
    /// Removes one.
    fn remove_contact(&self, _: AccountId, _: ContactId) -> Answer<Contacts> {
        ready(Err(Trouble::NotHere))
    }
    /// Whether and when an account is closed.
    fn move_out(&self, _: AccountId) -> Answer<MoveOut> {
        ready(Err(Trouble::NotHere))
    }
    /// Asks to close it.
    fn ask_move_out(&self, _: AccountId, _: AskMoveOut) -> Answer<MoveOut> {
        ready(Err(Trouble::NotHere))
    }
    /// Takes that back.
    fn stay(&self, _: AccountId) -> Answer<MoveOut> {
        ready(Err(Trouble::NotHere))
    }
    /// Converts to regular billing or back.
    fn set_mode(&self, _: AccountId, _: SetMode) -> Answer<Program> {
        ready(Err(Trouble::NotHere))
    }
    /// What that would mean by now.
    fn conversion(&self, _: AccountId, _to: Mode) -> Answer<Conversion> {
        ready(Err(Trouble::NotHere))
    }
}
