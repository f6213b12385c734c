//! A report for the regulator of a small utility that never was, counted and withheld by the same
//! rules as a real one.

use ami_domain::clearance::{Cause, Hold, Reduce};
use ami_domain::energy::Watts;
use ami_domain::id::{AccountId, MeterId};
use ami_domain::protection::Class;
use ami_domain::regulator::{Promise, Reduced, Tally, TextKind, Told};
use ami_domain::time::{Day, LocalMoment, Span};
use ami_wire::api::{RegulatorLine, RegulatorReport};

/// Homes of which something is told.
const HOMES: u128 = 90;

pub(super) fn report(from: Day, until: Day, made_at: LocalMoment) -> RegulatorReport {
    let now = made_at.at;
    let mut tally = Tally::default();
    for number in 0..HOMES {
        let meter = MeterId::from_number(number);
        let account = AccountId::from_number(number);
        let step = i64::try_from(number).unwrap_or(0);
        let what = match number % 3 {
            0 => Reduce::Limit(Watts::new(6_000)),
            _ => Reduce::Disconnect,
        };
        tally.reduced(&Reduced {
            meter,
            what,
            cause: Cause::ALL[usize::from(number % 11 == 0)],
            class: Some(Class::ALL[usize::from(number % 17 == 1)]),
            lasted: (number % 9 > 0).then_some(Span::minutes(20 + 37 * (step % 30))),
            observed_c10: Some(120 + 3 * i32::try_from(step).unwrap_or(0)),
        });
        let rules = [Hold::Hot, Hold::Hour, Hold::Notice, Hold::Protected];
        let held = usize::try_from(number % 7).unwrap_or(0).min(rules.len());
        tally.held(meter, &rules[..held], None);
        let issued = now - Span::days(9);
        let took = Span::millis(1_200 + 90 * step);
        tally.told(&Told {
            account,
            kind: TextKind::LowBalance,
            issued,
            at_meter: Some(issued + took),
            shown: (number % 3 > 0).then_some(issued + took + took),
        });
        let until = issued + Span::days(2);
        tally.promised(
            &Promise {
                account,
                until,
                zero_at: (number % 2 == 0).then_some(until),
                paid_at: (number % 5 > 0).then_some(until),
            },
            now,
        );
    }
    RegulatorReport {
        from,
        until,
        made_at,
        lines: tally.lines().iter().map(RegulatorLine::from).collect(),
    }
}
