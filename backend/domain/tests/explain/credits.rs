//! The energy that a payment bought comes again from what was kept with it, with the readings and
//! without them.

use crate::case::{ACCOUNT, Case};
use crate::{PAYMENT, computed, moved};
use ami_domain::chance::Seeded;
use ami_domain::energy::WattHours;
use ami_domain::explain::{
    CreditBehind, CreditGrounds, LineageId, PaymentSubject, Subject, fingerprint,
};
use ami_domain::ledger::{Book, Reason};
use ami_domain::money::Money;
use ami_domain::payment::lines;
use ami_domain::tariff::Meterage;
use ami_domain::usage::Profile;

/// A payment to this home at its last moment.
fn paid(case: &Case, dice: &mut Seeded) -> PaymentSubject {
    let cents = |dice: &mut Seeded, n| i64::try_from(dice.below(n)).unwrap();
    let amount = 1_000 + cents(dice, 9_000);
    let before = Money::cents(cents(dice, 12_000) - 6_000);
    let when = (case.opened, case.charged_until);
    let (tariff, zone) = (&case.tariff, &case.zone);
    let grounds = CreditGrounds {
        at: case.now,
        before,
        after: before + Money::cents(amount),
        meterage: Meterage::charged(tariff, zone, &case.history, when, case.bill_day),
        charged_until: case.charged_until,
        history_from: case.opened,
        opened_at: case.opened,
        bill_day: case.bill_day,
        intervals: case.history.len() as u64,
        mark: fingerprint(&case.history),
        tariff: tariff.clone(),
        profile: Profile::learn(&case.history, case.now, zone, &tariff.holidays),
    };
    let home = Book::Prepaid(ACCOUNT);
    let entries = vec![moved(
        1,
        Book::Clearing,
        home,
        amount,
        Reason::Payment(PAYMENT),
    )];
    PaymentSubject {
        account: ACCOUNT,
        payment: PAYMENT,
        amount: Money::cents(amount),
        zone: zone.name().to_owned(),
        lines: lines(&entries),
        entries,
        split: None,
        credit: Some(Box::new(CreditBehind {
            said: grounds.energy(zone),
            history: case.history.clone(),
            grounds,
        })),
    }
}

fn said(subject: &PaymentSubject) -> Vec<String> {
    let subject = Subject::Payment(Box::new(subject.clone()));
    computed(LineageId::Payment(PAYMENT), subject)
}

/// What a payment bought, computed again.
pub(crate) fn agree(case: &Case, dice: &mut Seeded, seed: u64) {
    let mut subject = paid(case, dice);
    assert_eq!(said(&subject), [""; 0], "credit {seed}");
    // Readings that were corrected since are left out, and the energy still follows.
    subject.credit.as_mut().unwrap().history.clear();
    assert_eq!(said(&subject), [""; 0], "credit {seed} without readings");
}

#[test]
fn energy_that_was_changed_is_refused_and_so_is_what_it_rests_on() {
    type Change = fn(&mut CreditBehind);
    let changes: [(Change, &str); 4] = [
        (
            |it| it.said += WattHours::new(1),
            "the energy that was bought",
        ),
        (
            |it| it.grounds.after += Money::dollars(1),
            "the energy that was bought",
        ),
        (
            |it| it.history[0].energy += WattHours::new(900),
            "the intervals are not those",
        ),
        (
            |it| it.grounds.meterage.today += WattHours::new(1),
            "where the meter stood",
        ),
    ];
    let tariffs = crate::tariffs();
    let mut tried = 0;
    for seed in 0..40 {
        let mut dice = Seeded::new(seed);
        let case = Case::new(&mut dice, &tariffs);
        let good = paid(&case, &mut dice);
        let behind = good.credit.as_ref().unwrap();
        if case.history.is_empty() || behind.said <= WattHours::new(1_000) {
            continue;
        }
        tried += 1;
        for (change, named) in &changes {
            let mut altered = good.clone();
            change(altered.credit.as_mut().unwrap());
            let found = said(&altered);
            assert!(
                found.iter().any(|one| one.starts_with(named)),
                "{named}: {found:?}"
            );
        }
    }
    assert!(tried > 10, "{tried}");
}

#[test]
fn what_is_kept_with_a_payment_is_small() {
    let tariffs = crate::tariffs();
    let mut dice = Seeded::new(1);
    let case = Case::new(&mut dice, &tariffs);
    let subject = paid(&case, &mut dice);
    let kept = serde_json::to_string(&subject.credit.unwrap().grounds).unwrap();
    println!("{} bytes", kept.len());
    assert!(kept.len() < 16_000, "{}", kept.len());
}
