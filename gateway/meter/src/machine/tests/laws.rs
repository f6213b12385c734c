//! Laws that hold for any order of inputs.
use super::*;

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
