//! How the domain's values look in JSON, for the OpenAPI document only. A test writes each value
//! and compares its fields with these, so that the document cannot drift from the code.

mod statement;

pub use statement::{Day, DayEnergy, Statement, StatementEntry, StatementPart};

use utoipa::ToSchema;

/// A moment with the site's offset from UTC.
#[derive(Debug, ToSchema)]
pub struct LocalMoment {
    /// Milliseconds since 1970 UTC.
    pub at: i64,
    /// Minutes east of UTC.
    pub offset_minutes: i16,
}

/// Hours of some weekdays, by the clock at the site.
#[derive(Debug, ToSchema)]
pub struct Friendly {
    /// 0 Monday to 6 Sunday.
    pub weekdays: Vec<u8>,
    /// First minute of the day, 0 to 1440.
    pub from_minute: u16,
    /// First minute after.
    pub until_minute: u16,
}

/// How the account pays.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Mode {
    /// Pays before use.
    Prepaid,
    /// Monthly bill.
    Regular,
}

/// What happens at zero.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum AtZero {
    /// Demand is limited.
    Limit,
    /// Service is disconnected.
    Disconnect,
    /// Converts to regular billing.
    RegularBilling,
    /// Tops itself up.
    AutoReplenish,
}

/// Where one part of a payment went.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Part {
    /// To the balance.
    Balance,
    /// Pays debt back.
    Debt,
    /// Pays emergency credit back.
    Emergency,
    /// What the payment itself costs.
    Fee,
}

/// What a line of a payment's receipt is for.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum PaymentLineKind {
    /// What was paid.
    Paid,
    /// What the payment itself costs.
    Fee,
    /// What is owed from before.
    Debt,
    /// Emergency credit that is paid back.
    Emergency,
    /// A prepayment event.
    Event,
    /// Electricity.
    Credit,
    /// Given back.
    Refunded,
    /// Taken back by a bank.
    Returned,
    /// A dispute that was lost.
    DisputeLost,
    /// It could not be taken.
    NotTaken,
}

/// What an estimate rests on.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Confidence {
    /// This home's own history.
    Own,
    /// Homes like it.
    Class,
}

/// How the balance stands.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Standing {
    /// Enough.
    Ok,
    /// Below the threshold.
    Low,
    /// Nothing left.
    Zero,
    /// Monthly bill.
    Regular,
    /// Nobody lives there.
    Vacant,
}

/// How much a text matters.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Importance {
    /// Good to know.
    Info,
    /// Please read.
    Notice,
    /// Something may go wrong.
    Warning,
    /// Read now.
    Emergency,
}

/// Role of a person.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Role {
    /// Pays and looks at their own account.
    Customer,
    /// Serves customers.
    Representative,
    /// Publishes texts, sets rules.
    Utility,
    /// Pairs displays.
    Installer,
}

/// Position of the switch.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Switch {
    /// Service on.
    On,
    /// Service off.
    Off,
    /// Waits for the meter's button.
    Ready,
}

/// A text in both languages.
#[derive(Debug, ToSchema)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Spanish.
    pub es: String,
}

/// State of service by the meter's own word.
#[derive(Debug, ToSchema)]
pub struct Supply {
    /// The switch.
    pub switch: Switch,
    /// Demand limit, watts.
    pub limit: Option<i64>,
    /// Credit on the meter, watt-hours.
    pub credit: i64,
    /// Meter's clock, milliseconds since 1970 UTC.
    pub at: i64,
    /// The demand limit has opened the switch; absent otherwise.
    pub trip: Option<Trip>,
}

/// The demand limit has opened the switch.
#[derive(Debug, ToSchema)]
pub struct Trip {
    /// Meter's clock, milliseconds since 1970 UTC.
    pub at: i64,
    /// When the meter closes it by itself; null when only a hand does.
    pub closes_at: Option<i64>,
}

/// Where a payment stands.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub struct PaymentState {
    /// `offered`, `waits` for its payer's bank, `authorised`, `pending` at a bank, `applied` or
    /// `refused`.
    pub state: String,
    /// When it came to this state.
    pub at: Option<i64>,
    /// The posted transfer, when applied.
    pub by: Option<String>,
    /// Why, when refused: `declined`, `insufficient_funds`, `timeout`, `not_accepted`,
    /// `expired_card` or `not_authenticated`.
    pub why: Option<String>,
}

/// Time until zero.
#[derive(Debug, ToSchema)]
pub struct Remaining {
    /// Likely, milliseconds.
    pub likely: i64,
    /// If the home uses more than usual.
    pub early: i64,
    /// If the home uses less than usual.
    pub late: i64,
    /// Likely moment of zero.
    pub zero_at: LocalMoment,
    /// What it rests on.
    pub confidence: Confidence,
}

/// What meter, in-home display and website show.
#[derive(Debug, ToSchema)]
pub struct DisplayView {
    /// Grows with each computation.
    pub seq: u64,
    /// How the account pays.
    pub mode: Mode,
    /// ISO 4217.
    pub currency: String,
    /// Micro-units.
    pub balance: i64,
    /// Micro-units of the balance that are borrowed; absent when none is.
    pub borrowed: Option<i64>,
    /// Watt-hours that the balance buys.
    pub credit: i64,
    /// Time left; null when it lasts very long or cannot be said.
    pub remaining: Option<Remaining>,
    /// How the balance stands.
    pub standing: Standing,
    /// What happens at zero.
    pub at_zero: AtZero,
    /// Micro-units for a kilowatt-hour now.
    pub rate_now: i64,
    /// What an estimate until the next view is computed from; absent on a monthly bill.
    pub basis: Option<LiveBasis>,
    /// What is behind these figures, for a display; absent for a guest.
    pub behind: Option<Behind>,
    /// Watt-hours since local midnight.
    pub used_today: i64,
    /// Micro-units for it.
    pub cost_today: i64,
    /// Watt-hours of a mean day.
    pub daily_average: i64,
    /// End of the last interval in these figures.
    pub usage_until: Option<LocalMoment>,
    /// Date and time of last update.
    pub as_of: LocalMoment,
    /// The running prepayment event, or the next one within 24 h.
    pub event: Option<EventShown>,
}

/// What is behind a view, in a few numbers.
#[derive(Debug, ToSchema)]
pub struct Behind {
    /// The name under which all of it is found.
    pub lineage: String,
    /// Use up to then is taken from the balance.
    pub charged_until: LocalMoment,
    /// The last reading that was charged.
    #[schema(value_type = Object)]
    pub last: Option<String>,
    /// Micro-units of a day's fixed charge.
    pub daily: i64,
    /// Micro-units that a day takes for debt at most.
    pub debt: i64,
}

/// What a balance rests on.
#[derive(Debug, ToSchema)]
pub struct LiveBasis {
    /// The tariff of the next two days.
    #[schema(value_type = Object)]
    pub tariff: String,
    /// Name of the time zone.
    pub zone: String,
    /// What the meter has counted, as far as prices depend on it.
    #[schema(value_type = Object)]
    pub meterage: String,
    /// Up to when use is charged, milliseconds since 1970 UTC.
    pub charged_until: i64,
}

/// A prepayment event as people see it.
#[derive(Debug, ToSchema)]
pub struct EventShown {
    /// Which.
    pub id: String,
    /// `own`, `elsewhere`, `taken` or `guest`.
    pub scope: String,
    /// First moment.
    pub start: LocalMoment,
    /// First moment after.
    pub end: LocalMoment,
    /// Has begun.
    pub running: bool,
    /// What is left of its money; null where it is not the viewer's.
    pub left: Option<EventLeft>,
}

/// What is left of an event's money.
#[derive(Debug, ToSchema)]
pub struct EventLeft {
    /// Micro-units.
    pub balance: i64,
    /// Watt-hours.
    pub energy: i64,
}

/// One server-sent event; its name is the `event` field, its data the JSON of `data`.
#[derive(Debug, ToSchema)]
pub struct Live {
    /// `view`, `supply`, `payment` or `message`.
    pub event: String,
}
