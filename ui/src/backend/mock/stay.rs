//! Enrolment, second contacts and moving out of the demonstration.

use super::super::mock_data::{BEGIN, moment};
use ami_domain::account::{AtZero, Mode};
use ami_domain::enrol::{Bar, Need, Scope};
use ami_domain::id::{ContactId, TransferId};
use ami_domain::money::Money;
use ami_domain::move_out::Unpaid;
use ami_domain::time::{Day, LocalMoment, Span, Timestamp, Zone};
use ami_wire::api::enrol::{
    Contact, Contacts, Disclosure, Enrol, Enrolled, Enrolment, NameContact, OfferedOutcome,
};
use ami_wire::api::{Cheque, ChequeSent, ChequeState, MoveOut};
use std::cell::RefCell;

/// So many contacts there may be.
const CONTACTS_MAX: usize = 5;
const TEXT_EN: &str = "# Prepaid electricity\n\nYou pay before you use power. This is the text of \
                       a demonstration; the real one stands on the server.\n";
const TEXT_ES: &str = "# Electricidad de prepago\n\nUsted paga antes de usar la luz. Este es el \
                       texto de una demostración; el verdadero está en el servidor.\n";

/// What changes while the page is open.
pub(super) struct Kept {
    screened: RefCell<Option<Vec<Need>>>,
    enrolled: RefCell<Option<(LocalMoment, AtZero)>>,
    contacts: RefCell<Vec<Contact>>,
    leaves: RefCell<Option<Timestamp>>,
    cheques: RefCell<Vec<Cheque>>,
}

impl Default for Kept {
    fn default() -> Self {
        let lola = Contact {
            id: ContactId::from_number(1),
            name: "Lola Alvarez".to_owned(),
            reach: "lola@example.org".to_owned(),
            scope: vec![Scope::Warnings],
            since: moment(BEGIN - Span::days(200)),
        };
        Self {
            screened: RefCell::default(),
            enrolled: RefCell::default(),
            contacts: RefCell::new(vec![lola]),
            leaves: RefCell::default(),
            cheques: RefCell::default(),
        }
    }
}

impl Kept {
    /// Where the account stands, with the text in the language of this tag.
    pub(super) fn enrolment(&self, locale: &str) -> Enrolment {
        let needs = self.screened.borrow().clone();
        let protected = needs.as_ref().is_some_and(|needs| !needs.is_empty());
        let offers = AtZero::ALL.map(|outcome| {
            let cuts = matches!(outcome, AtZero::Disconnect | AtZero::Limit);
            OfferedOutcome {
                outcome,
                bars: if cuts && protected {
                    vec![Bar::Protected]
                } else {
                    Vec::new()
                },
            }
        });
        let enrolled = self.enrolled.borrow().map(|(at, _)| Enrolled {
            at,
            proof: "session".to_owned(),
            digest: "0".repeat(64),
        });
        let text = if locale.starts_with("es") {
            TEXT_ES
        } else {
            TEXT_EN
        };
        Enrolment {
            name: "Maria Alvarez".to_owned(),
            number: "100001".to_owned(),
            mode: if enrolled.is_some() {
                Mode::Prepaid
            } else {
                Mode::Regular
            },
            enrolled,
            screened: needs,
            bars: Vec::new(),
            offers: offers.into(),
            disclosure: Disclosure {
                name: "demonstration".to_owned(),
                version: 1,
                locale: locale.to_owned(),
                text: text.to_owned(),
                digest: "0".repeat(64),
            },
            starts: moment(BEGIN + Span::minutes(55)),
        }
    }
    pub(super) fn screen(&self, needs: Vec<Need>) {
        *self.screened.borrow_mut() = Some(needs);
    }
    /// Agrees, or says with the id of an error why not.
    pub(super) fn enrol(&self, now: Timestamp, wish: &Enrol) -> Result<(), &'static str> {
        if !wish.consent {
            return Err("error-consent-needed");
        }
        *self.enrolled.borrow_mut() = Some((moment(now), wish.at_zero));
        Ok(())
    }
    pub(super) fn contacts(&self) -> Contacts {
        Contacts {
            contacts: self.contacts.borrow().clone(),
            max: CONTACTS_MAX,
        }
    }
    /// Names one, or says with the id of an error why not.
    pub(super) fn name_contact(
        &self,
        now: Timestamp,
        id: ContactId,
        wish: NameContact,
    ) -> Result<(), &'static str> {
        if !wish.consent {
            return Err("error-consent-needed");
        }
        if wish.name.trim().len() < 2 || wish.reach.trim().len() < 3 {
            return Err("error-contact-reach");
        }
        let mut all = self.contacts.borrow_mut();
        all.retain(|one| one.id != id);
        if all.len() >= CONTACTS_MAX {
            return Err("error-contacts-full");
        }
        all.push(Contact {
            id,
            name: wish.name,
            reach: wish.reach,
            scope: wish.scope,
            since: moment(now),
        });
        Ok(())
    }
    pub(super) fn remove_contact(&self, id: ContactId) {
        self.contacts.borrow_mut().retain(|one| one.id != id);
    }
    /// What moving out would do, and in the state `gone` what it has done.
    pub(super) fn move_out(&self, state: &str) -> MoveOut {
        let gone = state == "gone";
        let leaves = self.leaves.borrow().map(moment);
        let cheques = self.cheques.borrow().clone();
        let out = |one: &&Cheque| one.state != ChequeState::Cancelled;
        let sent: Money = cheques.iter().filter(out).map(|one| one.amount).sum();
        let (returns, left) = if gone {
            (Money::ZERO, Money::cents(1_925))
        } else {
            (Money::dollars(20), Money::cents(340))
        };
        MoveOut {
            lineage: None,
            at: leaves.or_else(|| gone.then(|| moment(BEGIN - Span::days(3)))),
            closed: gone.then(|| moment(BEGIN - Span::days(3))),
            refund: returns + left,
            returns,
            cheque: left - sent,
            owed: Money::ZERO,
            held: Money::ZERO,
            stands: Vec::new(),
            booked: 0,
            may_send: gone,
            cheques,
        }
    }
    /// Asks for a day, written `YYYY-MM-DDTHH:MM`; or takes it back without one.
    pub(super) fn leave(&self, at: Option<&str>) {
        let zone = Zone::named("America/Los_Angeles").unwrap_or_else(|_| Zone::utc());
        let day = at.and_then(|at| Day::from_text(at.get(..10)?));
        *self.leaves.borrow_mut() = day.map(|day| zone.start_of(day));
    }
    pub(super) fn cheque(&self, id: TransferId, by: Option<String>, sent: ChequeSent) {
        let Some(sent_on) = Day::from_text(&sent.sent_on) else {
            return;
        };
        let mut all = self.cheques.borrow_mut();
        if all.iter().all(|known| known.number != sent.number) {
            all.push(Cheque {
                id,
                number: sent.number,
                sent_on,
                amount: sent.amount,
                by,
                state: ChequeState::Open,
                ended_on: None,
                paid: None,
                why: None,
                how: None,
                by_hand: false,
            });
        }
    }
    pub(super) fn cheque_cashed(&self, id: TransferId) {
        let mut all = self.cheques.borrow_mut();
        if let Some(one) = all.iter_mut().find(|one| one.id == id) {
            one.state = ChequeState::Cashed;
            one.by_hand = true;
            one.ended_on = Some(one.sent_on);
        }
    }
    pub(super) fn cancel_cheque(&self, id: TransferId, how: Option<Unpaid>, why: String) {
        let mut all = self.cheques.borrow_mut();
        if let Some(one) = all.iter_mut().find(|one| one.id == id) {
            one.state = ChequeState::Cancelled;
            one.ended_on = Some(one.sent_on);
            one.why = Some(why);
            one.how = how;
            one.by_hand = false;
        }
    }
}
