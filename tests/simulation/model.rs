//! Every path of a cut, enumerated over the pure machines themselves: the judgment of `domain`,
//! the attempt, the question and the restoring of ADCS, the queue, the order and the question of
//! the gateway, and the meter. The broker may lose, repeat and reorder; a payment, heat, a
//! medical flag, old or unknown data and a clock that jumps come at any moment; the gateway and
//! ADCS die in between.
//!
//! What must hold on every path:
//! - The switch opens only less than five seconds (`Go::VALID_MS`) after a decision of ADCS under
//!   which everything was known and fresh, a person had read the warning, no payment was under
//!   way and nobody was protected. That bound is physical: a payment and a switch are in
//!   different places.
//! - Where nothing happens any more by itself, nobody is dark who has paid or is protected; and
//!   wherever somebody is, what happens by itself leads back.
//!
//! Broken houses show that the checker finds what it looks for, and print a shortest path to it.
//! What the model leaves out is shown in tables of its own: that each rule alone holds
//! (`backend/domain/src/clearance/tests.rs`), limits and hands (`gateway/meter`), the meter's own
//! restart (its state is written and read back unchanged), and the journal's reading back
//! (`gateway/src/command.rs`).

mod adcs;
mod gateway;
mod house;
mod state;
mod terms;

use ami_domain::clearance::Hold;
use house::{Broken, House};
use state::{Action, Fact, Fault, Pay, State};
use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

/// So many states at most: a model that grows beyond this has changed and must be looked at.
const STATES_MAX: usize = 600_000;

/// What an exploration has found.
#[derive(Default)]
struct Found {
    states: usize,
    transitions: usize,
    depth: u16,
    opened: usize,
    rests: usize,
    /// Of each fault a shortest path.
    faults: BTreeMap<Fault, String>,
    /// A state in which somebody is dark and from which they do not come back by themselves.
    stays: Option<String>,
}

/// How a state was reached first.
struct Reached {
    state: State,
    from: u32,
    by: Action,
    depth: u16,
}

/// Every state that can be reached, breadth first, so that a path to a fault is a shortest one;
/// ends at `wanted` when it is found.
fn explore(broken: Option<Broken>, facts: &[Fact], wanted: Option<Fault>) -> Found {
    let mut house = House::new(broken, facts);
    let mut all = vec![Reached {
        state: State::default(),
        from: 0,
        by: Action::Tick,
        depth: 0,
    }];
    let mut known: HashMap<State, u32> = HashMap::from([(State::default(), 0)]);
    let (mut found, mut backwards) = (Found::default(), Vec::new());
    let mut next = 0;
    while let Some(Reached { state, depth, .. }) = all.get(next) {
        let (state, depth) = (*state, *depth);
        let actions = house.actions(&state);
        let rest = !actions.iter().any(|action| action.by_itself());
        let dark = state.dark().filter(|_| rest && house.is_off(&state));
        found.opened += usize::from(house.is_off(&state));
        found.depth = depth;
        found.rests += usize::from(rest);
        if let Some(fault) = state.fault.or(dark) {
            let found_at = || path(&all, next);
            found.faults.entry(fault).or_insert_with(found_at);
            if wanted.is_some_and(|wanted| found.faults.contains_key(&wanted)) {
                break;
            }
            next += 1;
            continue;
        }
        for action in actions {
            let after = house.after(&state, action);
            found.transitions += 1;
            let new = u32::try_from(all.len()).expect("few states");
            let place = *known.entry(after).or_insert(new);
            if place == new {
                let from = u32::try_from(next).expect("few states");
                all.push(Reached {
                    state: after,
                    from,
                    by: action,
                    depth: depth + 1,
                });
                assert!(all.len() <= STATES_MAX, "more than {STATES_MAX} states");
            }
            if action.by_itself() {
                backwards.push((place, u32::try_from(next).expect("few states")));
            }
        }
        next += 1;
    }
    found.states = all.len();
    if wanted.is_none() {
        found.stays = stays_dark(&house, &all, backwards);
    }
    found
}

/// A state in which somebody is dark who must not be, and from which nothing that happens by
/// itself leads back.
fn stays_dark(house: &House, all: &[Reached], mut backwards: Vec<(u32, u32)>) -> Option<String> {
    backwards.sort_unstable();
    let is_dark = |one: &Reached| house.is_off(&one.state) && one.state.dark().is_some();
    let mut comes = vec![false; all.len()];
    let lit = (0..all.len()).filter(|place| !is_dark(&all[*place]));
    let mut open: Vec<usize> = lit.collect();
    while let Some(place) = open.pop() {
        if std::mem::replace(&mut comes[place], true) {
            continue;
        }
        let from = backwards.partition_point(|edge| (edge.0 as usize) < place);
        let edges = backwards[from..].iter();
        let edges = edges.take_while(|edge| edge.0 as usize == place);
        open.extend(edges.map(|edge| edge.1 as usize));
    }
    let stuck = comes.iter().position(|comes| !comes)?;
    Some(path(all, stuck))
}

/// How it came to a state, one action a line.
fn path(all: &[Reached], mut place: usize) -> String {
    let mut lines = Vec::new();
    let last = all[place].state;
    while place != 0 {
        let reached = &all[place];
        lines.push(format!("  {:?}", reached.by));
        place = reached.from as usize;
    }
    lines.reverse();
    format!("{}\n  {last:?}", lines.join("\n"))
}

#[expect(clippy::disallowed_methods, reason = "the run itself has a limit")]
fn started() -> Instant {
    Instant::now()
}

#[test]
fn no_path_ends_disconnected_in_a_protected_state() {
    let start = started();
    let found = explore(None, &[Fact::Hot, Fact::UsageOld], None);
    println!(
        "{} states, {} transitions, depth {}, {} at rest, {} with the switch open, {:.1} s",
        found.states,
        found.transitions,
        found.depth,
        found.rests,
        found.opened,
        start.elapsed().as_secs_f32()
    );
    for (fault, path) in &found.faults {
        println!("{fault:?}:\n{path}");
    }
    assert!(found.faults.is_empty());
    assert_eq!(found.stays, None, "they do not come back by themselves");
    assert!(found.opened > 0, "nobody is ever cut: nothing was shown");
    assert!(found.states > 50_000, "the model is too small to show much");
}

#[test]
fn each_wall_that_falls_has_a_path_that_the_checker_finds() {
    let broken = [
        (Broken::NoQuestion, Fault::Late),
        (Broken::NoQuestionNoFence, Fault::PaidAndDark),
        (Broken::TwoAtOnceNoFence, Fault::PaidAndDark),
        (Broken::AnswerNeverOld, Fault::Late),
        (Broken::AnyAnswer, Fault::Late),
        (Broken::NobodyComesBack, Fault::ProtectedAndDark),
        (Broken::OnlyKnownOffNoReports, Fault::ProtectedAndDark),
        (Broken::SentOnce, Fault::PaidAndDark),
        (Broken::RestoresWait, Fault::PaidAndDark),
    ];
    let ignored = [
        (Hold::Protected, Fact::Flag),
        (Hold::Balance, Fact::Hot),
        (Hold::BalanceOld, Fact::BalanceOld),
        (Hold::UsageOld, Fact::UsageOld),
        (Hold::Clock, Fact::Hot),
        (Hold::Payment, Fact::Hot),
        (Hold::Acknowledge, Fact::Hot),
        (Hold::WeatherUnknown, Fact::WeatherUnknown),
        (Hold::WeatherOld, Fact::WeatherOld),
        (Hold::Hot, Fact::Hot),
    ];
    let walls = broken.map(|(broken, fault)| (broken, Fact::Hot, fault));
    let rules = ignored.map(|(hold, fact)| (Broken::Ignores(hold), fact, Fault::Against(hold)));
    for (broken, fact, fault) in walls.into_iter().chain(rules) {
        let found = explore(Some(broken), &[fact], Some(fault));
        let path = found.faults.get(&fault);
        let path = path.unwrap_or_else(|| panic!("{broken:?} stays green"));
        println!(
            "{broken:?}, after {} states, {fault:?}:\n{path}\n",
            found.states
        );
    }
}

/// In the model one fact stands for all of its kind: whatever else is so, the rules say the same
/// of each.
#[test]
fn facts_of_a_kind_do_the_same() {
    let mut house = House::new(None, &[]);
    for pay in [Pay::None, Pay::InFlight, Pay::Posted] {
        for (read, adcs_skew) in [
            (false, -1),
            (false, 0),
            (false, 1),
            (true, -1),
            (true, 0),
            (true, 1),
        ] {
            let mut word = |fact| {
                house.word(&State {
                    pay,
                    read,
                    adcs_skew,
                    fact,
                    ..State::default()
                })
            };
            assert_eq!(Fact::PROTECTED.map(&mut word), [(true, true); 2]);
            assert_eq!(Fact::UNKNOWN.map(&mut word), [(true, false); 4]);
        }
    }
}
