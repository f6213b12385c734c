//! The newest estimates that an account was shown, and what was kept with its payments.

use crate::house::{House, both, t, town};
use crate::payments::offer;
use ami_domain::display::Confidence;
use ami_domain::energy::{Rate, WattHours};
use ami_domain::estimate::{Enough, Estimate};
use ami_domain::explain::{CreditGrounds, EstimateGrounds};
use ami_domain::id::{AccountId, PaymentId};
use ami_domain::money::Money;
use ami_domain::tariff::{Energy, Meterage, Tariff};
use ami_domain::time::{Span, Window, Zone};
use ami_domain::usage::{Interval, Profile};
use ami_store::StoreError;

both!(
    the_newest_estimates_of_each_account_are_kept_and_no_more,
    what_a_payment_bought_is_kept_with_it_and_the_last_word_stands,
);

const ANA: AccountId = AccountId::from_number(1);
const BENITO: AccountId = AccountId::from_number(2);

fn window(at: i64) -> Window {
    Window {
        start: t(at),
        end: t(100),
    }
}

fn shown(at: i64, dollars: i64) -> EstimateGrounds {
    let (window, safe) = (window(at), Money::dollars(dollars));
    EstimateGrounds {
        window,
        balance: Money::dollars(7),
        help: Money::dollars(2),
        least: Money::dollars(10),
        meterage: Meterage::starting(Zone::utc().civil(t(at)).day, 15),
        charged_until: t(at),
        history_from: t(0),
        intervals: 9,
        // Larger than a signed number.
        mark: u64::MAX,
        estimate: Estimate {
            window,
            p50: Money::dollars(1),
            p80: safe,
            energy_p50: WattHours::new(4),
            energy_p80: WattHours::new(5),
            fixed: Money::ZERO,
            confidence: Confidence::Own,
            suggested: safe,
        },
        enough: Enough {
            until: window.end,
            likely: Money::dollars(1),
            safe,
        },
    }
}

async fn the_newest_estimates_of_each_account_are_kept_and_no_more(house: &House) {
    let mut tx = town(house, 2).await;
    tx.keep_estimate(BENITO, &shown(1, 5), 3).await.unwrap();
    for at in 1..=5 {
        tx.keep_estimate(ANA, &shown(at, at), 3).await.unwrap();
    }
    // The same moment once more says what was said last.
    tx.keep_estimate(ANA, &shown(5, 50), 3).await.unwrap();
    for (at, kept) in [(2, None), (3, Some(3)), (4, Some(4)), (5, Some(50))] {
        let found = tx.shown_estimate(ANA, window(at)).await.unwrap();
        assert_eq!(found, kept.map(|dollars| shown(at, dollars)), "{at}");
    }
    let theirs = tx.shown_estimate(BENITO, window(1)).await.unwrap();
    assert_eq!(theirs, Some(shown(1, 5)));
}

fn bought(dollars: i64) -> CreditGrounds {
    let hour = |n: i64| {
        let at = t(0) + Span::hours(n);
        Interval::measured(at, Span::hours(1), WattHours::new(500 + n))
    };
    let history: Vec<Interval> = (0..100).map(hour).collect();
    let at = t(0) + Span::hours(100);
    CreditGrounds {
        at,
        before: Money::dollars(-3),
        after: Money::dollars(dollars),
        meterage: Meterage::starting(Zone::utc().civil(at).day, 15),
        charged_until: at,
        history_from: t(0),
        opened_at: t(0),
        bill_day: 15,
        intervals: 100,
        mark: u64::MAX,
        tariff: Tariff {
            name: "flat".to_owned(),
            currency: "USD".to_owned(),
            effective_from: None,
            fixed_per_day: Money::ZERO,
            minimum_per_day: Money::ZERO,
            holidays: Vec::new(),
            energy: Energy::Flat {
                price: Rate::micros_per_kwh(200_000),
            },
            baseline: None,
            riders: Vec::new(),
            tax: None,
            conversion: ami_domain::convert::Terms::default(),
            later: Vec::new(),
        },
        profile: Profile::learn(&history, at, &Zone::utc(), &[]),
    }
}

async fn what_a_payment_bought_is_kept_with_it_and_the_last_word_stands(house: &House) {
    let mut tx = town(house, 2).await;
    let paid = offer(&mut tx, 1).await.id;
    assert_eq!(tx.payment_credit(paid).await.unwrap(), None);
    for dollars in [20, 30] {
        tx.keep_payment_credit(paid, &bought(dollars))
            .await
            .unwrap();
    }
    assert_eq!(tx.payment_credit(paid).await.unwrap(), Some(bought(30)));
    let nobody = PaymentId::from_number(99);
    let refused = tx.keep_payment_credit(nobody, &bought(20)).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict { .. })),
        "{refused:?}"
    );
}
