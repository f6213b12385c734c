//! What a display shows that waits for an installer: its code, and then the number to compare.

use crate::i18n::{say, t, t_with};
use ami_locales::{Args, args};
use ami_wire::ihd::{IhdMet, IhdPairing};
use leptos::prelude::*;

/// What stands where the figures would: nothing is known any more, or an installer compares.
pub(super) fn instead(unpaired: bool, pairing: Option<IhdPairing>) -> Option<AnyView> {
    match pairing {
        Some(shown) if unpaired || shown.met.is_some() => Some(view(shown)),
        Some(_) => None,
        None => unpaired.then(|| {
            view! {
                <p class="display-starting" data-testid="display-unpaired">
                    {t("display-forgotten")}
                </p>
            }
            .into_any()
        }),
    }
}

fn view(pairing: IhdPairing) -> AnyView {
    match pairing.met {
        Some(met) => compare(met).into_any(),
        None => offer(&pairing).into_any(),
    }
}

fn offer(pairing: &IhdPairing) -> impl IntoView + use<> {
    let minutes = pairing.minutes;
    let news = match (pairing.other, pairing.reached) {
        (true, _) => "display-pair-other",
        (false, true) => "display-pair-reached",
        (false, false) => "display-pair-away",
    };
    view! {
        <div class="display-pair" data-testid="display-pair">
            <p class="pair-title">{t("display-pair-title")}</p>
            <p>{t("display-pair-how")}</p>
            <p class="pair-code" data-testid="display-pair-code">{pairing.code.grouped()}</p>
            <p role="status" data-testid="display-pair-news" data-news=news>
                {move || say(news, &Args::new())}
            </p>
            <p class="pair-left">
                {t_with("display-pair-minutes", move || args!["count" => minutes])}
            </p>
        </div>
    }
}

/// Beside the figures of a display that is paired, and does not know who answers for its gateway.
pub(super) fn anew(pairing: IhdPairing) -> Option<AnyView> {
    let code = pairing.code.grouped();
    let line = view! {
        <div class="stale" role="status" data-testid="display-pair-anew">
            <p>{t_with("display-pair-anew", move || args!["code" => code.clone()])}</p>
        </div>
    };
    pairing.met.is_none().then(|| line.into_any())
}

fn compare(met: IhdMet) -> impl IntoView {
    let last4 = met.last4;
    view! {
        <div class="display-pair" role="status" data-testid="display-pair-met">
            <p>{t("display-pair-compare")}</p>
            <p class="pair-code" data-testid="display-pair-check">{met.check.grouped()}</p>
            <p data-testid="display-pair-last4">
                {t_with("display-pair-last4", move || args!["last4" => last4.clone()])}
            </p>
        </div>
    }
}
