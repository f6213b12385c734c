//! The plain pay page, `/p/{token}`: HTML that the server writes, no script, no WebAssembly, a few
//! kilobytes, for an old phone on a bad line. Whoever holds the link may pay; a stranger reads a
//! nickname and nothing else of the customer. There is no session and no cookie, so nothing that
//! another site could ride on: the token alone counts, and the payment's id stands in the form, so
//! that a double click or a reload pays once.

mod back;
mod page;
mod words;

pub use back::back;

use self::page::{Page, Shown};
use crate::chance;
use crate::http::session::{digest, reader};
use crate::http::sign_in::Caller;
use crate::state::App;
use crate::station_tries::{add, below};
use ami_css::pay_link::LinkError;
use ami_css::payment_method::card_page;
use ami_css::{CssError, Offer};
use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use ami_domain::time::Span;
use ami_locales::{Locale, negotiate};
use ami_store::PayLinkRow;
use axum::extract::{Form, Path, Query, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// The method behind the form where cards are tried out.
const SANDBOX: &str = "sandbox_card";
/// The method behind it where real ones are typed: on the payment company's page, never here.
const METHOD: &str = card_page::NAME;
/// Hexadecimal digits of a token: 256 bits.
const TOKEN_LENGTH: usize = 64;
/// Wrong tokens from one place are counted over this time, real time.
const WRONG_WINDOW: Span = Span::minutes(1);
/// So many in that time.
const WRONG_TOKENS: u64 = 20;
/// Payments through one link are counted over this time: nobody tries stolen cards here.
const PAY_WINDOW: Span = Span::minutes(30);
/// So many in that time.
const PAYMENTS: u64 = 10;

/// What follows the path.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Choice {
    /// The language that the reader chose on the page.
    #[serde(default)]
    lang: Option<String>,
}

/// The form.
#[derive(serde::Deserialize)]
pub struct Filled {
    payment: String,
    amount: String,
    card: String,
    /// `pay` on the second page; anything else shows it.
    #[serde(default)]
    step: String,
}

impl std::fmt::Debug for Filled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Filled(..)")
    }
}

/// Shows the form.
pub async fn open(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    caller: Caller,
    headers: HeaderMap,
) -> Response {
    let locale = language(&choice, &headers);
    let link = match find(&app, &caller, &token).await {
        Ok(link) => link,
        Err(gone) => return gone.answer(locale),
    };
    let page = Page::new(&app, locale, &link);
    let amount = link.amount.map_or_else(String::new, Money::typed);
    let payment = PaymentId::from_bytes(new_id());
    answer(StatusCode::OK, page.form(payment, &amount, "", None))
}

/// Takes the form: first shows what it says, then pays.
pub async fn send(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    caller: Caller,
    headers: HeaderMap,
    form: Result<Form<Filled>, axum::extract::rejection::FormRejection>,
) -> Response {
    let locale = language(&choice, &headers);
    // A browser that says that another site sent the form is believed.
    let site = headers.get(HeaderName::from_static("sec-fetch-site"));
    let foreign = site.is_some_and(|site| site != "same-origin" && site != "none");
    let link = match find(&app, &caller, &token).await {
        Ok(link) if !foreign => link,
        Ok(_) => return Gone::Closed.answer(locale),
        Err(gone) => return gone.answer(locale),
    };
    let page = Page::new(&app, locale, &link);
    let fresh = PaymentId::from_bytes(new_id());
    let Ok(Form(filled)) = form else {
        let wrong = page.form(fresh, "", "", Some("pay-amount-missing"));
        return answer(StatusCode::UNPROCESSABLE_ENTITY, wrong);
    };
    let again = |payment, why| {
        let text = page.form(payment, &filled.amount, &filled.card, Some(why));
        answer(StatusCode::UNPROCESSABLE_ENTITY, text)
    };
    let Ok(payment) = filled.payment.parse::<PaymentId>() else {
        return again(fresh, "payer-again");
    };
    let Some(amount) = dollars(&filled.amount) else {
        return again(payment, "pay-amount-not-a-number");
    };
    let offer = Offer {
        amount,
        method: page.method.unwrap_or(METHOD).to_owned(),
        token: filled.card.clone(),
    };
    if let Err(error) = app.css.check_offer(&offer) {
        return again(payment, words::offer(&error));
    }
    // A form that was sent before is shown how it ended, whatever the account may pay by now.
    match app.css.payment_through(&link, payment).await {
        Ok(Some(_)) => {}
        Ok(None) => {
            let now = app.now().business;
            match app.css.may_pay(now, link.account, amount).await {
                Ok(()) => {}
                Err(error @ CssError::AmountAboveSpan { .. }) => {
                    return again(payment, words::offer(&error));
                }
                Err(error) => return broken(locale, &error),
            }
        }
        Err(error) => return broken(locale, &error),
    }
    if filled.step != "pay" {
        return answer(StatusCode::OK, page.review(payment, amount, &filled.card));
    }
    pay(&app, &page, &link, payment, offer, &token).await
}

/// Shows where a payment through this link stands.
pub async fn result(
    State(app): State<App>,
    Path((token, payment)): Path<(String, String)>,
    Query(choice): Query<Choice>,
    caller: Caller,
    headers: HeaderMap,
) -> Response {
    let locale = language(&choice, &headers);
    let link = match find(&app, &caller, &token).await {
        Ok(link) => link,
        Err(gone) => return gone.answer(locale),
    };
    let page = Page::new(&app, locale, &link);
    let Ok(payment) = payment.parse::<PaymentId>() else {
        return Gone::Closed.answer(locale);
    };
    let row = match app.css.payment_through(&link, payment).await {
        Ok(Some(row)) => row,
        Ok(None) => return Gone::Closed.answer(locale),
        Err(error) => return broken(locale, &error),
    };
    let shown = match Shown::of(&app, &link, &row).await {
        Ok(shown) => shown,
        Err(error) => return broken(locale, &error),
    };
    answer(StatusCode::OK, page.result(&token, &row, &shown))
}

async fn pay(
    app: &App,
    page: &Page<'_>,
    link: &PayLinkRow,
    payment: PaymentId,
    offer: Offer,
    token: &str,
) -> Response {
    let locale = page.locale;
    let key = format!("pay-link:{}", link.id);
    match below(app, &key, PAYMENTS, PAY_WINDOW).await {
        Ok(true) => {}
        Ok(false) => return Gone::Wait.answer(locale),
        Err(error) => return broken(locale, &error.into()),
    }
    if let Err(error) = add(app, &key).await {
        return broken(locale, &error.into());
    }
    // The phone may lose its line: what was begun is finished all the same.
    let (task, way, sent) = (app.clone(), link.clone(), offer.clone());
    let work = tokio::spawn(async move {
        let mut chance = task.chance();
        let paid = task
            .css
            .pay_through(&task.clock, &mut chance, &way, payment, &sent)
            .await;
        task.wake.notify_one();
        paid
    });
    match work.await {
        Ok(Ok(_)) => {}
        // The same form with another amount or card is another payment, and gets another name.
        Ok(Err(CssError::PaymentIdReused(_))) => {
            let fresh = PaymentId::from_bytes(new_id());
            let amount = offer.amount.typed();
            let text = page.form(fresh, &amount, &offer.token, Some("payer-again"));
            return answer(StatusCode::CONFLICT, text);
        }
        // Somebody else has paid for this account since the form was looked at.
        Ok(Err(error @ CssError::AmountAboveSpan { .. })) => {
            let (amount, card) = (offer.amount.typed(), &offer.token);
            let text = page.form(payment, &amount, card, Some(words::offer(&error)));
            return answer(StatusCode::UNPROCESSABLE_ENTITY, text);
        }
        Ok(Err(error)) => return broken(locale, &error),
        Err(error) => {
            tracing::error!(%error, "A payment's task broke; settling will end it");
        }
    }
    // What comes after a payment is a page of its own, which may be loaded again.
    let lang = locale.tag();
    let place = format!("/p/{token}/{payment}?lang={lang}");
    match HeaderValue::from_str(&place) {
        Ok(place) => (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response(),
        Err(_) => Gone::Closed.answer(locale),
    }
}

/// Why there is no page.
enum Gone {
    /// No link opens with this token; the reason is nobody's.
    Closed,
    /// Too often.
    Wait,
    /// Something of ours broke.
    Broken,
}

impl Gone {
    fn answer(self, locale: Locale) -> Response {
        let (status, id) = match self {
            Gone::Closed => (StatusCode::NOT_FOUND, "error-link-closed"),
            Gone::Wait => (StatusCode::TOO_MANY_REQUESTS, "payer-wait"),
            Gone::Broken => (StatusCode::SERVICE_UNAVAILABLE, "payer-away"),
        };
        answer(status, page::notice(locale, id))
    }
}

async fn find(app: &App, caller: &Caller, token: &str) -> Result<PayLinkRow, Gone> {
    let key = gate(app, caller).await?;
    let plain = token.len() == TOKEN_LENGTH && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    if plain {
        let opened = app.css.open_link(app.now(), digest(token.as_bytes())).await;
        match opened {
            Ok(link) => return Ok(link),
            Err(CssError::Link(LinkError::Closed)) => {}
            Err(error) => {
                tracing::error!(%error, "A link could not be looked up");
                return Err(Gone::Broken);
            }
        }
    }
    Err(missed(app, &key).await)
}

/// Whoever guessed too often waits; else the name under which the next miss is counted.
async fn gate(app: &App, caller: &Caller) -> Result<String, Gone> {
    let Caller(from) = caller;
    let key = format!("pay-link@{from}");
    let may = below(app, &key, WRONG_TOKENS, WRONG_WINDOW).await;
    if may.map_err(|error| store(&error))? {
        Ok(key)
    } else {
        Err(Gone::Wait)
    }
}

/// Counts a guess that found nothing.
async fn missed(app: &App, key: &str) -> Gone {
    match add(app, key).await {
        Ok(()) => Gone::Closed,
        Err(error) => store(&error),
    }
}

fn store(error: &ami_store::StoreError) -> Gone {
    tracing::error!(%error, "The pay page failed in the store");
    Gone::Broken
}

fn broken(locale: Locale, error: &CssError) -> Response {
    tracing::error!(%error, "The pay page failed");
    Gone::Broken.answer(locale)
}

fn language(choice: &Choice, headers: &HeaderMap) -> Locale {
    let chosen = choice.lang.as_deref().map(negotiate);
    chosen.unwrap_or_else(|| reader(headers))
}

/// Dollars as people type them.
fn dollars(text: &str) -> Option<Money> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '$' && *c != ',')
        .collect();
    Money::parse(&plain).ok()
}

fn new_id() -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(&chance::token()[..16]);
    id
}

fn answer(status: StatusCode, page: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (header::CONTENT_SECURITY_POLICY, page::csp()),
    ];
    (status, headers, page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, cents) in [("20", 2_000), ("$1,000.50", 100_050), (" 20.00 $", 2_000)] {
            assert_eq!(dollars(text), Some(Money::cents(cents)), "{text}");
        }
        for bad in ["", "twenty", "2.0.0", "-", "1e3", "20€"] {
            assert_eq!(dollars(bad), None, "{bad}");
        }
    }
}
