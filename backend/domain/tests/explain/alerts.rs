//! The balance and the time that a text named come again from what was kept with it, with entries
//! and readings and without them.

use crate::case::{ACCOUNT, Case, tariffs};
use crate::computed;
use ami_domain::chance::Seeded;
use ami_domain::explain::{AlertGrounds, AlertSubject, LineageId, Subject};
use ami_domain::id::{AlertId, PaymentId};
use ami_domain::message::Bilingual;
use ami_domain::money::Money;

const ALERT: AlertId = AlertId::from_number(8);

/// A text that says what a view of this home shows.
fn told(case: &Case, dice: &mut Seeded) -> AlertSubject {
    let view = case.view(dice);
    let (grounds, shown) = (view.grounds, view.shown);
    AlertSubject {
        account: ACCOUNT,
        alert: ALERT,
        text: Bilingual {
            en: "Your balance is low.".into(),
            es: "Su saldo es bajo.".into(),
        },
        grounds: AlertGrounds {
            at: case.now,
            account: ACCOUNT,
            mode: shown.mode,
            zone: view.zone,
            balance: shown.balance,
            help: grounds.help,
            least: Money::dollars(10),
            remaining: shown.remaining,
            about: Some(LineageId::Payment(PaymentId::from_number(3))),
            meterage: grounds.meterage,
            charged_until: grounds.charged_until,
            history_from: grounds.history_from,
            opened_at: view.opened_at,
            bill_day: view.bill_day,
            intervals: grounds.intervals,
            mark: grounds.mark,
            tariff: view.tariff,
            profile: view.profile,
        },
        history: view.history,
        brought_forward: view.brought_forward,
        entries: view.entries,
    }
}

fn said(subject: &AlertSubject) -> Vec<String> {
    let subject = Subject::Alert(Box::new(subject.clone()));
    computed(LineageId::Alert(ALERT), subject)
}

pub(crate) fn agree(case: &Case, dice: &mut Seeded, seed: u64) {
    let whole = told(case, dice);
    assert_eq!(said(&whole), [""; 0], "alert {seed}");
    let stands = whole.clone().as_it_stood();
    assert_eq!(stands, whole, "entries that fit stay, alert {seed}");
    // Use that was charged anew since, and readings that were corrected: no false alarm.
    let mut later = whole;
    later
        .entries
        .truncate(later.entries.len().saturating_sub(1));
    later.brought_forward += Money::micros(7);
    later.history.clear();
    let later = later.as_it_stood();
    assert!(later.entries.is_empty());
    assert_eq!(said(&later), [""; 0], "alert {seed} without entries");
}

#[test]
fn a_text_whose_figures_were_changed_is_refused_with_the_difference_named() {
    type Change = fn(&mut AlertSubject);
    let changes: [(Change, &str); 5] = [
        (|it| it.grounds.balance += Money::micros(1), "the balance"),
        (
            |it| {
                it.entries.pop();
            },
            "the balance",
        ),
        (|it| it.grounds.remaining = None, "the time left"),
        (
            |it| {
                it.history.pop();
            },
            "the intervals are not those",
        ),
        (
            |it| it.alert = AlertId::from_number(9),
            "the bundle is named",
        ),
    ];
    let mut dice = Seeded::new(21);
    let good = loop {
        let case = Case::new(&mut dice, &tariffs());
        let one = told(&case, &mut dice);
        if one.grounds.remaining.is_some() && one.history.len() > 3 && !one.entries.is_empty() {
            break one;
        }
    };
    assert_eq!(said(&good), [""; 0]);
    for (change, named) in changes {
        let mut changed = good.clone();
        change(&mut changed);
        let found = said(&changed);
        let is_named = found.iter().any(|one| one.starts_with(named));
        assert!(is_named, "{named}: {found:?}");
    }
}
