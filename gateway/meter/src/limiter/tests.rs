//! Every path of the limiter's cycle, enumerated (FR-22, FR-23).
use super::*;
use ami_domain::energy::Watts;
use std::collections::{BTreeSet, HashSet};

const AFTER: Span = Span::seconds(120);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000)
}

/// The states that the cycle knows by a name of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    /// On, the automatic closing is there.
    On,
    /// On, it is spent.
    OnSpent,
    /// Open by the limit, closes by itself.
    Waits,
    /// Open by the limit again, waits for a hand.
    Hand,
    /// Switched off by ADCS.
    Cut,
    /// Off, and a tool has readied it for a hand.
    Readied,
}

impl Name {
    const ALL: [Name; 6] = [
        Name::On,
        Name::OnSpent,
        Name::Waits,
        Name::Hand,
        Name::Cut,
        Name::Readied,
    ];

    fn step(self) -> Step {
        let trip = |closes_at| {
            Some(Trip {
                at: at(0),
                closes_at,
            })
        };
        let (switch, trip, spent) = match self {
            Name::On => (Switch::On, None, false),
            Name::OnSpent => (Switch::On, None, true),
            Name::Waits => (Switch::Off, trip(Some(at(120))), false),
            Name::Hand => (Switch::Ready, trip(None), true),
            Name::Cut => (Switch::Off, None, false),
            Name::Readied => (Switch::Ready, None, false),
        };
        let cycle = Cycle {
            trip,
            spent,
            trips: 0,
        };
        Step { cycle, switch }
    }

    fn of(step: Step) -> Name {
        match (step.switch, step.cycle.trip, step.cycle.spent) {
            (Switch::On, None, false) => Name::On,
            (Switch::On, None, true) => Name::OnSpent,
            (Switch::Off, Some(trip), _) if trip.closes_at.is_some() => Name::Waits,
            (Switch::Ready, Some(trip), true) if trip.closes_at.is_none() => Name::Hand,
            (Switch::Off, None, _) => Name::Cut,
            (Switch::Ready, None, _) => Name::Readied,
            other => unreachable!("{other:?} is no state of the cycle"),
        }
    }
}

#[test]
fn fr22_fr23_every_state_and_everything_that_happens_has_its_one_answer() {
    use Happening as H;
    use Name::{Cut, Hand, On, OnSpent, Readied, Waits};
    // Rows: states. Columns: over, due, hand, connected, cut, changed, removed.
    let table = [
        (On, [Waits, On, On, On, Cut, On, On]),
        (OnSpent, [Hand, OnSpent, OnSpent, On, Cut, On, On]),
        (Waits, [Waits, OnSpent, Waits, On, Cut, Waits, On]),
        (Hand, [Hand, Hand, On, On, Cut, Waits, On]),
        (Cut, [Cut, Cut, Cut, On, Cut, Cut, Cut]),
        (Readied, [Readied, Readied, On, On, Cut, Readied, Readied]),
    ];
    assert_eq!(table.map(|(state, _)| state), Name::ALL);
    assert_eq!(H::ALL[0], H::Over);
    for (state, answers) in table {
        for (happening, answer) in H::ALL.into_iter().zip(answers) {
            let Step { cycle, switch } = state.step();
            let got = Name::of(cycle.on(switch, happening, at(130), AFTER));
            assert_eq!(got, answer, "{state:?} {happening:?}");
        }
    }
}

#[test]
fn fr22_the_automatic_closing_waits_its_full_time() {
    let Step { cycle, switch } = Name::On.step();
    let tripped = cycle.on(switch, Happening::Over, at(1_000), AFTER);
    let closes_at = tripped.cycle.trip.map(|trip| trip.closes_at);
    assert_eq!(closes_at, Some(Some(at(1_120))));
    let early = Timestamp::from_millis(1_119_999);
    let still = tripped
        .cycle
        .on(tripped.switch, Happening::Due, early, AFTER);
    assert_eq!(Name::of(still), Name::Waits);
    let closed = tripped
        .cycle
        .on(tripped.switch, Happening::Due, at(1_120), AFTER);
    assert_eq!(Name::of(closed), Name::OnSpent);
    let mut moved = tripped.cycle;
    moved.shift(Span::hours(-5));
    assert_eq!(
        moved.trip.and_then(|trip| trip.closes_at),
        Some(at(1_120) + Span::hours(-5)),
        "two minutes stay two minutes when the clock is set"
    );
}

/// What a walk remembers besides the state: enough to know whether a law is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Walk {
    step: Step,
    now: i64,
    reclosed: bool,
    cut: bool,
}

type Rule = fn(Cycle, Switch, Happening, Timestamp) -> Step;

fn ours(cycle: Cycle, switch: Switch, happening: Happening, now: Timestamp) -> Step {
    cycle.on(switch, happening, now, AFTER)
}

/// Everything that can be reached in eight inputs, each followed by a minute or two of waiting.
fn broken_laws(rule: Rule) -> (BTreeSet<&'static str>, usize) {
    let first = Walk {
        step: Name::On.step(),
        now: 0,
        reclosed: false,
        cut: false,
    };
    let mut broken = BTreeSet::new();
    let mut seen = HashSet::from([first]);
    let mut edge = vec![first];
    for _ in 0..8 {
        let mut next = Vec::new();
        for walk in edge {
            for happening in Happening::ALL {
                for waited in [0, 60, 120] {
                    let now = walk.now + waited;
                    let step = rule(walk.step.cycle, walk.step.switch, happening, at(now));
                    let after = follow(walk, now, happening, step, &mut broken);
                    if seen.insert(after) {
                        next.push(after);
                    }
                }
            }
        }
        edge = next;
    }
    (broken, seen.len())
}

fn follow(
    walk: Walk,
    now: i64,
    happening: Happening,
    step: Step,
    broken: &mut BTreeSet<&'static str>,
) -> Walk {
    use Happening as H;
    let was = walk.step.switch;
    let closes = was != Switch::On && step.switch == Switch::On;
    let opens = was == Switch::On && step.switch != Switch::On;
    if closes && happening == H::Due && walk.reclosed {
        broken.insert("closed by itself twice");
    }
    if closes && walk.cut && happening != H::Connected {
        broken.insert("closed after a cut without a connect");
    }
    if opens && !matches!(happening, H::Over | H::Cut) {
        broken.insert("opened without a trip or a cut");
    }
    // These begin a new cycle; nothing else gives the automatic closing back.
    let anew = match happening {
        H::Hand => closes,
        H::Connected | H::Cut | H::Changed | H::Removed => true,
        H::Over | H::Due => false,
    };
    let reclosed = !anew && (walk.reclosed || (closes && happening == H::Due));
    let cut = match happening {
        H::Cut => true,
        H::Connected => false,
        H::Over | H::Due | H::Hand | H::Changed | H::Removed => walk.cut,
    };
    Walk {
        step,
        // Only differences count: an open trip is what time is measured against.
        now: if step.cycle.trip.is_some() { now } else { 0 },
        reclosed,
        cut,
    }
}

#[test]
fn fr22_no_walk_of_eight_inputs_breaks_a_law() {
    let (broken, states) = broken_laws(ours);
    assert_eq!(broken, BTreeSet::new());
    assert!(states > 100, "{states}");
}

#[test]
fn the_laws_have_teeth() {
    let forgets: Rule = |cycle, switch, happening, now| {
        let mut step = ours(cycle, switch, happening, now);
        step.cycle.spent = false;
        step
    };
    assert!(broken_laws(forgets).0.contains("closed by itself twice"));
    let eager: Rule = |cycle, switch, happening, now| {
        let mut step = ours(cycle, switch, happening, now);
        if happening == Happening::Hand {
            step.switch = Switch::On;
        }
        step
    };
    let found = broken_laws(eager).0;
    assert!(found.contains("closed after a cut without a connect"));
    let nervous: Rule = |cycle, switch, happening, now| {
        let mut step = ours(cycle, switch, happening, now);
        if happening == Happening::Changed {
            step.switch = Switch::Off;
        }
        step
    };
    assert!(
        broken_laws(nervous)
            .0
            .contains("opened without a trip or a cut")
    );
}

const MINUTE: Span = Span::seconds(60);

#[test]
fn demand_is_compared_only_when_a_whole_window_is_measured() {
    let limit = Watts::new(1_000);
    let mut demand = Demand::default();
    assert_eq!(
        demand.over_in(MINUTE, limit, Watts::new(9_000)),
        Some(MINUTE)
    );
    assert_eq!(
        demand.over_in(MINUTE, limit, Watts::new(1_000)),
        None,
        "at the limit is not over"
    );
    demand.add(MINUTE, Watts::new(9_000), Span::seconds(59));
    assert!(!demand.is_over(MINUTE, limit));
    demand.add(MINUTE, Watts::ZERO, Span::seconds(1));
    assert!(demand.is_over(MINUTE, limit), "the mean is 8,850 W");
    demand.clear();
    assert!(!demand.is_over(MINUTE, limit));
}

#[test]
fn the_moment_of_a_trip_is_known_to_the_millisecond() {
    // (what was drawn: watts and seconds, what is drawn now)
    let cases: [(&[(i64, i64)], i64); 4] = [
        (&[(500, 60)], 2_000),
        (&[(0, 30), (900, 20)], 5_000),
        (&[(2_000, 10), (0, 50)], 1_500),
        (&[(999, 600)], 1_002),
    ];
    let limit = Watts::new(1_000);
    for (before, power) in cases {
        let mut demand = Demand::default();
        for (watts, seconds) in before {
            demand.add(MINUTE, Watts::new(*watts), Span::seconds(*seconds));
        }
        let power = Watts::new(power);
        let found = demand.over_in(MINUTE, limit, power).map(Span::as_millis);
        let over_after = |ms| {
            let mut later = demand.clone();
            later.add(MINUTE, power, Span::millis(ms));
            later.is_over(MINUTE, limit)
        };
        let ms = found.unwrap_or(0);
        assert!(
            over_after(ms) && !over_after(ms - 1),
            "{before:?} {found:?}"
        );
    }
}

#[test]
fn a_load_that_jumps_every_second_keeps_the_memory_bounded_and_the_mean_right() {
    let window = Span::hours(1);
    let mut demand = Demand::default();
    for second in 0..3_600 {
        demand.add(window, Watts::new(second % 100), Span::seconds(1));
    }
    let size = serde_json::to_value(&demand).map(|v| v.as_array().map_or(0, Vec::len));
    assert!(size.is_ok_and(|parts| parts <= PARTS_MAX));
    // The mean of 0 to 99 is 49.5 W.
    assert!(demand.is_over(window, Watts::new(49)));
    assert!(!demand.is_over(window, Watts::new(50)));
}
