//! IS-1 measured: accuracy against bytes for a display that is cut off from the utility for a day
//! at a time, over the real household year. `cargo test -p ami-gateway --test is1 -- --nocapture`
//! prints the table.
//!
//! A: the back office's value is sent after every interval. B: amount and price are sent once a
//! day, and the display multiplies. C, ours: the view is sent once a day with what it rests on,
//! and the gateway walks the same tariff over the meter's intervals.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_domain::energy::WattHours;
use ami_domain::live::LiveBasis;
use ami_domain::money::{Money, Round};
use ami_domain::tariff::{Meterage, Tariff, Walk};
use ami_domain::time::{Span, Timestamp, Zone};
use ami_domain::usage::Interval;

const TARIFFS: [(&str, &str); 3] = [
    (
        "flat",
        include_str!("../../backend/css/tariffs/demo-flat.toml"),
    ),
    (
        "by time",
        include_str!("../../backend/css/tariffs/demo-time-of-use.toml"),
    ),
    (
        "in steps",
        include_str!("../../backend/css/tariffs/demo-tiered.toml"),
    ),
];
/// 1 % of the balance or a quarter, whichever is more.
const QUARTER: Money = Money::cents(25);
const START: Money = Money::dollars(50);
const HOURS: usize = 24;

/// Errors of one design at hourly marks.
#[derive(Debug, Default)]
struct Score {
    errors: Vec<i64>,
    outside: usize,
    bytes: usize,
}

impl Score {
    fn mark(&mut self, shown: Money, truth: Money) {
        let error = (shown - truth).as_micros().abs();
        let allowed = QUARTER.as_micros().max(truth.as_micros().abs() / 100);
        self.outside += usize::from(error > allowed);
        self.errors.push(error);
    }

    fn print(&mut self, tariff: &str, design: &str, days: usize) {
        self.errors.sort_unstable();
        let at = |share: usize| self.errors[(self.errors.len() - 1) * share / 1_000];
        let mean = self.errors.iter().sum::<i64>() / self.errors.len() as i64;
        println!(
            "| {tariff} | {design} | {:.3} | {:.3} | {:.3} | {:.2} % | {} |",
            dollars(mean),
            dollars(at(990)),
            dollars(at(1_000)),
            self.outside as f64 * 100.0 / self.errors.len() as f64,
            self.bytes / days
        );
    }
}

fn dollars(micros: i64) -> f64 {
    micros as f64 / 1_000_000.0
}

fn year() -> Vec<Interval> {
    let path = "../tests/data/household-california-2011.csv";
    let text = std::fs::read_to_string(path).unwrap();
    let number = |field: Option<&str>| field.unwrap().trim().parse::<i64>().unwrap();
    let row = |line: &str| {
        let mut fields = line.split(',');
        let start = Timestamp::from_millis(number(fields.next()) * 1_000);
        let length = Span::seconds(number(fields.next()));
        Interval::measured(start, length, WattHours::new(number(fields.next())))
    };
    text.lines().skip(1).map(row).collect()
}

/// A day cut off: scores of A, B and C, with the truth as the back office would charge it.
fn day(tariff: &Tariff, zone: &Zone, meterage: Meterage, hours: &[Interval], all: &mut [Score; 3]) {
    let start = hours[0].start;
    let basis = LiveBasis::new(tariff, zone, meterage, start);
    let rate = tariff.rate_at(zone, meterage, start);
    let mut walk = Walk::new(tariff, zone, meterage);
    let (mut truth, mut used) = (START, WattHours::ZERO);
    let amount = serde_json::to_vec(&(START, start)).unwrap().len();
    let price = serde_json::to_vec(&rate).unwrap().len();
    all[1].bytes += amount + price;
    all[2].bytes += amount + serde_json::to_vec(&basis).unwrap().len();
    for (n, hour) in hours.iter().enumerate() {
        all[0].bytes += amount;
        // At this mark the interval has closed, and the next value of A is on its way.
        let before = truth;
        truth -= walk.step(hour, Round::InCustomersFavour).total();
        used += hour.energy;
        all[0].mark(before, truth);
        all[1].mark(START - rate.cost_of(used, Round::InCustomersFavour), truth);
        let live = basis.live(START, &hours[..=n]).unwrap();
        assert_eq!(live.used, used);
        all[2].mark(live.balance, truth);
    }
}

#[test]
fn is1_a_gateway_cut_off_for_a_day_is_right_within_a_percent_or_a_quarter() {
    let zone = Zone::named("America/Los_Angeles").unwrap();
    let all = year();
    println!("| tariff | design | mean $ | p99 $ | max $ | outside | bytes a day |");
    println!("|---|---|---|---|---|---|---|");
    for (name, text) in TARIFFS {
        let tariff: Tariff = toml::from_str(text).unwrap();
        let mut scores: [Score; 3] = Default::default();
        let mut days = 0;
        for hours in all.chunks_exact(HOURS) {
            let until = hours[0].start;
            let gap = hours[HOURS - 1].end().since(until) != Span::hours(24);
            if gap {
                continue;
            }
            let meterage = Meterage::counted(&all, until, &zone, 5);
            day(&tariff, &zone, meterage, hours, &mut scores);
            days += 1;
        }
        assert!(days > 300, "{days}");
        let [a, b, c] = &mut scores;
        a.print(name, "A each interval", days);
        b.print(name, "B amount and price", days);
        c.print(name, "C ours", days);
        assert_eq!(c.outside, 0, "{name}");
        assert_eq!(c.errors.last(), Some(&0), "the same walk, the same money");
        if name != "flat" {
            // The teeth: without the tariff a day cut off is not right.
            assert!(b.outside > 0, "{name}");
        }
    }
}
