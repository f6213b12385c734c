//! Which view and which texts are shown.

use super::*;
use ami_domain::account::{AtZero, Mode};
use ami_domain::display::{Confidence, DisplayView, Remaining, Standing};
use ami_domain::energy::{Rate, WattHours, Watts};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{LocalMoment, Span, Window};

const METER: MeterId = MeterId::from_number(7);
const BEGIN: Timestamp = Timestamp::from_millis(1_795_475_100_000);

fn moment(at: Timestamp) -> LocalMoment {
    LocalMoment { at, offset_minutes: -480 }
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
            rate_now: Rate::micros_per_kwh(238_500),
            used_today: WattHours::new(7_940),
            cost_today: Money::cents(189),
            daily_average: WattHours::new(15_860),
            usage_until: Some(moment(at)),
            as_of: moment(at),
        }),
        supply: Supply { switch: Switch::On, limit: None, credit: WattHours::new(97_900), at },
        power: Watts::new(640),
        last_code: None,
        read_at: at,
        utility_link: true,
        meter_link: true,
    }
}

fn text(number: u128, importance: Importance, hours: i64) -> IhdMessage {
    IhdMessage {
        v: ami_wire::VERSION,
        notice: Notice {
            id: AlertId::from_number(number),
            importance,
            text: Bilingual { en: "Outage".into(), es: "Corte".into() },
            valid: Window { start: BEGIN, end: BEGIN + Span::hours(hours) },
            confirm: true,
        },
    }
}

#[test]
fn an_older_view_or_one_of_another_meter_is_not_shown() {
    let mut known = Known::new(METER, Some(view(5)));
    assert!(!known.take_view(view(4)));
    assert!(known.take_view(view(6)));
    let mut other = view(9);
    other.meter = MeterId::from_number(8);
    assert!(!known.take_view(other.clone()));
    assert_eq!(known.shown().view, Some(view(6)));
    assert_eq!(Known::new(METER, Some(other)).view(), None, "another tenant's last view");
}

#[test]
fn texts_are_shown_while_they_are_valid_and_not_confirmed() {
    let mut known = Known::new(METER, None);
    let (one, two) = (AlertId::from_number(1), AlertId::from_number(2));
    known.take_text(one, Some(text(1, Importance::Info, 9)));
    known.take_text(two, Some(text(2, Importance::Emergency, 2)));
    let ids = |known: &Known, hours| {
        let texts = known.texts(BEGIN + Span::hours(hours));
        texts.iter().map(|text| text.notice.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&known, 1), [two, one]);
    assert_eq!(ids(&known, 3), [one]);
    assert!(known.confirm(one));
    assert!(!known.confirm(AlertId::from_number(3)));
    assert!(ids(&known, 3).is_empty());
    known.take_text(two, None);
    assert!(ids(&known, 1).is_empty());
}

#[test]
fn a_flood_of_texts_stays_bounded() {
    let mut known = Known::new(METER, None);
    for number in 0..500 {
        known.take_text(AlertId::from_number(number), Some(text(number, Importance::Info, 9)));
    }
    assert_eq!(known.texts(BEGIN).len(), TEXTS_MAX);
}

#[test]
fn a_lost_broker_is_news_once() {
    let mut known = Known::new(METER, None);
    assert!(known.connect(true));
    assert!(!known.connect(true));
    assert!(known.connect(false));
    assert!(!known.shown().connected);
}
