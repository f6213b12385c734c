//! What a time for an event was expected to cost comes again from the hours that it rests on, with
//! the pattern of use and without it.

use crate::case::{ACCOUNT, Case, pick, tariffs};
use crate::computed;
use ami_domain::chance::Seeded;
use ami_domain::energy::WattHours;
use ami_domain::estimate::estimate;
use ami_domain::explain::{CostGrounds, CostSubject, CreditGrounds, LineageId, Subject};
use ami_domain::forecast::Basis;
use ami_domain::id::CostId;
use ami_domain::money::Money;
use ami_domain::tariff::Meterage;
use ami_domain::time::{Span, Window};
use ami_domain::usage::Profile;

const COST: CostId = CostId::from_number(6);

/// As the back office asks: from the start of the window on, with a meter at zero.
fn asked(case: &Case, dice: &mut Seeded, own_site: bool) -> CostSubject {
    let tariff = case.tariff.for_event();
    let minutes = |dice: &mut Seeded, n| Span::minutes(15 * i64::try_from(dice.below(n)).unwrap());
    let start = case.now + minutes(dice, 3_000);
    let window = Window::new(start, start + Span::minutes(15) + minutes(dice, 2_000)).unwrap();
    let profile = Profile::learn(&case.history, case.now, &case.zone, &tariff.holidays);
    let basis = Basis {
        zone: &case.zone,
        tariff: &tariff,
        profile: &profile,
        meterage: Meterage::starting(case.zone.civil(start).day, case.bill_day),
        charged_until: start,
        now: start,
    };
    let least = Money::dollars([10, 25][pick(dice, 2)]);
    let said = estimate(&basis, window, Money::ZERO, least);
    let grounds = CostGrounds {
        at: case.now,
        account: ACCOUNT,
        own_site,
        zone: case.zone.name().to_owned(),
        bill_day: case.bill_day,
        least,
        tariff: tariff.clone(),
        profile,
        said,
    };
    grounds.subject(COST, &case.zone)
}

fn said(subject: &CostSubject) -> Vec<String> {
    computed(
        LineageId::Cost(COST),
        Subject::Cost(Box::new(subject.clone())),
    )
}

pub(crate) fn agree(case: &Case, dice: &mut Seeded, seed: u64) {
    for own_site in [true, false] {
        let subject = asked(case, dice, own_site);
        assert_eq!(
            subject.profile.is_some(),
            own_site,
            "the pattern is its customer's"
        );
        assert_eq!(said(&subject), [""; 0], "cost {seed}");
        let lines = subject.lines(&case.zone);
        let sum: Money = lines.iter().map(|line| line.amount).sum();
        assert_eq!(sum, subject.said.p50, "the lines add up, cost {seed}");
    }
    hours_agree(case, dice, seed);
}

/// What the money of an event buys is the same by the pattern and by the hours that it reaches.
fn hours_agree(case: &Case, dice: &mut Seeded, seed: u64) {
    let at = case.now + Span::hours(i64::try_from(dice.below(300)).unwrap());
    let tariff = case.tariff.for_event();
    let grounds = CreditGrounds {
        at,
        before: Money::ZERO,
        after: Money::cents(i64::try_from(dice.below(20_000)).unwrap()),
        meterage: Meterage::starting(case.zone.civil(at).day, case.bill_day),
        charged_until: at,
        history_from: at,
        opened_at: at,
        bill_day: case.bill_day,
        intervals: 0,
        mark: 0,
        profile: Profile::learn(&case.history, case.now, &case.zone, &tariff.holidays),
        tariff,
    };
    let by_pattern = grounds.energy(&case.zone);
    let by_hours = grounds.hours(by_pattern, &case.zone);
    assert_eq!(by_hours.energy(&case.zone), by_pattern, "hours {seed}");
}

#[test]
fn a_cost_that_was_changed_is_refused_with_the_difference_named() {
    type Change = fn(&mut CostSubject);
    let changes: [(Change, &str); 6] = [
        (|is| is.said.p50 += Money::micros(1), "the likely cost"),
        (
            |is| is.said.p80 += Money::micros(1),
            "the cost four times in five",
        ),
        (
            |is| is.said.energy_p50 += WattHours::new(1),
            "the likely energy",
        ),
        (
            |is| is.likely[0].energy += WattHours::new(1_000),
            "the likely cost",
        ),
        (
            |is| {
                is.ample.pop();
            },
            "the time of the use four times in five",
        ),
        (|is| is.cost = CostId::from_number(7), "the bundle is named"),
    ];
    let tariffs = tariffs();
    for own_site in [true, false] {
        let mut dice = Seeded::new(11);
        let good = loop {
            let case = Case::new(&mut dice, &tariffs);
            let one = asked(&case, &mut dice, own_site);
            if one.likely.len() > 2 && one.said.p50.is_positive() {
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
        let mut patterned = good.clone();
        patterned.likely[1].energy += WattHours::new(1);
        let found = said(&patterned);
        let by_pattern = found.iter().any(|one| one.starts_with("the expected use"));
        assert_eq!(by_pattern, own_site, "{found:?}");
    }
}
