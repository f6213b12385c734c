//! The newest estimates that an account was shown.

use crate::house::{House, both, t, town};
use ami_domain::display::Confidence;
use ami_domain::energy::WattHours;
use ami_domain::estimate::{Enough, Estimate};
use ami_domain::explain::EstimateGrounds;
use ami_domain::id::AccountId;
use ami_domain::money::Money;
use ami_domain::tariff::Meterage;
use ami_domain::time::{Window, Zone};

both!(the_newest_estimates_of_each_account_are_kept_and_no_more);

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
