//! A figure computed again from its exported bundle is the same, bit for bit; and a bundle that was
//! changed anywhere that matters is found out.
#![expect(clippy::unwrap_used, reason = "tests")]

mod alerts;
mod books;
mod case;
mod costs;
mod credits;
mod debt_case;
mod debts;
mod estimates;
mod events;
mod ids;

use ami_domain::chance::Seeded;
use ami_domain::debt::{Debt, DebtKind, Recovery};
use ami_domain::energy::WattHours;
use ami_domain::explain::{
    Bundle, Differs, LineageId, OwedSubject, PaymentSubject, Subject, ViewSubject, differences_of,
};
use ami_domain::id::{DebtId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::{Money, Round};
use ami_domain::payment::lines;
use ami_domain::tariff::{Meterage, Tariff, Walk};
use ami_domain::time::{Day, Span, Timestamp, Window, Zone};
use ami_domain::usage::Interval;
use case::{ACCOUNT, Case, tariffs};

/// So many random figures are computed again unless `AMI_EXPLAIN_CASES` says otherwise; the whole
/// proof is 100,000: `AMI_EXPLAIN_CASES=100000 cargo test --profile fleet -p ami-domain --test
/// explain -- --nocapture random`.
const CASES: u64 = 2_000;

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test says how many cases it has"
)]
fn cases() -> u64 {
    let asked = std::env::var("AMI_EXPLAIN_CASES");
    asked.map_or(CASES, |cases| cases.parse().expect("a number of cases"))
}

fn view_id() -> LineageId {
    LineageId::View {
        account: ACCOUNT,
        seq: 3,
    }
}

/// Out to a file and in again on another machine.
fn travelled(lineage: LineageId, subject: Subject) -> Bundle {
    let bundle = Bundle::new(lineage, subject);
    let text = serde_json::to_string(&bundle).unwrap();
    let again: Bundle = serde_json::from_str(&text).unwrap();
    assert_eq!(again, bundle);
    again
}

fn computed(lineage: LineageId, subject: Subject) -> Vec<String> {
    differences_of(&travelled(lineage, subject).differences())
}

#[test]
fn random_figures_computed_again_from_their_bundle_agree() {
    let cases = cases();
    let tariffs = tariffs();
    let (mut figures, mut intervals, mut again) = (0, 0, 0);
    // Each home gives a view, what all of its time cost, and what a part of it did.
    for seed in 0..cases.div_ceil(3) {
        let mut dice = Seeded::new(seed);
        let case = Case::new(&mut dice, &tariffs);
        let view = Subject::View(Box::new(case.view(&mut dice)));
        assert_eq!(computed(view_id(), view), [""; 0], "view {seed}");
        if seed % 2 == 0 {
            estimates::agree(&case, &mut dice, seed);
            credits::agree(&case, &mut dice, seed);
            costs::agree(&case, &mut dice, seed);
            alerts::agree(&case, &mut dice, seed);
            figures += 8;
        }
        let part = Window {
            start: case.opened + Span::hours(i64::try_from(dice.below(50)).unwrap()),
            end: case.now,
        };
        for window in [case.whole(), part] {
            let Some(window) = Window::new(window.start, window.end) else {
                continue;
            };
            let charges = case.charges(window);
            intervals += charges.charges.len();
            again += charges
                .charges
                .iter()
                .filter(|one| one.entries.len() > 2)
                .count();
            let lineage = LineageId::Charges {
                account: ACCOUNT,
                window,
            };
            let charges = Subject::Charges(Box::new(charges));
            assert_eq!(computed(lineage, charges), [""; 0], "charges {seed}");
        }
        // The weeks of one home are some thirty days and payments.
        if seed % 8 == 0 {
            figures += debts::agree(&mut dice, seed);
        }
        events::agree(&mut dice, &tariffs, seed);
        books::agree(&mut dice, seed);
        figures += 5;
    }
    println!(
        "{figures} random figures agree: {intervals} intervals charged, {again} of them charged \
         again after they came late or were corrected"
    );
    assert!(intervals > 0 && again > 0, "the cases hold what they must");
}

#[test]
fn a_view_that_was_changed_is_refused_with_the_difference_named() {
    type Change = fn(&mut ViewSubject);
    let changes: [(Change, &str); 6] = [
        (|view| view.shown.balance += Money::micros(1), "the balance"),
        (
            |view| view.shown.credit += WattHours::new(1),
            "the energy left",
        ),
        (
            |view| view.history[0].energy += WattHours::new(1),
            "the intervals are not those",
        ),
        (
            |view| view.history.truncate(view.history.len() - 1),
            "the intervals are not those",
        ),
        (
            |view| view.entries.truncate(view.entries.len() - 1),
            "the balance",
        ),
        (
            |view| view.grounds.meterage.today += WattHours::new(1),
            "where the meter stood",
        ),
    ];
    let tariffs = tariffs();
    let mut dice = Seeded::new(3);
    let good = loop {
        let case = Case::new(&mut dice, &tariffs);
        let view = case.view(&mut dice);
        if view.shown.remaining.is_some() && view.entries.len() > 3 {
            break view;
        }
    };
    assert_eq!(
        computed(view_id(), Subject::View(Box::new(good.clone()))),
        [""; 0]
    );
    for (change, named) in changes {
        let mut view = good.clone();
        change(&mut view);
        let found = computed(view_id(), Subject::View(Box::new(view)));
        let is_named = found.iter().any(|one| one.starts_with(named));
        assert!(is_named, "{named}: {found:?}");
    }
}

#[test]
fn a_charge_that_was_changed_is_refused_with_its_interval_named() {
    let tariffs = tariffs();
    let mut dice = Seeded::new(5);
    let case = loop {
        let case = Case::new(&mut dice, &tariffs);
        if case.charges(case.whole()).charges.len() > 9 && case.charged_until == case.now {
            break case;
        }
    };
    let window = case.whole();
    let lineage = LineageId::Charges {
        account: ACCOUNT,
        window,
    };
    let good = case.charges(window);
    let start = good.charges[4].start;
    let named = |found: &[String]| found.iter().all(|one| one.contains(&start.to_string()));
    // One micro-dollar in the ledger.
    let mut charges = good.clone();
    charges.charges[4].entries[0].amount += Money::micros(1);
    let found = travelled(lineage, Subject::Charges(Box::new(charges))).differences();
    assert!(matches!(found[0], Differs::Charge { .. }), "{found:?}");
    assert!(named(&differences_of(&found)), "{found:?}");
    // One micro-dollar in a line of the tariff.
    let mut charges = good.clone();
    charges.charges[4].lines[0].amount += Money::micros(1);
    let found = computed(lineage, Subject::Charges(Box::new(charges)));
    assert!(!found.is_empty() && named(&found), "{found:?}");
    // One watt-hour of one interval.
    let mut charges = good.clone();
    let used = charges.history.iter_mut().find(|one| one.start == start);
    used.unwrap().energy += WattHours::new(1);
    let found = computed(lineage, Subject::Charges(Box::new(charges)));
    assert!(
        found.iter().any(|one| one.contains(&start.to_string())),
        "{found:?}"
    );
    // An interval that is gone.
    let mut charges = good;
    charges.history.retain(|one| one.start != start);
    let found = computed(lineage, Subject::Charges(Box::new(charges)));
    assert!(
        found[0].starts_with("the intervals of the window"),
        "{found:?}"
    );
}

const PAYMENT: PaymentId = PaymentId::from_number(9);

fn moved(id: u128, from: Book, to: Book, cents: i64, reason: Reason) -> Transfer {
    let at = Timestamp::from_millis(1_790_000_000_000 + i64::try_from(id).unwrap());
    let (id, amount) = (TransferId::from_number(id), Money::cents(cents));
    Transfer::posted(id, (from, to), amount, reason, at)
}

#[test]
fn a_receipt_that_was_changed_is_refused_with_its_line_named() {
    let (home, debt) = (Book::Prepaid(ACCOUNT), Book::Debt(ACCOUNT));
    let entries = vec![
        moved(1, Book::Clearing, home, 4_000, Reason::Payment(PAYMENT)),
        moved(2, home, debt, 1_000, Reason::DebtShare(PAYMENT)),
    ];
    let good = PaymentSubject {
        account: ACCOUNT,
        payment: PAYMENT,
        amount: Money::dollars(40),
        zone: "America/Los_Angeles".to_owned(),
        lines: lines(&entries),
        entries,
        split: None,
        credit: None,
    };
    let said = |subject: &PaymentSubject| {
        let subject = Subject::Payment(Box::new(subject.clone()));
        computed(LineageId::Payment(PAYMENT), subject)
    };
    assert_eq!(said(&good), [""; 0]);
    let mut changed = good.clone();
    changed.lines[1].amount += Money::micros(1);
    assert!(said(&changed)[0].starts_with("line 2 of the payment"));
    let mut changed = good.clone();
    changed.entries[1].amount += Money::micros(1);
    assert!(said(&changed)[0].starts_with("line 2 of the payment"));
    let mut changed = good;
    changed.amount += Money::micros(1);
    assert!(said(&changed)[0].starts_with("the amount of the payment"));
}

#[test]
fn a_debt_that_was_changed_is_refused_and_one_that_was_paid_back_agrees() {
    let (home, debt) = (Book::Prepaid(ACCOUNT), Book::Debt(ACCOUNT));
    let lent = Book::Emergency(ACCOUNT);
    let at = Timestamp::from_millis(1_790_000_000_000);
    let good = OwedSubject {
        account: ACCOUNT,
        zone: "America/Los_Angeles".to_owned(),
        debts: vec![Debt {
            id: DebtId::from_number(3),
            kind: DebtKind::Arrears,
            amount: Money::dollars(60),
            owed: Money::dollars(45),
            recovery: Recovery::Share { permille: 250 },
            missed: Money::ZERO,
            rank: 0,
            since: at,
        }],
        emergency: Money::dollars(10),
        debt_before: Money::dollars(-50),
        emergency_before: Money::ZERO,
        entries: vec![
            moved(3, lent, home, 1_000, Reason::Lent),
            moved(2, home, debt, 500, Reason::DebtDay(at)),
        ],
    };
    let said = |subject: &OwedSubject| {
        let subject = Subject::Owed(Box::new(subject.clone()));
        computed(LineageId::Owed(ACCOUNT), subject)
    };
    assert_eq!(said(&good), [""; 0]);
    let mut changed = good.clone();
    changed.debts[0].owed += Money::micros(1);
    assert!(said(&changed)[0].starts_with("the debt: stated"));
    let mut changed = good.clone();
    changed.entries[1].amount += Money::micros(1);
    assert!(said(&changed)[0].starts_with("the debt: stated"));
    let mut changed = good;
    changed.entries.remove(0);
    assert!(said(&changed)[0].starts_with("what is borrowed: stated"));
}

/// A home that begins at a midnight.
fn midnight() -> (Zone, Timestamp) {
    let zone = Zone::named("America/Los_Angeles").unwrap();
    let day = Day {
        year: 2026,
        month: 7,
        day: 10,
    };
    let opened = zone.start_of(day);
    (zone, opened)
}

fn cost_of(
    tariff: &Tariff,
    zone: &Zone,
    opened: Timestamp,
    all: &[Interval],
    at: Timestamp,
) -> Money {
    let stands = Meterage::charged(tariff, zone, all, (opened, at), 1);
    let mut walk = Walk::new(tariff, zone, stands);
    let open = all.iter().filter(|one| one.start >= at);
    open.map(|one| walk.step(one, Round::InCustomersFavour).total())
        .sum()
}

#[test]
fn an_hour_that_comes_late_before_the_first_takes_no_charge_of_the_day_away() {
    let (zone, opened) = midnight();
    let hour = |hour| {
        let at = opened + Span::hours(hour);
        Interval::measured(at, Span::hours(1), WattHours::new(500))
    };
    let all = [hour(2), hour(5)];
    let tariffs = tariffs();
    let fixed = |one: &&Tariff| one.fixed_per_day.is_positive();
    assert!(tariffs.iter().filter(fixed).count() > 1);
    for tariff in &tariffs {
        // Charged anew from the hour that came late on, and as if it had come in time.
        let again = cost_of(tariff, &zone, opened, &all, all[0].start);
        let at_once = cost_of(tariff, &zone, opened, &all, opened);
        assert_eq!(again, at_once, "{}", tariff.name);
    }
}

#[test]
fn what_somebody_else_used_before_fills_no_block_of_who_moves_in() {
    let (zone, opened) = midnight();
    let tariffs = tariffs();
    for tariff in &tariffs {
        let hours = |from: i64, wh| {
            (from..from + 24).map(move |hour| {
                let at = opened + Span::hours(hour);
                Interval::measured(at, Span::hours(1), WattHours::new(wh))
            })
        };
        let own: Vec<Interval> = hours(0, 800).collect();
        let both: Vec<Interval> = hours(-24, 40_000).chain(hours(0, 800)).collect();
        let alone = cost_of(tariff, &zone, opened, &own, opened);
        let after = cost_of(tariff, &zone, opened, &both, opened);
        assert_eq!(after, alone, "{}", tariff.name);
    }
}
