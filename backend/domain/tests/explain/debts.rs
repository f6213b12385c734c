//! What a day or a payment gave to debt comes again from the plan, and no other plan passes.

use crate::computed;
use crate::debt_case::DebtCase;
use ami_domain::chance::Seeded;
use ami_domain::debt::{Every, Recovery};
use ami_domain::explain::{
    DebtBehind, DebtGrounds, DebtStep, LineageId, PaymentSubject, RecoverySubject, Subject,
};
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};

/// A home's weeks of paying back, each day and payment computed again; how many there were.
pub(crate) fn agree(dice: &mut Seeded, seed: u64) -> u64 {
    let case = DebtCase::new(dice);
    let count = case.told.len() as u64;
    for (lineage, subject) in case.told {
        let found = computed(lineage, subject);
        assert_eq!(found, [""; 0], "debt {seed} {lineage}");
    }
    count
}

/// Days that took something, and payments that gave something, of many homes.
fn found() -> (Vec<RecoverySubject>, Vec<(LineageId, PaymentSubject)>) {
    let (mut days, mut payments) = (Vec::new(), Vec::new());
    for seed in 0..60 {
        let case = DebtCase::new(&mut Seeded::new(seed));
        for (lineage, subject) in case.told {
            match subject {
                Subject::Recovery(day) if !day.entries.is_empty() => days.push(*day),
                Subject::Payment(paid) if paid.entries.len() > 1 => payments.push((lineage, *paid)),
                _ => {}
            }
        }
    }
    (days, payments)
}

fn name_of(day: &RecoverySubject) -> LineageId {
    LineageId::Entry(day.entries[0].id)
}

fn said(day: &RecoverySubject) -> Vec<String> {
    let subject = Subject::Recovery(Box::new(day.clone()));
    computed(name_of(day), subject)
}

fn plan_changed(recovery: Recovery) -> Recovery {
    let more = Money::micros(1);
    match recovery {
        Recovery::Time { amount, every } => Recovery::Time {
            amount: amount + more,
            every,
        },
        Recovery::Share { permille } => Recovery::Share {
            permille: permille + 1,
        },
        Recovery::CatchUp {
            amount,
            every,
            permille,
        } => Recovery::CatchUp {
            amount,
            every: match every {
                Every::Day => Every::Week,
                Every::Week => Every::Day,
            },
            permille,
        },
    }
}

type Change = (&'static str, fn(&mut DebtGrounds));

const CHANGES: [Change; 8] = [
    ("plan", |is| {
        is.debts[0].recovery = plan_changed(is.debts[0].recovery);
    }),
    ("owed", |is| is.debts[0].owed += Money::micros(1)),
    ("missed", |is| is.debts[0].missed += Money::micros(1)),
    ("pause", |is| {
        is.held_until = Some(is.at + Span::millis(1));
    }),
    ("day", |is| is.policy.day_max += Money::micros(1)),
    ("month", |is| is.policy.month_max += Money::micros(1)),
    ("least", |is| is.policy.least_credit += Money::micros(1)),
    ("balance", |is| is.prepaid += Money::micros(1)),
];

#[test]
fn a_plan_that_was_altered_is_caught_whether_or_not_it_changes_the_amount() {
    let (days, payments) = found();
    assert!(days.len() > 100 && payments.len() > 50);
    for (what, change) in CHANGES {
        for day in &days {
            let mut altered = day.clone();
            change(&mut altered.behind.decision.grounds);
            assert_ne!(said(&altered), [""; 0], "{what} of a day");
        }
        for (lineage, paid) in &payments {
            let mut altered = paid.clone();
            change(&mut altered.split.as_mut().unwrap().decision.grounds);
            let subject = Subject::Payment(Box::new(altered));
            assert_ne!(computed(*lineage, subject), [""; 0], "{what} of a payment");
        }
    }
}

/// Who alters a plan can make its mark anew; the ledger still says what was taken.
#[test]
fn an_altered_plan_with_a_new_mark_is_caught_by_the_entries_where_it_takes_another_amount() {
    let (days, _) = found();
    let mut caught = 0;
    for day in days {
        let mut altered = day.clone();
        let grounds = &mut altered.behind.decision.grounds;
        for debt in &mut grounds.debts {
            debt.recovery = Recovery::Time {
                amount: Money::micros(10_001),
                every: Every::Day,
            };
        }
        let again = ami_domain::debt::day(&grounds.state());
        let mark = grounds.mark();
        altered.behind.decision.mark = mark;
        altered.behind.decision.step = DebtStep::Day(again.clone());
        let taken: Money = again.iter().map(|part| part.taken).sum();
        if taken != day.taken() {
            let found = said(&altered);
            assert!(
                found[0].starts_with("what the day took of debt"),
                "{found:?}"
            );
            caught += 1;
        }
    }
    assert!(caught > 100, "{caught}");
}

#[test]
fn an_entry_that_the_caps_had_counted_and_is_left_out_is_missed() {
    let (days, _) = found();
    let counted = |day: &&RecoverySubject| !day.behind.counted.is_empty();
    let mut day = days.iter().find(counted).unwrap().clone();
    day.behind.counted.pop();
    let found = said(&day);
    assert!(
        found[0].starts_with("what the caps had counted"),
        "{found:?}"
    );
}

#[test]
fn a_pause_takes_nothing_and_is_explained_by_its_end() {
    let mut held = 0;
    for seed in 0..60 {
        let case = DebtCase::new(&mut Seeded::new(seed));
        for (lineage, subject) in case.told {
            let Subject::Recovery(mut day) = subject else {
                continue;
            };
            let DebtBehind { decision, .. } = &mut day.behind;
            let grounds = &mut decision.grounds;
            if grounds.held_until.is_none_or(|until| grounds.at >= until) {
                continue;
            }
            assert_eq!(day.entries, []);
            held += 1;
            // Without the pause the plan would have taken something, or nothing was there.
            grounds.held_until = Some(Timestamp::default());
            assert_ne!(computed(lineage, Subject::Recovery(day)), [""; 0]);
        }
    }
    assert!(held > 10, "{held}");
}
