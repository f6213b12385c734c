//! The figures of conformance, each with the sentence that it comes from.

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_000 * seconds)
}

fn delivery(class: Class, end: End) -> Delivery {
    Delivery {
        class,
        accepted_at: at(0),
        sent_at: Some(at(0)),
        end,
        attempts: 1,
        again_after: None,
        powered: true,
        starts_at: None,
    }
}

#[test]
fn a_percentile_is_the_nearest_rank() {
    // The example of the textbook: 15, 20, 35, 40, 50.
    let mut spread = Spread::default();
    for seconds in [35, 20, 15, 50, 40] {
        spread.add(Some(Span::seconds(seconds)));
    }
    for (percent, seconds) in [(5, 15), (30, 20), (40, 20), (50, 35), (95, 50), (100, 50)] {
        assert_eq!(
            spread.percentile(percent),
            Some(Span::seconds(seconds)),
            "{percent}"
        );
    }
    assert_eq!(Spread::default().percentile(50), None);
}

#[test]
fn what_never_came_is_part_of_the_whole() {
    let mut spread = Spread::default();
    spread.add(Some(Span::seconds(60)));
    spread.add(Some(Span::millis(60_001)));
    spread.add(None);
    assert_eq!(spread.within(DEADLINE), Share::new(1, 3));
    assert_eq!(spread.percentile(100), Some(Span::millis(60_001)));
}

#[test]
fn nfr12_most_meters_and_the_rest_are_judged_apart() {
    let good = Share::new(1_000, 1_000);
    let meters = |bad: Share, count: usize| {
        let all = std::iter::repeat_n(good, 100 - count);
        Success::of(all.chain(std::iter::repeat_n(bad, count)))
    };
    let one_poor = meters(Share::new(980, 1_000), 1);
    assert_eq!(one_poor.rest, Share::new(980, 1_000));
    assert_eq!((one_poor.meters, one_poor.perfect_enough), (100, 99));
    assert!(one_poor.holds());
    assert!(
        !meters(Share::new(979, 1_000), 1).holds(),
        "98 % for the rest"
    );
    // The second poor meter belongs to most: 99,000 messages may lose 99.
    assert!(meters(Share::new(980, 1_000), 2).holds());
    assert!(!meters(Share::new(900, 1_000), 2).holds());
}

#[test]
fn a_meter_that_was_asked_nothing_proves_nothing() {
    let success = Success::of([Share::new(0, 0), Share::new(1, 1)]);
    assert_eq!(success.meters, 1);
    assert_eq!(success.most, Share::new(1, 1));
}

#[test]
fn nfr10_a_retry_counts_at_45_seconds_only() {
    let mut figures = Figures::default();
    let sent_twice = |seconds| Delivery {
        attempts: 2,
        again_after: Some(Span::seconds(seconds)),
        ..delivery(Class::Supply, End::Done(at(seconds + 3)))
    };
    for seconds in [44, 45, 47, 48] {
        figures.add(&sent_twice(seconds));
    }
    // Nobody sent it again, and nobody said that it was there for more than a minute.
    figures.add(&delivery(Class::Supply, End::Done(at(75))));
    figures.add(&delivery(Class::Supply, End::Done(at(20))));
    assert_eq!(figures.retries.in_time, Share::new(2, 4));
    assert_eq!(figures.retries.early, 1, "a gateway came back");
    assert_eq!(
        figures.retries.after.percentile(100),
        Some(Span::seconds(48))
    );
}

#[test]
fn nfr08_an_event_is_there_a_day_ahead_or_at_once() {
    let mut figures = Figures::default();
    let hour = 3_600;
    let event = |start: i64, done: i64| Delivery {
        starts_at: Some(at(start)),
        ..delivery(Class::Event, End::Done(at(done)))
    };
    figures.add(&event(48 * hour, 5));
    assert_eq!(figures.lead.in_time, Share::new(1, 1));
    assert_eq!(figures.lead.least, Some(Span::seconds(48 * hour - 5)));
    figures.add(&event(48 * hour, 25 * hour));
    assert_eq!(figures.lead.in_time, Share::new(1, 2), "too late");
    figures.add(&event(2 * hour, 60));
    figures.add(&event(2 * hour, 61));
    assert_eq!(figures.lead.in_time, Share::new(2, 4), "at once means 60 s");
    figures.add(&Delivery {
        end: End::Expired,
        ..event(48 * hour, 0)
    });
    assert_eq!(figures.lead.in_time, Share::new(2, 5));
}

#[test]
fn what_cannot_be_reached_is_counted_and_not_timed() {
    let mut figures = Figures::default();
    let dark = Delivery {
        powered: false,
        ..delivery(Class::Supply, End::Expired)
    };
    figures.add(&dark);
    assert_eq!(figures.supply.count(), 0);
    assert_eq!(figures.ends, [0, 0, 1, 0, 0]);
    let mut tally = Tally::default();
    tally.count(dark.succeeded(), dark.powered);
    assert_eq!(
        (tally.all, tally.powered),
        (Share::new(0, 1), Share::new(0, 0))
    );
}

#[test]
fn every_kind_of_command_has_its_class() {
    for (word, class) in [
        ("prepay", Class::Supply),
        ("unlimit", Class::Supply),
        ("withdraw", Class::Alert),
        ("test", Class::Test),
        ("cancel_event", Class::Event),
        ("show", Class::Balance),
        ("settings", Class::Other),
    ] {
        assert_eq!(Class::of(word), class, "{word}");
    }
}
