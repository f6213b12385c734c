//! The code of a figure, for whoever calls about it.

use crate::i18n::t;
use ami_domain::explain::LineageId;
use ami_domain::figure_code::FigureCode;
use leptos::prelude::*;

/// The code with what it is for.
pub(crate) fn lineage_line(lineage: LineageId) -> impl IntoView {
    view! {
        <p class="more">{t("behind-display-call")}</p>
        <p class="lineage" translate="no" data-testid="lineage" data-lineage=lineage.to_string()>
            {spelled(FigureCode::of(lineage).to_string())}
        </p>
    }
}

/// A code for the eye in groups, and sign by sign for a screen reader.
pub(crate) fn spelled(code: String) -> impl IntoView {
    let signs = code.chars().map(|sign| match sign {
        '-' => ", ".to_owned(),
        sign => format!("{sign} "),
    });
    let signs: String = signs.collect();
    view! {
        <span class="spoken" aria-hidden="true">
            {code}
        </span>
        <span class="unseen">{signs}</span>
    }
}
