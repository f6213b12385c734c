//! What a time will cost and what is enough for it comes again from what it rested on.

use crate::case::{ACCOUNT, Case, pick, tariffs};
use crate::computed;
use ami_domain::chance::Seeded;
use ami_domain::estimate::{amount_until, estimate, through_next_bill};
use ami_domain::explain::{EstimateGrounds, EstimateSubject, LineageId, Subject};
use ami_domain::forecast::Basis;
use ami_domain::money::Money;
use ami_domain::time::{Span, Window};

/// Through the next bill, and through a day by chance: both come out the same.
pub(crate) fn agree(case: &Case, dice: &mut Seeded, seed: u64) {
    for days in [None, Some(dice.below(90))] {
        let subject = estimated(case, dice, days);
        let (account, window) = (ACCOUNT, subject.grounds.window);
        let lineage = LineageId::Estimate { account, window };
        let subject = Subject::Estimate(Box::new(subject));
        assert_eq!(computed(lineage, subject), [""; 0], "estimate {seed}");
    }
}

fn estimated(case: &Case, dice: &mut Seeded, days: Option<u64>) -> EstimateSubject {
    let view = case.view(dice);
    let basis = Basis {
        zone: &case.zone,
        tariff: &case.tariff,
        profile: &view.profile,
        meterage: view.grounds.meterage,
        charged_until: case.charged_until,
        now: case.now,
    };
    let window = match days {
        None => through_next_bill(&basis).unwrap(),
        Some(days) => {
            let day = case.zone.civil(case.now).day;
            let day = day.plus(1 + i32::try_from(days).unwrap());
            Window::new(case.now, case.zone.start_of(day)).unwrap()
        }
    };
    let least = Money::dollars([10, 25][pick(dice, 2)]);
    let balance = view.balance();
    let enough = amount_until(&basis, window.end, balance, least);
    let estimate = estimate(&basis, window, balance, least);
    EstimateSubject {
        account: ACCOUNT,
        tariff: view.tariff,
        zone: view.zone,
        bill_day: view.bill_day,
        opened_at: view.opened_at,
        history: view.history,
        profile: view.profile,
        grounds: EstimateGrounds {
            window,
            balance,
            help: view.grounds.help,
            least,
            meterage: view.grounds.meterage,
            charged_until: view.grounds.charged_until,
            history_from: view.grounds.history_from,
            intervals: view.grounds.intervals,
            mark: view.grounds.mark,
            estimate,
            enough,
        },
        brought_forward: view.brought_forward,
        entries: view.entries,
    }
}

#[test]
fn an_estimate_that_was_changed_is_refused_with_the_difference_named() {
    type Change = fn(&mut EstimateSubject);
    let changes: [(Change, &str); 6] = [
        (
            |is| is.grounds.enough.safe += Money::dollars(1),
            "what is enough for sure",
        ),
        (
            |is| is.grounds.enough.likely += Money::dollars(1),
            "what is likely enough",
        ),
        (
            |is| is.grounds.estimate.suggested += Money::dollars(1),
            "the suggested payment",
        ),
        (
            |is| is.grounds.balance += Money::micros(1),
            "the balance: stated",
        ),
        (
            |is| {
                is.history.pop();
            },
            "the intervals are not those",
        ),
        (
            |is| is.grounds.window.end = is.grounds.window.end + Span::days(1),
            "the bundle is named",
        ),
    ];
    let mut dice = Seeded::new(5);
    let good = loop {
        let case = Case::new(&mut dice, &tariffs());
        let one = estimated(&case, &mut dice, Some(40));
        if one.grounds.enough.safe.is_positive() && one.history.len() > 3 {
            break one;
        }
    };
    let (account, window) = (ACCOUNT, good.grounds.window);
    let lineage = LineageId::Estimate { account, window };
    let said = |one: &EstimateSubject| {
        let subject = Subject::Estimate(Box::new(one.clone()));
        computed(lineage, subject)
    };
    assert_eq!(said(&good), [""; 0]);
    for (change, named) in changes {
        let mut changed = good.clone();
        change(&mut changed);
        let found = said(&changed);
        assert!(found[0].starts_with(named), "{named}: {found:?}");
    }
}
