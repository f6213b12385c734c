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
