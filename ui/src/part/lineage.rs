//! The name of a figure, for whoever calls about it.

use crate::i18n::t;
use crate::model::explain::spoken;
use ami_domain::explain::LineageId;
use leptos::prelude::*;

/// The name with what it is for; ears and eyes get it in groups.
pub(crate) fn lineage_line(lineage: LineageId) -> impl IntoView {
    view! {
        <p class="more">{t("behind-display-call")}</p>
        <p class="lineage" translate="no" data-testid="lineage" data-lineage=lineage.to_string()>
            {spoken(lineage)}
        </p>
    }
}
