//! The line about zero, on the home screen and on the display.

use crate::i18n::{power, t_with};
use crate::model::ahead::ahead_text;
use ami_domain::display::DisplayView;
use ami_locales::args;
use leptos::prelude::*;

/// What happens at zero, or why service is still on; nothing while the balance is fine.
pub(crate) fn ahead_line(view: &DisplayView) -> Option<AnyView> {
    let (text, cap, percent) = ahead_text(view)?;
    let held = text.starts_with("zero-held").to_string();
    let values = move || args!["cap" => power(cap), "percent" => percent];
    Some(
        view! {
            <p class="more" data-testid="ahead" data-held=held>{t_with(text, values)}</p>
        }
        .into_any(),
    )
}
