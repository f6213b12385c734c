//! Prepayment events (SC2, SC3). Times go in as the clock at the site shows them
//! (`2026-11-24T18:00`) and come out as real moments with the site's offset.

use super::{Delivery, Pay, Payment};
use ami_domain::display::Confidence;
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, Answer, EventState, MeterEventState};
use ami_domain::explain::LineageId;
use ami_domain::id::{AccountId, EventId, LocationId, PaymentId};
use ami_domain::money::Money;
use ami_domain::time::{LocalMoment, Span};
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// One row of `GET /api/facilities?search=`: a place that may be booked, and nothing of whose it
/// is (SC3.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facility {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub location: LocationId,
    /// Street address.
    pub address: String,
}

/// `GET` and `PUT /api/accounts/{account}/facility`: whether others may book time at the place of
/// this account (SC3.3). They see its address, free times and what a time is likely to cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenToOthers {
    /// They may.
    pub open: bool,
}

/// Answer to `GET /api/accounts/{account}/event-check?location=&start=&end=` (IX-02, IX-03).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventCheck {
    /// First moment.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub start: LocalMoment,
    /// First moment after.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub end: LocalMoment,
    /// Real length: a day may have 23 or 25 hours.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub length: Span,
    /// `available`, `scheduled` or `not_prepay`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub answer: Answer,
    /// Free windows of the same length nearby, the nearest first, when it is taken.
    pub free: Vec<FreeWindow>,
    /// The expected cost, when it is free.
    pub estimate: Option<EventEstimate>,
}

/// A window that is free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FreeWindow {
    /// First moment.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub start: LocalMoment,
    /// First moment after.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub end: LocalMoment,
}

/// What a window is expected to cost, from like days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventEstimate {
    /// As likely more as less (P50).
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub likely: Money,
    /// Enough in eight of ten cases (P80).
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub safe: Money,
    /// Energy of the likely case.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub energy: WattHours,
    /// Energy of the safe case.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub energy_safe: WattHours,
    /// What to pay: whole dollars, at least the least payment.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub suggested: Money,
    /// What it rests on.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Confidence))]
    pub confidence: Confidence,
    /// What is behind these figures (`GET /api/explain/{lineage}`); of each account the newest
    /// are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
}

/// `PUT /api/accounts/{account}/events/{event}`: book and pay. Both ids are made by the caller
/// and kept: the same request again gets the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Where.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub location: LocationId,
    /// First minute by the clock of the site, `YYYY-MM-DDTHH:MM`; with the offset behind it, such
    /// as `-07:00`, where that hour comes twice.
    pub start: String,
    /// First minute after, the same.
    pub end: String,
    /// `limit`, `disconnect` or `not_affected`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub after: AfterEvent,
    /// Made by the caller.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub payment: PaymentId,
    /// How it is paid.
    pub pay: Pay,
}

/// `PUT /api/accounts/{account}/events/{event}/window`: move it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// First minute by the clock of the site.
    pub start: String,
    /// First minute after.
    pub end: String,
    /// The version that the caller saw.
    pub version: u32,
}

/// An event of an account, for whoever pays it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Event {
    /// Made by the caller.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: EventId,
    /// Who pays.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account: AccountId,
    /// Where.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub location: LocationId,
    /// Street address.
    pub address: String,
    /// It is the payer's own site.
    pub own_site: bool,
    /// Grows with each change.
    pub version: u32,
    /// First moment.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub start: LocalMoment,
    /// First moment after.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub end: LocalMoment,
    /// Its use ends then; `None` while it goes on until the payer ends it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub closes: Option<LocalMoment>,
    /// What the payer chose for its end.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub after: AfterEvent,
    /// `held`, `booked`, `running`, `over`, `settled` or `cancelled`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub state: EventState,
    /// ISO 4217.
    pub currency: String,
    /// Paid for as energy.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub energy: WattHours,
    /// What is left of its money.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub left: Money,
    /// Energy that was used and charged.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub used: WattHours,
    /// Charged to its own money.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub used_money: Money,
    /// Charged to the payer's own account.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub over_money: Money,
    /// Gone back to the payer.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub returned: Money,
    /// What is behind these figures (`GET /api/explain/{lineage}`), once it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
    /// The payment.
    pub payment: Option<Payment>,
    /// The newest schedule on its way to the meter.
    pub delivery: Option<Delivery>,
    /// It was made sure then that the meter has it (NFR-08).
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub verified_at: Option<LocalMoment>,
    /// By the meter's own word: `stored`, `running`, `over` or `cancelled`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub meter_state: Option<MeterEventState>,
    /// `not_receipted`, `refused`, `overlaps` or `held_cut`: for representatives only.
    pub problem: Option<String>,
    /// Nobody has paid yet: the time is held until about then, and free after that.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub held_until: Option<LocalMoment>,
    /// May be moved and cancelled now.
    pub may_change: bool,
    /// May be ended now.
    pub may_end: bool,
}

/// `GET /api/accounts/{account}/events`: the latest start first, and
/// `GET /api/event-problems`: what a representative should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Events {
    /// At most 100.
    pub events: Vec<Event>,
    /// The account's own site, to book it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub site: Option<LocationId>,
}
