//! What the records of a fleet say about each id, with the threshold of the use case beside it.

use crate::fleet::{Measured, Plan};
use crate::table::Finding;
use ami_domain::conformance::{DEADLINE, MOST_PPM, REST_PPM, RETRY, Share, Spread, Success};
use ami_domain::time::Span;

/// Every meter-day counts as kept when this part of them was: the rest is an answer that was
/// under way at midnight.
const DAILY_PPM: u64 = MOST_PPM;

/// The findings of a fleet, in the order of the list of requirements.
pub fn of_fleet(measured: &Measured) -> Vec<Finding> {
    let mut all = Vec::new();
    let mut add = |id: &str, measured: String, threshold: String, pass: bool| {
        all.push(Finding {
            id: id.into(),
            measured,
            threshold,
            pass,
            place: "fleet".into(),
        });
    };
    let daily = |share: Share| format!("{} of meter-days", percent(share));
    let wanted = format!("once a day, {} of meter-days", ppm(DAILY_PPM));
    let (balance, collected) = (measured.balance_daily, measured.collected_daily);
    let kept = balance.at_least(DAILY_PPM);
    add("FR-09", daily(balance), wanted.clone(), kept);
    let kept = collected.at_least(DAILY_PPM);
    add("FR-20", daily(collected), wanted, kept);
    let figures = &measured.figures;
    let timed = [
        ("NFR-02", &figures.supply),
        ("NFR-09", &figures.alert),
        ("NFR-14", &figures.test),
    ];
    for (id, spread) in timed {
        if spread.count() > 0 {
            let share = spread.within(DEADLINE);
            let kept = share.at_least(MOST_PPM);
            let wanted = format!("60 s for {}", ppm(MOST_PPM));
            add(id, times(spread), wanted, kept);
        }
    }
    if figures.lead.in_time.whole > 0 {
        let share = figures.lead.in_time;
        let least = figures.lead.least.map_or("-".to_owned(), hours);
        let words = format!("{} in time, shortest lead {least}", percent(share));
        let wanted = format!("24 h or at once, {}", ppm(MOST_PPM));
        add("NFR-08", words, wanted, share.at_least(MOST_PPM));
    }
    let retries = &figures.retries;
    let words = format!(
        "{} of {} silent ones sent again at {} to {}; {} earlier, their gateway was back",
        percent(retries.in_time),
        retries.in_time.whole,
        retries.after.percentile(1).map_or("-".to_owned(), seconds),
        retries
            .after
            .percentile(100)
            .map_or("-".to_owned(), seconds),
        retries.early,
    );
    let wanted = format!("all at {}", seconds(RETRY));
    let kept = retries.in_time.part == retries.in_time.whole;
    add("NFR-10", words, wanted, kept);
    for (id, [with, without]) in [("NFR-12", &measured.all), ("NFR-13", &measured.supply)] {
        let (with, without) = (Measured::success(with), Measured::success(without));
        let words = format!("with power: {}; all: {}", success(&without), success(&with));
        let wanted = format!("{} for 99 %, {} for 1 %", ppm(MOST_PPM), ppm(REST_PPM));
        add(id, words, wanted, without.holds());
    }
    all
}

/// The first lines of the table: what was simulated and what befell it.
pub fn header(plan: &Plan, measured: &Measured) -> String {
    let counts = measured.counts;
    let ends = measured.figures.ends;
    format!(
        "Fleet: {} meters, {} days, seed {}; every account is charged and forecast in full. \
         {} packets, {} lost, {} doubled; {} commands sent, {} payments, {} texts, {} tests; \
         {} windows booked, {} refused as taken, {} cancelled; {} questions before a cut, \
         {} movements of switches; \
         {} power cuts, {} restarts of meters and gateways, {} of servers. Ends: {} done, \
         {} refused, {} expired, {} superseded, {} open. Invariants: {}.",
        measured.meters,
        plan.days,
        plan.seed,
        counts.packets,
        counts.lost,
        counts.doubled,
        counts.sent,
        counts.payments,
        counts.texts,
        measured.figures.test.count(),
        counts.booked,
        counts.not_booked,
        counts.cancelled,
        counts.questions,
        counts.switched,
        counts.power_cuts,
        counts.reboots,
        counts.restarts,
        ends[0],
        ends[1],
        ends[2],
        ends[3],
        ends[4],
        if measured.faults.is_empty() {
            "all hold".to_owned()
        } else {
            format!(
                "{} BROKEN: {}",
                measured.faults.len(),
                measured.faults.join("; ")
            )
        },
    )
}

fn times(spread: &Spread) -> String {
    let of = |percent| spread.percentile(percent).map_or("-".to_owned(), seconds);
    format!(
        "{} of {} within 60 s; p50 {}, p95 {}, p99 {}, max {}",
        percent(spread.within(DEADLINE)),
        spread.count(),
        of(50),
        of(95),
        of(99),
        of(100)
    )
}

fn success(one: &Success) -> String {
    format!(
        "{} for the better 99 %, {} for the rest of {} meters ({} of them lost nothing)",
        percent(one.most),
        percent(one.rest),
        one.meters,
        one.perfect_enough
    )
}

/// Three decimals, rounded down: what is not reached is never shown as reached.
pub fn percent(share: Share) -> String {
    ppm(share.ppm())
}

fn ppm(ppm: u64) -> String {
    let (whole, part) = (ppm / 10_000, ppm % 10_000 / 10);
    match part {
        0 => format!("{whole} %"),
        _ => format!("{whole}.{part:03} %"),
    }
}

fn seconds(span: Span) -> String {
    let millis = span.as_millis();
    format!("{}.{} s", millis / 1_000, millis % 1_000 / 100)
}

fn hours(span: Span) -> String {
    let minutes = span.as_millis() / 60_000;
    format!("{} h {:02} min", minutes / 60, minutes % 60)
}
