//! Laws of the figures of conformance, for all records.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_domain::conformance::{Share, Spread, Success};
use ami_domain::time::Span;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_percentile_is_a_member_and_what_sorting_says(
        mut all in prop::collection::vec(0_i64..100_000, 1..200),
        percent in 1_u8..=100,
    ) {
        let mut spread = Spread::default();
        for millis in &all {
            spread.add(Some(Span::millis(*millis)));
        }
        all.sort_unstable();
        let rank = (all.len() * usize::from(percent)).div_ceil(100);
        prop_assert_eq!(spread.percentile(percent).unwrap(), Span::millis(all[rank - 1]));
    }

    #[test]
    fn parts_of_a_fleet_add_up_to_the_fleet(
        all in prop::collection::vec(prop::option::of(0_i64..100_000), 0..200),
        cut in 0_usize..200,
    ) {
        let spread = |some: &[Option<i64>]| {
            let mut spread = Spread::default();
            some.iter().for_each(|one| spread.add(one.map(Span::millis)));
            spread
        };
        let (left, right) = all.split_at(cut.min(all.len()));
        let mut sum = spread(left);
        sum.merge(&spread(right));
        prop_assert_eq!(sum, spread(&all));
    }

    #[test]
    fn success_loses_no_message_and_its_rest_is_never_better(
        meters in prop::collection::vec((0_u64..100, 0_u64..100), 0..300),
    ) {
        let shares = meters.iter().map(|(part, more)| Share::new(*part, part + more));
        let success = Success::of(shares.clone());
        let whole = shares.clone().fold(Share::default(), Share::plus);
        prop_assert_eq!(success.most.plus(success.rest), whole);
        let (most, rest) = (success.most, success.rest);
        // The mean of the worst is at most the mean of the best: sorted by share.
        if most.whole > 0 && rest.whole > 0 {
            let left = u128::from(rest.part) * u128::from(most.whole);
            prop_assert!(left <= u128::from(most.part) * u128::from(rest.whole));
        }
        prop_assert_eq!(success.meters, shares.filter(|share| share.whole > 0).count() as u64);
    }

    #[test]
    fn a_share_is_compared_without_rounding(part in 0_u64..2_000_000, ppm in 0_u64..1_000_000) {
        let whole = 2_000_000;
        let share = Share::new(part, whole);
        prop_assert_eq!(share.at_least(ppm), part >= 2 * ppm);
        prop_assert!(share.at_least(share.ppm()));
    }
}
