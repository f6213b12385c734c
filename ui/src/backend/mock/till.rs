//! Money that is moved at a desk, in the demonstration.

use super::super::mock_data::{BEGIN, moment};
use super::{MockBackend, later, refused};
use crate::backend::Answer;
use crate::backend::till::Till;
use ami_domain::account::Mode;
use ami_domain::convert::{self, Booked, Grounds, Terms};
use ami_domain::deposit::{Stands, Way};
use ami_domain::energy::WattHours;
use ami_domain::explain::{ConversionSubject, LineageId, Subject};
use ami_domain::id::{AccountId, DepositId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::role::Role;
use ami_domain::time::{Span, Timestamp};
use ami_wire::api::MoveOut;
use ami_wire::api::SawChequeCashed;
use ami_wire::api::converted::{ChangedBy, Converted};
use ami_wire::api::deposit::{Deposit, DepositMove, DepositWhat, StepDeposit};
use std::cell::RefCell;

/// What changes while the page is open.
pub(super) struct Kept {
    stands: RefCell<Stands>,
    /// Newest first, each with the id that it was entered by.
    moves: RefCell<Vec<(DepositId, DepositMove)>>,
}

impl Default for Kept {
    /// $60 that was taken when the account was opened; $87.50 is owed as debt.
    fn default() -> Self {
        let taken = DepositMove {
            at: moment(BEGIN - Span::days(200)),
            what: "deposit_taken".to_owned(),
            other: "clearing".to_owned(),
            amount: Money::dollars(60),
            way: Some(Way::Cheque),
            reference: "1042".to_owned(),
            why: "No credit history, and wants a monthly bill".to_owned(),
            by: "Rosa Delgado".to_owned(),
        };
        Self {
            stands: RefCell::new(Stands {
                held: Money::dollars(60),
                bill: Money::cents(1_250),
                ..Stands::default()
            }),
            moves: RefCell::new(vec![(DepositId::from_number(1), taken)]),
        }
    }
}

impl Kept {
    /// What is held now.
    pub(super) fn held(&self) -> Money {
        self.stands.borrow().held
    }
}

impl MockBackend {
    fn deposit_now(&self) -> Deposit {
        let role = self.0.session.borrow().as_ref().map(|one| one.role);
        let customer = role == Some(Role::Customer);
        let stands = *self.0.till.stands.borrow();
        let shown = |(_, one): &(DepositId, DepositMove)| {
            let mut one = one.clone();
            if customer {
                one.by.clear();
                one.why.clear();
            }
            one
        };
        Deposit {
            lineage: None,
            currency: "USD".to_owned(),
            held: stands.held,
            owed: stands.owed(),
            most_back: stands.most_back(),
            kept_for_lent: stands.kept_for_lent(),
            most_applied: stands.most_applied(),
            moves: self.0.till.moves.borrow().iter().map(shown).collect(),
        }
    }
}

impl MockBackend {
    /// What was asked for since the page was opened, before the one of 200 days ago.
    fn changes(&self, account: AccountId) -> Vec<Converted> {
        let first = first(account);
        let now = self.0.power.mode();
        if now == first.to {
            return vec![first];
        }
        let asked = Converted {
            at: moment(BEGIN + Span::minutes(55)),
            from: first.to,
            to: now,
            decided_at: moment(self.0.now()),
            by: ChangedBy::Customer,
            settled: false,
            credit: None,
            fee: Money::ZERO,
            deposit: Money::ZERO,
            returned: Money::ZERO,
            lineage: None,
            ..first.clone()
        };
        vec![asked, first]
    }
}

/// From a monthly bill to prepaid, with a fee and with a deposit that came back.
fn first(account: AccountId) -> Converted {
    let at = BEGIN - Span::days(120);
    let role = crate::shell::shell().role();
    let name = match role {
        Some(Role::Representative) => "Maria Alvarez",
        Some(Role::Customer | Role::Utility | Role::Installer) | None => "",
    };
    Converted {
        at: moment(at),
        from: Mode::Regular,
        to: Mode::Prepaid,
        decided_at: moment(at - Span::minutes(25)),
        by: ChangedBy::Customer,
        name: name.to_owned(),
        settled: true,
        balance: Money::cents(2_190),
        owed: Money::ZERO,
        debt: Money::cents(8_750),
        held: Money::ZERO,
        credit: Some(WattHours::kilo(81)),
        register: WattHours::kilo(12_408),
        fee: Money::dollars(5),
        deposit: Money::ZERO,
        returned: Money::dollars(40),
        lineage: Some(LineageId::Conversion { account, at }),
    }
}

/// What is behind it.
pub(super) fn behind(account: AccountId, at: Timestamp) -> Option<Subject> {
    let said = first(account);
    if said.at.at != at {
        return None;
    }
    let (bill, held) = (Book::Receivable(account), Book::Deposit(account));
    let posted = said.decided_at.at;
    let entry = |id: u128, books, dollars, reason| {
        let id = TransferId::from_number(0xc0de + id);
        Transfer::posted(id, books, Money::dollars(dollars), reason, posted)
    };
    Some(Subject::Conversion(Box::new(ConversionSubject {
        account,
        at,
        mode: said.to,
        zone: "America/Los_Angeles".to_owned(),
        grounds: Grounds {
            terms: Terms {
                fee: said.fee,
                deposit: Money::dollars(40),
            },
            stands: convert::Stands {
                bill: -Money::dollars(12),
                debt: Money::ZERO,
                held: Money::dollars(40),
            },
        },
        booked: Booked {
            fee: said.fee,
            deposit: said.deposit,
            returned: said.returned,
        },
        entries: vec![
            entry(1, (bill, Book::Fees), 5, Reason::ModeFee),
            entry(2, (held, bill), 17, Reason::DepositUsed),
            entry(3, (held, Book::Prepaid(account)), 23, Reason::DepositUsed),
        ],
    })))
}

impl Till for MockBackend {
    fn deposit(&self, _: AccountId) -> Answer<Deposit> {
        later(Ok(self.deposit_now()))
    }
    fn conversions(&self, account: AccountId) -> Answer<Vec<Converted>> {
        later(Ok(self.changes(account)))
    }
    fn step_deposit(&self, _: AccountId, id: DepositId, step: StepDeposit) -> Answer<Deposit> {
        let kept = &self.0.till;
        let known = kept.moves.borrow().iter().any(|(one, _)| *one == id);
        if known {
            return later(Ok(self.deposit_now()));
        }
        let mut stands = kept.stands.borrow_mut();
        let (what, other, amount) = match step.what {
            DepositWhat::Taken => ("deposit_taken", "clearing", step.amount),
            DepositWhat::GivenBack if step.amount <= stands.most_back() => {
                ("deposit_given_back", "clearing", -step.amount)
            }
            DepositWhat::Applied if step.amount <= stands.most_applied() => {
                stands.bill -= step.amount;
                ("deposit_used", "receivable", -step.amount)
            }
            DepositWhat::GivenBack | DepositWhat::Applied => {
                return later(Err(refused("error-deposit-amount")));
            }
        };
        stands.held += amount;
        drop(stands);
        let made = DepositMove {
            at: moment(self.0.now()),
            what: what.to_owned(),
            other: other.to_owned(),
            amount,
            way: step.way,
            reference: step.reference,
            why: step.why,
            by: self.0.who(),
        };
        kept.moves.borrow_mut().insert(0, (id, made));
        later(Ok(self.deposit_now()))
    }
    fn cheque_cashed(&self, _: AccountId, id: TransferId, _: SawChequeCashed) -> Answer<MoveOut> {
        self.0.stay.cheque_cashed(id);
        later(Ok(self.0.stay.move_out(&self.0.state)))
    }
}
