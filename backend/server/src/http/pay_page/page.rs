//! The page itself: a form, what it says once more, and how it ended. Every text goes through
//! [`escaped`]; the only style is our own, and its digest is all that the policy lets in.

use super::{METHOD, SANDBOX, words};
use crate::html::escaped;
use crate::state::App;
use ami_css::CssError;
use ami_css::confirm::delivery;
use ami_css::payment_method::card_page::TOKEN;
use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::time::LocalMoment;
use ami_locales::arg::{moment, money};
use ami_locales::{Args, Locale, args, tr};
use ami_store::{PayLinkRow, PaymentRow};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// Large, plain, and readable in the sun; works without it as well.
const STYLE: &str = "body{font:1.125rem/1.5 system-ui,sans-serif;margin:0;color:#111;\
    background:#fff}main{max-width:30rem;margin:0 auto;padding:1rem}label,legend{font-weight:600;\
    display:block;margin-top:1rem}input,select,button{font:inherit;width:100%;\
    box-sizing:border-box;padding:.6rem;border:2px solid #444;border-radius:.4rem;\
    background:#fff;color:#111}button{background:#0b5a3c;color:#fff;border-color:#0b5a3c;\
    margin-top:1.2rem;font-weight:600}.e{border-left:.4rem solid #b00020;padding:.2rem .8rem}\
    .h{margin:.2rem 0;color:#444}li{margin:.4rem 0}a{color:#0b5a3c}\
    :focus{outline:3px solid #1a73e8;outline-offset:2px}";

/// What the sandbox card does, and the text that says so.
const CARDS: [(&str, &str); 4] = [
    ("tok_approve", "pay-card-approve"),
    ("tok_decline", "pay-card-decline"),
    ("tok_insufficient", "pay-card-insufficient"),
    ("tok_timeout", "pay-card-timeout"),
];
/// A page about a payment that has not ended is loaded again after so many seconds.
pub(super) const AGAIN_S: u32 = 4;

/// The policy of these pages: nothing but themselves.
pub(super) fn csp() -> &'static str {
    static CSP: OnceLock<String> = OnceLock::new();
    CSP.get_or_init(|| {
        let digest = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        format!(
            "default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'"
        )
    })
}

/// A page for one link.
pub(super) struct Page<'a> {
    pub(super) locale: Locale,
    link: &'a PayLinkRow,
    least: Money,
    most: Money,
    /// What takes cards here; `None` when nothing does.
    pub(super) method: Option<&'static str>,
}

/// How far a payment has come. The way to the meter is the customer's own alone.
pub(super) struct Shown {
    sent: Option<bool>,
    confirmed_at: Option<LocalMoment>,
    ended: bool,
    /// The payment company's page, while it waits for the payer.
    pub(super) go_on: Option<String>,
}

impl Shown {
    /// What this link may show of its payment.
    pub(super) async fn of(
        app: &App,
        link: &PayLinkRow,
        row: &PaymentRow,
    ) -> Result<Self, CssError> {
        let paid = matches!(row.state, PaymentState::Applied { .. });
        let over = paid || matches!(row.state, PaymentState::Refused { .. });
        let mut tx = app.css.store.read().await?;
        let waits = matches!(row.state, PaymentState::Waits { .. });
        let charge = if waits {
            tx.charge(row.id).await?
        } else {
            None
        };
        if !link.own || !paid {
            return Ok(Self {
                sent: None,
                confirmed_at: None,
                ended: over,
                go_on: charge.and_then(|charge| charge.next_step),
            });
        }
        let account = tx.account(row.account).await?;
        let account = account.ok_or(CssError::UnknownAccount(row.account))?;
        let zone = crate::http::payment::zone(&mut tx, &account).await?;
        let way = delivery(&mut tx, row).await?;
        let confirmed_at = way.and_then(|way| way.confirmed_at);
        Ok(Self {
            sent: Some(way.is_none_or(|way| way.sent_at.is_some())),
            confirmed_at: confirmed_at.map(|at| zone.local(at)),
            ended: way.is_none_or(|way| way.confirmed_at.is_some() || way.refused),
            go_on: None,
        })
    }
}

impl<'a> Page<'a> {
    pub(super) fn new(app: &App, locale: Locale, link: &'a PayLinkRow) -> Self {
        let policy = &app.css.terms.policy;
        Self {
            locale,
            link,
            least: policy.payment_min,
            most: policy.payment_max,
            method: [SANDBOX, METHOD].into_iter().find(|name| {
                let mut ways = app.css.methods.iter();
                ways.any(|way| way.name() == *name)
            }),
        }
    }

    /// The form, filled as it was, with what is wrong with it.
    pub(super) fn form(
        &self,
        payment: PaymentId,
        amount: &str,
        card: &str,
        wrong: Option<&str>,
    ) -> String {
        let Some(method) = self.method else {
            return notice(self.locale, "payer-no-card");
        };
        let wrong = wrong.map_or_else(String::new, |id| {
            let text = self.say(id, &self.limits());
            format!("<p class=e role=alert id=wrong>{text}</p>")
        });
        let described = if wrong.is_empty() {
            "range"
        } else {
            "wrong range"
        };
        let card = if method == SANDBOX {
            self.cards(card)
        } else {
            self.elsewhere()
        };
        let body = format!(
            "{wrong}<form method=post autocomplete=off>\
             <input type=hidden name=payment value={payment}>\
             <label for=amount>{amount_label}</label><p class=h id=range>{range}</p>\
             <input id=amount name=amount inputmode=decimal required maxlength=12 \
             aria-describedby=\"{described}\" value=\"{amount}\">\
             {card}<button>{go}</button></form>",
            amount_label = self.plain("pay-amount-label"),
            range = self.say("pay-amount-label.hint", &self.limits()),
            amount = escaped(amount),
            go = self.plain("pay-review-button"),
        );
        self.whole(&self.title(), &body, None)
    }

    /// The sandbox's cards.
    fn cards(&self, card: &str) -> String {
        let cards: String = CARDS
            .iter()
            .map(|(token, id)| {
                let chosen = if *token == card { " selected" } else { "" };
                format!("<option value={token}{chosen}>{}</option>", self.plain(id))
            })
            .collect();
        format!(
            "<label for=card>{card_label}</label><p class=h id=test>{test}</p>\
             <select id=card name=card aria-describedby=test>{cards}</select>",
            card_label = self.plain("pay-card-outcome-label"),
            test = self.plain("pay-card-notice"),
        )
    }

    /// Where the card is typed.
    fn elsewhere(&self) -> String {
        format!(
            "<input type=hidden name=card value={TOKEN}><p class=h>{}</p>",
            self.plain("settlement-page-hint")
        )
    }

    /// What the form says, once more, before money moves.
    pub(super) fn review(&self, payment: PaymentId, amount: Money, card: &str) -> String {
        let value = args!["amount" => money(amount.as_micros())];
        let known = CARDS.iter().find(|(token, _)| *token == card);
        let test = if self.method == Some(SANDBOX) {
            self.plain("pay-card-notice")
        } else {
            self.plain("settlement-page-hint")
        };
        let card_text = known.map_or_else(String::new, |(_, id)| {
            format!(
                "<p>{}: {}</p>",
                self.plain("pay-method-card"),
                self.plain(id)
            )
        });
        let body = format!(
            "<p>{you_pay}</p>{card_text}<p class=h>{test}</p>\
             <form method=post autocomplete=off>\
             <input type=hidden name=payment value={payment}>\
             <input type=hidden name=amount value={amount}>\
             <input type=hidden name=card value=\"{card}\">\
             <button name=step value=pay>{go}</button></form>\
             <p class=h>{once}</p><p><a href=\"?lang={lang}\">{change}</a></p>",
            you_pay = self.say("pay-review-amount", &value),
            amount = amount.typed(),
            card = escaped(card),
            go = self.say("pay-confirm-button", &value),
            once = self.plain("payer-once"),
            lang = self.locale.tag(),
            change = self.plain("pay-review-change"),
        );
        self.whole(&self.title(), &body, None)
    }

    /// How a payment stands.
    pub(super) fn result(&self, token: &str, row: &PaymentRow, shown: &Shown) -> String {
        let amount = args!["amount" => money(row.amount.as_micros())];
        let (title, mut body) = match &row.state {
            PaymentState::Applied { .. } => {
                let thanks = self.say("payer-paid", &amount);
                (self.plain("payer-thanks"), format!("<p>{thanks}</p>"))
            }
            PaymentState::Refused { .. } => {
                let id = words::refusal(row);
                let text = format!(
                    "<p class=e>{} {} {}</p><p><a href=\"/p/{}?lang={}\">{}</a></p>",
                    self.plain(id),
                    self.plain(&format!("{id}.next")),
                    self.plain("pay-refused-unpaid"),
                    escaped(token),
                    self.locale.tag(),
                    self.plain("payer-try-again"),
                );
                (self.plain("pay-refused-title"), text)
            }
            PaymentState::Waits { .. } => {
                let title = self.plain("settlement-page-title");
                (title, go_on(self.locale, shown.go_on.as_deref()))
            }
            // The processor has not said its last word.
            _ => {
                let text = format!("<p>{}</p>", self.plain("payer-asking"));
                (self.plain("pay-chain-checking"), text)
            }
        };
        if let Some(sent) = shown.sent {
            let step = |done: bool, text: String| {
                format!("<li>{} {text}</li>", if done { "✓" } else { "…" })
            };
            let confirmed = match shown.confirmed_at {
                Some(at) => {
                    let at = moment(at.at.as_millis(), at.offset_minutes);
                    step(true, self.say("pay-chain-confirmed", &args!["at" => at]))
                }
                None => step(false, self.plain("pay-chain-waiting")),
            };
            body.push_str(&format!(
                "<ol>{}{}{confirmed}</ol>",
                step(true, self.plain("pay-chain-paid")),
                step(sent, self.plain("pay-chain-sent")),
            ));
        }
        body.push_str(&format!(
            "<p class=h>{} <br>{}</p>",
            self.plain("payer-number"),
            row.id
        ));
        self.whole(&title, &body, (!shown.ended).then_some(AGAIN_S))
    }

    fn title(&self) -> String {
        self.say("payer-title", &args!["name" => self.link.nickname.as_str()])
    }

    fn limits(&self) -> Args {
        Args::new()
            .with("minimum", money(self.least.as_micros()))
            .with("maximum", money(self.most.as_micros()))
    }

    fn plain(&self, id: &str) -> String {
        self.say(id, &Args::new())
    }

    fn say(&self, id: &str, values: &Args) -> String {
        escaped(&tr(self.locale, id, values))
    }

    fn whole(&self, title: &str, body: &str, again: Option<u32>) -> String {
        whole(self.locale, title, body, again)
    }
}

/// The way on to the payment company's page, where the card is typed.
pub(super) fn go_on(locale: Locale, url: Option<&str>) -> String {
    let plain = |id: &str| escaped(&tr(locale, id, &Args::new()));
    let link = url.map_or_else(String::new, |url| {
        let (url, go) = (escaped(url), plain("settlement-page-go"));
        format!("<p><a href=\"{url}\" rel=noreferrer id=go>{go}</a></p>")
    });
    format!("<p>{}</p>{link}", plain("settlement-page-body"))
}

/// A page that only says something, with the next step.
pub(super) fn notice(locale: Locale, id: &str) -> String {
    let plain = |id: &str| escaped(&tr(locale, id, &Args::new()));
    let body = format!("<p>{}</p>", plain(&format!("{id}.next")));
    whole(locale, &plain(id), &body, None)
}

/// `title` and `body` are HTML already.
pub(super) fn whole(locale: Locale, title: &str, body: &str, again: Option<u32>) -> String {
    let app = escaped(&tr(locale, "app-title", &Args::new()));
    let again = again.map_or_else(String::new, |seconds| {
        format!("<meta http-equiv=refresh content={seconds}>")
    });
    let others: String = Locale::all()
        .filter(|other| *other != locale)
        .map(|other| {
            let tag = other.tag();
            let name = escaped(other.own_name());
            format!("<p><a href=\"?lang={tag}\" lang={tag} hreflang={tag}>{name}</a></p>")
        })
        .collect();
    let lang = locale.tag();
    format!(
        "<!doctype html><html lang={lang}><head><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width,initial-scale=1\">\
         <meta name=robots content=\"noindex,nofollow\">{again}<title>{title} · {app}</title>\
         <style>{STYLE}</style></head><body><main><p class=h>{app}</p><h1>{title}</h1>\
         {body}{others}</main></body></html>"
    )
}
