//! Laws that hold for any order of inputs.
use super::*;
use ami_domain::event::{AfterEvent, MeterEvent};
use ami_domain::id::EventId;

/// Any input, out of a small world of messages so that copies and orders are common.
fn inputs() -> impl Strategy<Value = Input> {
    let message = (1u128..12, 0u32..3).prop_map(|(n, epoch)| {
        let seq = u64::try_from(n).unwrap();
        Input::Message(
            Down::new(Command {
                epoch,
                ..prepay(n, seq, 1)
            })
            .to_bytes(),
        )
    });
    let shown = (20u128..30, 0u64..5).prop_map(|(n, seq)| {
        let kind = CommandKind::Show(Box::new(view(seq)));
        Input::Message(Down::new(command(n, 40, kind)).to_bytes())
    });
    prop_oneof![
        4 => message,
        1 => shown,
        1 => prop::collection::vec(any::<u8>(), 0..200).prop_map(Input::Message),
        1 => any::<i64>().prop_map(|w| Input::Load(Watts::new(w))),
        1 => (any::<i64>(), any::<i64>()).prop_map(|(energy, power)| Input::Used {
            energy: WattHours::new(energy),
            power: Watts::new(power),
        }),
        1 => any::<i64>().prop_map(|ms| Input::SetClock(Timestamp::from_millis(ms))),
        1 => any::<i64>().prop_map(|wh| Input::AddCredit(WattHours::new(wh))),
        1 => Just(Input::Tick),
        1 => Just(Input::Button),
        1 => Just(Input::Disconnect),
        1 => Just(Input::Reconnect),
        1 => Just(Input::Limit(Some(Watts::new(1_900)))),
        1 => Just(Input::Limit(None)),
        1 => prop::option::of(prop::sample::select(crate::Fault::ALL.to_vec()))
            .prop_map(Input::Fault),
        1 => (60u64..70).prop_map(|seq| {
            let kind = CommandKind::Disconnect(limit::cut());
            Input::Post(Down::new(command(u128::from(seq), seq, kind)).to_bytes())
        }),
        2 => (70u128..80, any::<(i64, i64, i64)>()).prop_map(|(n, (start, end, level))| {
            let kind = CommandKind::Event(MeterEvent {
                id: EventId::from_number(n),
                version: 1,
                window: Window {
                    start: Timestamp::from_millis(start),
                    end: Timestamp::from_millis(end),
                },
                energy: WattHours::new(level),
                level: Some(Watts::new(level)),
                after: AfterEvent::NotAffected,
            });
            let command = command(n, u64::try_from(n).unwrap(), kind);
            Input::Message(Down::new(command).to_bytes())
        }),
        1 => Just(Input::Message(
            Down::new(command(90, 90, CommandKind::SetMode(Mode::Regular))).to_bytes()
        )),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_order_and_any_copies_give_each_credit_once(
        order in prop::collection::vec(1u128..20, 1..200)
    ) {
        let mut meter = meter(Switch::Off);
        for n in &order {
            let receipt = send(&mut meter, 1, &prepay(*n, u64::try_from(*n).unwrap(), 1));
            prop_assert_eq!(receipt.outcome, Outcome::Done);
        }
        let mut different = order;
        different.sort_unstable();
        different.dedup();
        let credit = WattHours::kilo(i64::try_from(different.len()).unwrap());
        prop_assert_eq!(meter.examine().credit, credit);
    }

    #[test]
    fn nothing_that_happens_panics_and_the_state_reads_back_at_any_point(
        steps in prop::collection::vec((any::<i64>(), inputs()), 1..12)
    ) {
        let mut one = meter(Switch::On);
        for (now, input) in steps {
            one.handle(Timestamp::from_millis(now), input);
            let text = serde_json::to_string(&one).unwrap();
            let mut back: AmiMeter = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&back, &one);
            prop_assert_eq!(back.check(METER), Ok(()));
            let after = one.clone().handle(at(1), Input::Tick);
            prop_assert_eq!(back.handle(at(1), Input::Tick), after);
        }
    }

    #[test]
    fn credit_is_conserved_whatever_switch_events_and_modes_do(
        steps in prop::collection::vec((1i64..5_000, 0i64..9_000, 0u8..8), 1..60)
    ) {
        let mut house = limit::House::new(Switch::On);
        let (mut now, mut bought) = (0, 0);
        for (n, (passed, watts, what)) in (1u128..).zip(steps) {
            now += passed;
            house.meter.handle(at(now), Input::Load(Watts::new(watts)));
            let event = MeterEvent {
                id: EventId::from_number(n),
                version: 1,
                window: Window { start: at(now + 600), end: at(now + 4_000) },
                energy: WattHours::new(watts),
                level: Some(Watts::new(3_000)),
                after: AfterEvent::Limit,
            };
            match what {
                0 => {
                    bought += 1;
                    house.send(now, prepay(1_000 + n, 1, 1).kind);
                }
                1 => {
                    house.meter.handle(at(now), Input::Limit(Some(Watts::new(2_000))));
                }
                2 => {
                    house.send(now, CommandKind::Disconnect(limit::cut()));
                }
                3 => {
                    house.send(now, CommandKind::Event(event));
                }
                4 => {
                    house.send(now, CommandKind::SetMode(Mode::Regular));
                }
                5 => {
                    house.send(now, CommandKind::SetMode(Mode::Prepaid));
                }
                6 => {
                    house.meter.handle(at(now), Input::Button);
                }
                _ => {
                    house.pass(now + 1);
                    now += 1;
                }
            }
            let used = house.meter.register().total() - house.meter.uncharged();
            let credit = WattHours::kilo(bought) - used;
            prop_assert_eq!(house.meter.examine().credit, credit);
        }
    }

    #[test]
    fn a_restart_at_any_point_neither_loses_nor_repeats_a_credit(
        steps in prop::collection::vec((1u128..12, any::<bool>()), 1..60)
    ) {
        let mut one = meter(Switch::Off);
        let mut paid = std::collections::BTreeSet::new();
        for (n, kept) in steps {
            let before = serde_json::to_string(&one).unwrap();
            send(&mut one, 1, &prepay(n, u64::try_from(n).unwrap(), 1));
            if kept {
                paid.insert(n);
            } else {
                // The process dies before the state is on disk: no receipt went out either.
                one = serde_json::from_str(&before).unwrap();
            }
        }
        let credit = WattHours::kilo(i64::try_from(paid.len()).unwrap());
        prop_assert_eq!(one.examine().credit, credit);
    }
}
