//! Which view and which texts are shown, and which answers are still to be sent.

use super::*;
use ami_domain::account::{AtZero, Mode};
use ami_domain::display::{Confidence, DisplayView, Remaining, Standing};
use ami_domain::energy::{Rate, WattHours, Watts};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{LocalMoment, Span, Window};

pub(crate) const METER: MeterId = MeterId::from_number(7);
const BEGIN: Timestamp = Timestamp::from_millis(1_795_475_100_000);

fn moment(at: Timestamp) -> LocalMoment {
    LocalMoment {
        at,
        offset_minutes: -480,
    }
}

/// A view that was read `minutes` after the beginning.
pub(crate) fn view(minutes: i64) -> IhdView {
    let at = BEGIN + Span::minutes(minutes);
    let likely = Span::hours(100);
    IhdView {
        v: ami_wire::VERSION,
        meter: METER,
        view: Some(DisplayView {
            seq: 3,
            mode: Mode::Prepaid,
            currency: "USD".into(),
            balance: Money::cents(2340),
            credit: WattHours::new(97_900),
            remaining: Some(Remaining {
                likely,
                early: likely,
                late: likely,
                zero_at: moment(at + likely),
                confidence: Confidence::Own,
            }),
            standing: Standing::Ok,
            at_zero: AtZero::Disconnect,
            ahead: None,
            rate_now: Rate::micros_per_kwh(238_500),
            basis: None,
            behind: None,
            used_today: WattHours::new(7_940),
            cost_today: Money::cents(189),
            borrowed: Money::ZERO,
            daily_average: WattHours::new(15_860),
            usage_until: Some(moment(at)),
            event: None,
            as_of: moment(at),
        }),
        supply: Supply {
            switch: Switch::On,
            limit: None,
            credit: WattHours::new(97_900),
            at,
            trip: None,
        },
        power: Watts::new(640),
        last_code: None,
        read_at: at,
        estimate: None,
        utility_link: true,
        meter_link: true,
    }
}

/// A text that waits for an answer, valid for so many hours after the beginning.
pub(crate) fn text(number: u128, importance: Importance, hours: i64) -> IhdMessage {
    IhdMessage {
        v: ami_wire::VERSION,
        notice: Notice {
            id: AlertId::from_number(number),
            importance,
            text: Bilingual {
                en: "Outage".into(),
                es: "Corte".into(),
            },
            valid: Window {
                start: BEGIN,
                end: BEGIN + Span::hours(hours),
            },
            confirm: true,
            figures: false,
        },
    }
}

/// What was kept with the view of that minute: one text, and an answer that is not sent yet.
pub(crate) fn kept(minutes: i64) -> Kept {
    let mut known = Known::new(METER, None);
    known.take(News::View(Box::new(view(minutes))));
    hear(&mut known, 1, Importance::Info, 9);
    assert!(known.confirm(alert(1)));
    known.kept()
}

const fn alert(number: u128) -> AlertId {
    AlertId::from_number(number)
}

fn hear(known: &mut Known, number: u128, importance: Importance, hours: i64) {
    let text = Box::new(text(number, importance, hours));
    assert!(!known.take(News::Text(alert(number), Some(text))));
}

fn ids(known: &Known, hours: i64) -> Vec<AlertId> {
    let texts = known.texts(BEGIN + Span::hours(hours));
    texts.iter().map(|text| text.notice.id).collect()
}

#[test]
fn a_view_of_another_meter_is_never_shown() {
    let mut known = Known::new(METER, Some(kept(5)));
    assert_eq!(known.shown().view, Some(view(5)));
    let mut other = view(9);
    other.meter = MeterId::from_number(8);
    assert!(!known.take(News::View(Box::new(other.clone()))));
    assert_eq!(known.shown().view, Some(view(5)));
    let mut kept = kept(5);
    kept.view = Some(other);
    assert_eq!(Known::new(METER, Some(kept.clone())).shown().view, None);
    kept.meter = MeterId::from_number(8);
    let another_home = Known::new(METER, Some(kept));
    assert!(ids(&another_home, 1).is_empty() && another_home.kept().unsent.is_empty());
}

#[test]
fn a_gateway_whose_clock_was_ahead_once_does_not_freeze_the_display() {
    let mut known = Known::new(METER, Some(kept(9_999)));
    assert!(known.take(News::View(Box::new(view(3)))));
    assert_eq!(known.shown().view, Some(view(3)));
}

#[test]
fn texts_are_shown_while_they_are_valid_and_not_confirmed() {
    let mut known = Known::new(METER, None);
    hear(&mut known, 1, Importance::Info, 9);
    hear(&mut known, 2, Importance::Emergency, 2);
    assert_eq!(ids(&known, 1), [alert(2), alert(1)]);
    assert_eq!(ids(&known, 3), [alert(1)]);
    assert!(known.confirm(alert(1)));
    assert!(!known.confirm(alert(3)));
    assert!(ids(&known, 3).is_empty());
    known.take(News::Text(alert(2), None));
    assert!(ids(&known, 1).is_empty());
}

#[test]
fn a_clock_that_is_behind_hides_no_text_and_does_not_pass_off_a_kept_view_as_new() {
    let mut known = Known::new(METER, Some(kept(5)));
    assert!(known.shown().kept, "nothing was heard since the start");
    known.take(News::Connected(true));
    assert!(known.shown().kept, "a connection alone is no figure");
    known.take(News::View(Box::new(view(6))));
    assert!(!known.shown().kept);
    known.take(News::Connected(false));
    assert!(!known.shown().kept, "it is of this run");
    hear(&mut known, 2, Importance::Emergency, 9);
    assert_eq!(ids(&known, -72), [alert(2)], "three days behind");
    assert!(!Known::new(METER, None).shown().kept);
}

#[test]
fn a_confirmed_text_is_not_asked_again_after_a_restart() {
    let mut known = Known::new(METER, Some(kept(1)));
    hear(&mut known, 1, Importance::Info, 9);
    assert!(ids(&known, 1).is_empty());
}

#[test]
fn a_confirmation_without_network_is_sent_after_the_next_connection_and_once() {
    let mut known = Known::new(METER, Some(kept(1)));
    assert_eq!(known.next_to_send(), None, "no connection");
    known.take(News::Connected(true));
    assert_eq!(known.next_to_send(), Some(Word::Confirmed(alert(1))));
    assert_eq!(known.next_to_send(), None, "one is under way");
    known.take(News::NotAnswered);
    assert_eq!(known.next_to_send(), Some(Word::Confirmed(alert(1))));
    known.take(News::Connected(false));
    known.take(News::Connected(true));
    assert_eq!(
        known.next_to_send(),
        Some(Word::Confirmed(alert(1))),
        "it may be lost"
    );
    known.take(News::Answered);
    assert_eq!(known.next_to_send(), None);
    assert!(known.kept().unsent.is_empty());
    assert!(known.confirm(alert(1)));
    assert_eq!(known.next_to_send(), None, "a second touch changes nothing");
}

#[test]
fn nfr09_a_text_on_the_screen_is_said_once_and_after_the_readers_answers() {
    let mut known = Known::new(METER, None);
    known.take(News::Connected(true));
    hear(&mut known, 1, Importance::Info, 9);
    hear(&mut known, 2, Importance::Info, 9);
    known.see(alert(9));
    assert_eq!(known.next_to_send(), None, "there is no such text");
    known.see(alert(1));
    known.see(alert(1));
    assert!(known.confirm(alert(2)));
    assert_eq!(known.next_to_send(), Some(Word::Confirmed(alert(2))));
    known.take(News::Answered);
    assert_eq!(known.next_to_send(), Some(Word::Seen(alert(1))));
    known.take(News::NotAnswered);
    assert_eq!(known.next_to_send(), Some(Word::Seen(alert(1))), "again");
    known.take(News::Answered);
    assert_eq!(known.next_to_send(), None);
}

#[test]
fn a_text_that_was_withdrawn_while_the_display_was_away_is_forgotten() {
    let mut known = Known::new(METER, None);
    known.take(News::Connected(true));
    hear(&mut known, 1, Importance::Info, 9);
    hear(&mut known, 2, Importance::Info, 9);
    known.take(News::Connected(false));
    known.take(News::Connected(true));
    hear(&mut known, 2, Importance::Info, 9);
    for _ in 0..60 {
        known.tick();
    }
    assert_eq!(
        ids(&known, 1).len(),
        2,
        "the gateway has not read the meter yet"
    );
    known.take(News::View(Box::new(view(1))));
    for _ in 0..=SETTLE_TICKS {
        known.tick();
    }
    assert_eq!(ids(&known, 1), [alert(2)]);
}

#[test]
fn a_flood_of_texts_and_answers_stays_bounded() {
    let mut known = Known::new(METER, None);
    for number in 0..500 {
        hear(&mut known, number, Importance::Info, 9);
    }
    assert_eq!(ids(&known, 1).len(), TEXTS_MAX);
    for number in 0..500 {
        hear(&mut known, number, Importance::Info, 9);
        known.confirm(alert(number));
    }
    assert!(known.kept().answered.len() <= ANSWERS_MAX);
    assert!(known.kept().unsent.len() <= ANSWERS_MAX);
}

#[test]
fn a_lost_broker_is_news_once() {
    let mut known = Known::new(METER, None);
    assert!(known.take(News::Connected(true)));
    assert!(!known.take(News::Connected(true)));
    assert!(known.take(News::Connected(false)));
    assert!(!known.shown().connected);
}

#[test]
fn a_display_without_a_home_shows_its_code_and_a_paired_one_what_it_hears() {
    let code = |minutes| IhdPairing {
        code: ami_domain::pairing::PairCode::of(1),
        minutes,
        reached: true,
        met: None,
        other: false,
    };
    let mut known = Known::new(MeterId::from_number(0), Some(kept(5)));
    assert!(known.take(News::Unpaired));
    assert!(known.take(News::Pairing(code(10))));
    assert!(!known.take(News::Pairing(code(10))), "the page knows it");
    assert!(known.take(News::Pairing(code(9))));
    known.take(News::Unpaired);
    let shown = known.shown();
    assert_eq!((shown.unpaired, shown.pairing), (true, Some(code(9))));
    assert!(known.take(News::Paired(METER)));
    let shown = known.shown();
    assert_eq!(
        (shown.unpaired, shown.pairing, shown.view),
        (false, None, None)
    );
    assert!(known.take(News::View(Box::new(view(1)))));
    assert_eq!(known.kept().meter, METER);
}

#[test]
fn where_somebody_else_answers_the_reader_keeps_the_figures_beside_a_code_to_pair_anew() {
    let mut known = Known::new(METER, None);
    known.take(News::Connected(true));
    known.take(News::View(Box::new(view(1))));
    known.take(News::Connected(false));
    let pairing = IhdPairing {
        code: ami_domain::pairing::PairCode::of(123_456_789),
        minutes: 10,
        reached: true,
        met: None,
        other: false,
    };
    assert!(known.take(News::Pairing(pairing.clone())));
    let shown = known.shown();
    assert_eq!((shown.view, shown.pairing), (Some(view(1)), Some(pairing)));
    assert!(!shown.unpaired && !shown.connected && !known.unpaired());
    // The true gateway is back.
    assert!(known.take(News::Connected(true)));
    assert_eq!(known.shown().pairing, None);
}
