//! Every refusal as a [`Problem`] in the reader's language: what happened, and what to do next.

use super::session::Reader;
use ami_css::agent::AgentError;
use ami_css::enrol::EnrolError;
use ami_css::move_out::ChequeError;
use ami_css::password_code::PasswordCodeError;
use ami_css::pay_link::LinkError;
use ami_css::protect::ProtectError;
use ami_css::save_card::CardError;
use ami_css::station::StationError;
use ami_css::{CssError, EventError};
use ami_domain::debt::DebtError;
use ami_domain::deposit::DepositError;
use ami_domain::event::{Answer, EventRefused};
use ami_domain::grant::GrantError;
use ami_domain::id::AccountId;
use ami_domain::settlement::SettlementError;
use ami_domain::write_off::WriteOffError;
use ami_locales::arg::{money, span};
use ami_locales::{Args, Locale, tr};
use ami_store::StoreError;
use ami_wire::api::Problem;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::borrow::Cow;

/// A refusal on its way out. The language is known only once the request was looked at.
#[derive(Debug)]
pub struct Refused {
    status: StatusCode,
    id: &'static str,
    args: Args,
    field: Option<Cow<'static, str>>,
    retry_after_s: Option<u32>,
    locale: Locale,
}

impl Refused {
    /// A refusal with a text of `error.ftl`.
    pub fn new(locale: Locale, status: StatusCode, id: &'static str) -> Self {
        Self {
            status,
            id,
            args: Args::new(),
            field: None,
            retry_after_s: None,
            locale,
        }
    }
    /// With a value for the text.
    pub fn with(mut self, name: &'static str, value: impl Into<ami_locales::Arg>) -> Self {
        self.args.set(name, value);
        self
    }
    /// About this field of the request.
    pub fn field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(field.into());
        self
    }
    /// With another status.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
    /// What was asked for is not there, or must look so.
    pub fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }
    /// Try again after so many seconds.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self.args.set("wait", span(i64::from(seconds) * 1000));
        self
    }

    /// Not signed in.
    pub fn signed_out(locale: Locale) -> Self {
        Self::new(locale, StatusCode::UNAUTHORIZED, "error-unauthorized")
    }
    /// Signed in, and not allowed.
    pub fn forbidden(locale: Locale) -> Self {
        Self::new(locale, StatusCode::FORBIDDEN, "error-forbidden")
    }
    /// No such account, or none that this reader may know of: both look the same.
    pub fn no_account(locale: Locale, account: &str) -> Self {
        let shown: String = account.chars().take(32).collect();
        Self::new(locale, StatusCode::NOT_FOUND, "error-account-not-found").with("account", shown)
    }
    /// Nothing there.
    pub fn not_found(locale: Locale) -> Self {
        Self::new(locale, StatusCode::NOT_FOUND, "error-not-found")
    }
    /// A field that cannot be read.
    pub fn unreadable(locale: Locale, field: impl Into<Cow<'static, str>>) -> Self {
        let field = field.into();
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self::new(locale, status, "error-invalid-request")
            .with("field", field.to_string())
            .field(field)
    }
    /// A body that does not say that it is JSON.
    pub fn not_json(locale: Locale) -> Self {
        Self::unreadable(locale, "content-type").status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
    }
    /// Something of ours broke; logged where it was noticed.
    pub fn unavailable(locale: Locale) -> Self {
        Self::new(locale, StatusCode::SERVICE_UNAVAILABLE, "error-unavailable").retry_after(5)
    }
    /// The store failed; logged here, once.
    pub fn store(locale: Locale, error: &StoreError) -> Self {
        tracing::error!(%error, "A request failed in the store");
        Self::unavailable(locale)
    }
    /// What customer service said.
    pub fn css(locale: Locale, account: AccountId, error: &CssError) -> Self {
        let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
        let id = error.text_id();
        let refused = match error {
            CssError::Store(error) => return Self::store(locale, error),
            CssError::Adcs(_) | CssError::UnknownTariff(_) => {
                tracing::error!(%error, "A request failed in ADCS");
                return Self::unavailable(locale);
            }
            CssError::UnknownAccount(_) => return Self::no_account(locale, &account.to_string()),
            CssError::UnknownPayment(_) => return Self::new(locale, StatusCode::NOT_FOUND, id),
            CssError::UnknownOrder(_) => return Self::new(locale, StatusCode::NOT_FOUND, id),
            CssError::NotVerified(_) => Self::new(locale, StatusCode::FORBIDDEN, id),
            CssError::TooManyTries => Self::new(locale, StatusCode::TOO_MANY_REQUESTS, id),
            CssError::PaymentIdReused(_)
            | CssError::RefundIdReused(_)
            | CssError::NotRefundable(_)
            | CssError::Refund(SettlementError::State(_))
            | CssError::NotPaid(_)
            | CssError::NoCase(_) => Self::new(locale, StatusCode::CONFLICT, id),
            CssError::AmountAboveSpan { left, .. } => {
                Self::new(locale, unprocessable, id).with("room", money(left.as_micros()))
            }
            CssError::Refund(SettlementError::MoreThanRest { rest }) => {
                Self::new(locale, unprocessable, id).with("rest", money(rest.as_micros()))
            }
            CssError::RefundUsed { unused } => {
                Self::new(locale, unprocessable, id).with("rest", money(unused.as_micros()))
            }
            CssError::AmountBelowMinimum { min } => {
                Self::new(locale, unprocessable, id).with("minimum", money(min.as_micros()))
            }
            CssError::AmountAboveMaximum { max } => {
                Self::new(locale, unprocessable, id).with("maximum", money(max.as_micros()))
            }
            CssError::MethodForEvent { method, ways } => {
                Self::method_for_event(locale, id, method, ways)
            }
            CssError::Event(error) => Self::event(locale, id, error),
            CssError::Enrol(error) => match error {
                EnrolError::OtherText
                | EnrolError::NotScreened
                | EnrolError::ContactsFull
                | EnrolError::Closed => Self::new(locale, StatusCode::CONFLICT, id),
                EnrolError::NoContact => Self::new(locale, StatusCode::NOT_FOUND, id),
                EnrolError::NoConsent
                | EnrolError::Barred(_)
                | EnrolError::NotOpen(_)
                | EnrolError::BadDay
                | EnrolError::ContactName
                | EnrolError::ContactReach
                | EnrolError::ContactScope => Self::new(locale, unprocessable, id),
            },
            CssError::Protect(error) => match error {
                ProtectError::Running => Self::new(locale, StatusCode::CONFLICT, id),
                ProtectError::NotSet => Self::new(locale, StatusCode::NOT_FOUND, id),
                ProtectError::HomeDay { opened: day } | ProtectError::HomeLeft { left: day } => {
                    Self::new(locale, unprocessable, id).with("begin", day.to_string())
                }
                ProtectError::NotAllowed
                | ProtectError::Standing(_)
                | ProtectError::Past
                | ProtectError::Proof
                | ProtectError::Place
                | ProtectError::UnknownRules => Self::new(locale, unprocessable, id),
            },
            CssError::Baseline(_) => Self::new(locale, unprocessable, id),
            CssError::Cheque(error) => match error {
                ChequeError::Amount { due } => Self::new(locale, StatusCode::CONFLICT, id)
                    .with("amount", money(due.as_micros())),
                ChequeError::Wait
                | ChequeError::Used
                | ChequeError::Cashed
                | ChequeError::Cancelled => Self::new(locale, StatusCode::CONFLICT, id),
                ChequeError::Unknown => Self::new(locale, StatusCode::NOT_FOUND, id),
                ChequeError::Number | ChequeError::Day => Self::new(locale, unprocessable, id),
            },
            CssError::Station(error) => Self::station(locale, id, *error),
            CssError::Agent(error) => Self::agent(locale, id, *error),
            CssError::Link(error) => Self::link(locale, id, *error),
            CssError::PasswordCode(error) => {
                let status = match error {
                    PasswordCodeError::Unproved(_) | PasswordCodeError::Letter(_) => {
                        StatusCode::FORBIDDEN
                    }
                    PasswordCodeError::Nobody(_) => StatusCode::CONFLICT,
                    PasswordCodeError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
                };
                Self::new(locale, status, id)
            }
            CssError::Debt(DebtError::Unknown) => Self::new(locale, StatusCode::NOT_FOUND, id),
            CssError::Debt(DebtError::NothingOwed | DebtError::NotLent(_) | DebtError::TooMany) => {
                Self::new(locale, StatusCode::CONFLICT, id)
            }
            CssError::Debt(DebtError::Amount | DebtError::Share | DebtError::Pause) => {
                Self::new(locale, unprocessable, id)
            }
            CssError::Grant(error) => match error {
                GrantError::Amount { max } => {
                    Self::new(locale, unprocessable, id).with("maximum", money(max.as_micros()))
                }
                GrantError::End | GrantError::Why => Self::new(locale, unprocessable, id),
                GrantError::Reused(_) | GrantError::TooMany => {
                    Self::new(locale, StatusCode::CONFLICT, id)
                }
            },
            CssError::WriteOff(error) => match error {
                WriteOffError::Unknown(_) => Self::new(locale, StatusCode::NOT_FOUND, id),
                WriteOffError::Amount { owed } => {
                    Self::new(locale, unprocessable, id).with("maximum", money(owed.as_micros()))
                }
                WriteOffError::Why => Self::new(locale, unprocessable, id),
                WriteOffError::SamePerson(_)
                | WriteOffError::Decided(_)
                | WriteOffError::Reused(_) => Self::new(locale, StatusCode::CONFLICT, id),
            },
            CssError::Card(CardError::Away) => {
                Self::new(locale, StatusCode::SERVICE_UNAVAILABLE, id).retry_after(5)
            }
            CssError::Card(CardError::NotOffered | CardError::None) => {
                Self::new(locale, StatusCode::CONFLICT, id)
            }
            CssError::Card(CardError::TooMany { wait }) => {
                let seconds = u32::try_from(wait.as_millis() / 1_000).unwrap_or(u32::MAX);
                Self::new(locale, StatusCode::TOO_MANY_REQUESTS, id).retry_after(seconds)
            }
            CssError::Deposit(error) => Self::deposit(locale, id, *error),
            CssError::NotWholeCents
            | CssError::UnknownMethod(_)
            | CssError::BadToken
            | CssError::BadPayday
            | CssError::BadNote
            | CssError::BadReason
            | CssError::Refund(SettlementError::NotPositive)
            | CssError::Program(_)
            | CssError::WindowTooLong { .. } => Self::new(locale, unprocessable, id),
        };
        match error.field() {
            Some(field) => refused.field(field),
            None => refused,
        }
    }

    /// Too often.
    pub fn too_many(locale: Locale) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        Self::new(locale, status, "error-too-many-tries").retry_after(60)
    }

    fn station(locale: Locale, id: &'static str, error: StationError) -> Self {
        match error {
            StationError::Closed(_) => Self::new(locale, StatusCode::FORBIDDEN, id),
            StationError::NoMatch => Self::new(locale, StatusCode::NOT_FOUND, id),
            StationError::TooMuch => Self::new(locale, StatusCode::UNPROCESSABLE_ENTITY, id),
            StationError::Float { left } => {
                Self::new(locale, StatusCode::CONFLICT, id).with("maximum", money(left.as_micros()))
            }
            StationError::Forgotten(_) | StationError::Applied(_) => {
                Self::new(locale, StatusCode::CONFLICT, id)
            }
        }
    }

    fn deposit(locale: Locale, id: &'static str, error: DepositError) -> Self {
        let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
        match error {
            DepositError::Amount { most } => {
                Self::new(locale, unprocessable, id).with("maximum", money(most.as_micros()))
            }
            DepositError::Borrowed { most, kept } => Self::new(locale, unprocessable, id)
                .with("maximum", money(most.as_micros()))
                .with("kept", money(kept.as_micros())),
            DepositError::Why | DepositError::Reference | DepositError::CardNumber => {
                Self::new(locale, unprocessable, id)
            }
            DepositError::Closed | DepositError::Reused(_) => {
                Self::new(locale, StatusCode::CONFLICT, id)
            }
        }
    }

    fn link(locale: Locale, id: &'static str, error: LinkError) -> Self {
        let status = match error {
            LinkError::Closed => StatusCode::NOT_FOUND,
            LinkError::TooMany => StatusCode::CONFLICT,
            LinkError::Nickname | LinkError::Days => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(locale, status, id)
    }

    fn agent(locale: Locale, id: &'static str, error: AgentError) -> Self {
        let status = match error {
            AgentError::Unknown(_) => StatusCode::NOT_FOUND,
            AgentError::Reused(_) => StatusCode::CONFLICT,
            AgentError::Text(_)
            | AgentError::Zone
            | AgentError::Float
            | AgentError::Amount
            | AgentError::Day => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(locale, status, id)
    }

    /// The ways that may be used stand by the names that a request would have.
    fn method_for_event(locale: Locale, id: &'static str, method: &str, ways: &[&str]) -> Self {
        let shown: String = method.chars().take(32).collect();
        Self::new(locale, StatusCode::UNPROCESSABLE_ENTITY, id)
            .with("method", shown)
            .with("ways", ways.join(", "))
            .with("number", i64::try_from(ways.len()).unwrap_or(i64::MAX))
    }

    fn event(locale: Locale, id: &'static str, error: &EventError) -> Self {
        let status = match error {
            EventError::Unknown | EventError::UnknownPlace => StatusCode::NOT_FOUND,
            EventError::IdReused(_)
            | EventError::MovedOn
            | EventError::TooManyHolds
            | EventError::TooLate { .. } => StatusCode::CONFLICT,
            EventError::NotFree(Answer::Scheduled) => StatusCode::CONFLICT,
            EventError::Refused(_) | EventError::NotFree(_) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let refused = Self::new(locale, status, id);
        match error {
            EventError::Refused(EventRefused::OffGrid { minutes }) => {
                refused.with("step", span(minutes * 60_000))
            }
            EventError::TooLate { until } => refused.with("ahead", span(until.as_millis())),
            EventError::Refused(_)
            | EventError::NotFree(_)
            | EventError::Unknown
            | EventError::UnknownPlace
            | EventError::IdReused(_)
            | EventError::TooManyHolds
            | EventError::MovedOn => refused,
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let first = tr(self.locale, self.id, &self.args);
        let next = tr(self.locale, &format!("{}.next", self.id), &self.args);
        let problem = Problem {
            code: self.id.to_owned(),
            detail: format!("{first} {next}"),
            field: self.field.map(Cow::into_owned),
            retry_after_s: self.retry_after_s,
        };
        let mut response = (self.status, Json(problem)).into_response();
        if let Some(seconds) = self.retry_after_s {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Answers whatever else is asked under `/api`.
pub async fn no_such_route(Reader(locale): Reader) -> Refused {
    Refused::not_found(locale)
}

/// Answers a method that the route does not have.
pub async fn no_such_method(Reader(locale): Reader) -> Refused {
    Refused::not_found(locale).status(StatusCode::METHOD_NOT_ALLOWED)
}
