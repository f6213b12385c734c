//! What lies ahead at zero, and why service is still on, in words (SC5.7, SC5.8).

use crate::model::glance::Level;
use ami_domain::display::{DisplayView, Held, Standing};
use ami_domain::energy::Watts;
use ami_domain::program::Act;

/// The sentence about zero; `None` while there is nothing to say, and while `level` says that
/// service is off: then zero is not ahead any more, and "it stays on" would be a lie. With it the
/// demand that is left and its share of the rated capacity in percent.
pub fn ahead_text(view: &DisplayView, level: Level) -> Option<(&'static str, Watts, i64)> {
    let ahead = view.ahead.filter(|_| level.has_power())?;
    let cap = ahead.cap.unwrap_or_default();
    let rated = ahead.rated.unwrap_or_default().get().max(1);
    let percent = cap.get() * 100 / rated;
    let text = match (view.standing, ahead.held) {
        (Standing::Zero, Some(held)) => held_text(held),
        (Standing::Low | Standing::Zero, _) => match ahead.act {
            Act::Limit => "zero-ahead-limit",
            Act::Disconnect => "zero-ahead-disconnect",
            Act::Regular => "zero-ahead-regular",
            Act::FieldOrder => "zero-ahead-field-order",
        },
        (Standing::Ok | Standing::Regular | Standing::Vacant, _) => return None,
    };
    Some((text, cap, percent))
}

/// The sentence of a state. Who is kept on at zero reads that first, and not that they may be cut.
pub fn state_text(view: &DisplayView, level: Level) -> &'static str {
    let held = view.ahead.and_then(|ahead| ahead.held);
    match (level, held) {
        (Level::Zero, Some(held)) if held != Held::Pending => "home-state-held",
        _ => level.text(),
    }
}

/// What to do in a state, where there is something. Nobody is told to pay for power that stays on
/// anyway.
pub fn hint_text(view: &DisplayView, level: Level) -> Option<String> {
    let state = state_text(view, level);
    let regular = view.ahead.is_some_and(|ahead| ahead.act == Act::Regular);
    let low = matches!(level, Level::Low | Level::Critical | Level::Zero);
    if regular && low && state == level.text() {
        return Some("home-low-regular".to_owned());
    }
    level.has_hint().then(|| format!("{state}.hint"))
}

const fn held_text(held: Held) -> &'static str {
    match held {
        Held::Pending => "zero-held-pending",
        Held::Weather => "zero-held-weather",
        Held::Protected => "zero-held-protected",
        Held::Hours => "zero-held-hours",
        Held::Notice => "zero-held-notice",
        Held::Stale => "zero-held-stale",
        Held::Event => "zero-held-event",
        Held::Many => "zero-held-many",
        Held::FieldOrder => "zero-held-field-order",
        Held::Small => "zero-held-small",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::model::glance::tests::glance;
    use ami_domain::display::Ahead;
    use ami_domain::receipt::Switch;
    use ami_domain::time::Span;

    fn view(standing: Standing, act: Act, held: Option<Held>) -> DisplayView {
        let view = glance(standing, Span::hours(5), Switch::On).view;
        let ahead = Ahead {
            act,
            cap: None,
            rated: None,
            earliest: None,
            held,
        };
        DisplayView {
            ahead: Some(ahead),
            ..view.unwrap()
        }
    }

    #[test]
    fn nobody_is_told_to_pay_for_power_that_stays_on() {
        for level in [Level::Low, Level::Critical] {
            let hint = |act| hint_text(&view(Standing::Low, act, None), level).unwrap();
            assert_eq!(hint(Act::Disconnect), format!("{}.hint", level.text()));
            assert_eq!(hint(Act::Regular), "home-low-regular");
        }
        let ok = view(Standing::Ok, Act::Regular, None);
        assert_eq!(hint_text(&ok, Level::Ok), None);
    }

    #[test]
    fn who_is_kept_on_at_zero_reads_that_first() {
        let said = |held| {
            let view = view(Standing::Zero, Act::Disconnect, held);
            let hint = hint_text(&view, Level::Zero).unwrap();
            (state_text(&view, Level::Zero), hint)
        };
        let held = ("home-state-held", "home-state-held.hint".to_owned());
        assert_eq!(said(Some(Held::Weather)), held);
        let zero = ("home-state-zero", "home-state-zero.hint".to_owned());
        assert_eq!(said(Some(Held::Pending)), zero);
        assert_eq!(said(None), zero);
        // Off is off, whatever was held before.
        let view = view(Standing::Zero, Act::Disconnect, Some(Held::Weather));
        assert_eq!(state_text(&view, Level::Off), Level::Off.text());
    }
}
