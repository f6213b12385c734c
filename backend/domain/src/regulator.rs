//! The report for the regulator: who was cut and why, what kept others on, whether warnings came in
//! time, and whether they were right. Counts of customers' lives are published in groups of ten and
//! more only (`suppress.rs`), and everything of one report is withheld together: a reader who has
//! the whole of it computes nothing that is withheld. Two reports of spans that differ by a day can
//! still be subtracted from each other, so a utility publishes one series.
//!
//! Days are those of the utility's own calendar. What is not on record is not counted: each
//! [`Figure`] says on which record it rests.

mod band;
mod sheet;
mod suppress;
mod write;

pub use band::{Lasted, TextKind, Warmth};
pub use sheet::{Cell, GROUP_MIN, Sheet, Sum, Who};

use crate::clearance::{Cause, Hold, Reduce};
use crate::conformance::Spread;
use crate::id::{AccountId, MeterId};
use crate::protection::Class;
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What a line of the report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// Supply switched off, by cause and customer class. Unit: cuts that the meter's receipt
    /// proves (FR-15), by the moment of the decision that cleared them; two cuts of one home are
    /// two. Source: decisions and receipts (SC5.7, FR-10, DESIGN 7.8).
    CutByCause,
    /// The same cuts, by how long they lasted ([`Lasted`]). Source: completed times in receipts
    /// (FR-15).
    CutByDuration,
    /// The same cuts, by the temperature that was observed ([`Warmth`]). Source: the weather in
    /// the facts of the decision.
    CutByTemperature,
    /// Demand limited instead of switched off (SC5.8), by cause and class. Unit and source as for
    /// cuts.
    LimitByCause,
    /// The same limits, by how long they lasted.
    LimitByDuration,
    /// The same limits, by temperature.
    LimitByTemperature,
    /// What kept supply on, by rule ([`Hold`]). Unit: days of meters: a day on which this rule
    /// held a meter's supply on, whether it was decided then, answered when its gateway asked, or
    /// decided before and still so. A decision is written when its reasons change, and looked at
    /// again until it ends: each day counts from the one of the decision to the one of the last
    /// look at which the rule still held. A rule counts once a day and meter, however many
    /// causes it held. One decision may have several rules, so there is no sum. Source:
    /// decisions, and when the holds that they began were looked at last (FR-10, DESIGN 7.8,
    /// 7.9).
    HoldByRule,
    /// Texts to customers, and the time from issue to the meter's receipt, by kind
    /// ([`TextKind`]). Unit: texts to one account each; times in milliseconds of the business
    /// clock, by nearest rank among those that arrived. Source: deliveries of notices (FR-11,
    /// FR-24).
    AlertToMeter,
    /// The same texts, and the time from issue to the first word of a display that it shows them
    /// (NFR-09). A home without a display, or whose display is away, has no such word.
    AlertToDisplay,
    /// Warnings of low balance that named when the balance would be used up, and what came of it
    /// within the promised window, which ends with the late edge of that estimate (SC4.2). Unit:
    /// warnings. `kept`: it was used up. `topped_up`: money came first. `open`: the window is not
    /// over. `false_low`: it was over, and neither was so. Source: notices of low and of zero
    /// balance with the promise in them, and applied payments and help.
    LowAlert,
}

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Days of meters.
    MeterDays,
    /// Milliseconds.
    Millis,
}

/// One published value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub figure: Figure,
    /// Cause, length, temperature, rule or kind; `all` for the sum of them.
    pub group: &'static str,
    /// Customer class, or which part of the figure; `all` for the sum.
    pub part: &'static str,
    /// What is counted.
    pub unit: Unit,
    /// The value.
    pub value: Value,
}

/// What is said of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// This.
    Is(u64),
    /// The group is small, or a small one would follow from it.
    Withheld,
    /// There is nothing to say: no text has arrived, so none took any time.
    Nothing,
}

impl Value {
    /// The number, where one is said.
    pub const fn said(self) -> Option<u64> {
        match self {
            Value::Is(number) => Some(number),
            Value::Withheld | Value::Nothing => None,
        }
    }

    fn of(shown: Option<u64>) -> Self {
        shown.map_or(Value::Withheld, Value::Is)
    }
}

/// A cut or limit that was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reduced {
    /// Whose.
    pub meter: MeterId,
    /// How.
    pub what: Reduce,
    /// Why.
    pub cause: Cause,
    /// What kind of customer; `None` when nobody has said.
    pub class: Option<Class>,
    /// How long; `None` when it has not ended.
    pub lasted: Option<Span>,
    /// The temperature in tenths of a degree Celsius; `None` when nobody had observed it.
    pub observed_c10: Option<i32>,
}

/// A text to one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Whose.
    pub account: AccountId,
    /// Of which kind.
    pub kind: TextKind,
    /// When it was issued.
    pub issued: Timestamp,
    /// When the meter had it.
    pub at_meter: Option<Timestamp>,
    /// When a display first showed it.
    pub shown: Option<Timestamp>,
}

/// A warning of low balance that named a window for zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// To whom.
    pub account: AccountId,
    /// The balance is used up by then.
    pub until: Timestamp,
    /// It was told then that it is, first after the warning.
    pub zero_at: Option<Timestamp>,
    /// Money came in then, first after the warning.
    pub paid_at: Option<Timestamp>,
}

/// What came of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// The balance was used up in time.
    Kept,
    /// Money came first: nobody knows.
    ToppedUp,
    /// Its window is not over.
    Open,
    /// Neither: the warning was wrong.
    FalseLow,
}

/// Zero is told so much later than it is, at most: at the end of the meter's interval of an hour,
/// once that has come in and was charged.
pub const ZERO_TOLD_WITHIN: Span = Span::hours(2);

impl Promise {
    /// What came of it, as of a moment.
    pub fn kept(&self, now: Timestamp) -> Kept {
        let end = self.until + ZERO_TOLD_WITHIN;
        if self.zero_at.is_some_and(|at| at <= end) {
            Kept::Kept
        } else if self.paid_at.is_some_and(|at| at <= self.until) {
            Kept::ToppedUp
        } else if now <= end {
            Kept::Open
        } else {
            Kept::FalseLow
        }
    }
}

/// The texts of one kind.
#[derive(Debug, Clone, Default)]
struct Texts {
    at_meter: Ends,
    shown: Ends,
}

/// How far they came.
#[derive(Debug, Clone, Default)]
struct Ends {
    arrived: Cell,
    missing: Cell,
    took: Spread,
}

/// One of three groupings of cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Cause,
    Duration,
    Temperature,
}

/// Cuts or limits, in all three groupings by class.
type Cuts = BTreeMap<(By, &'static str, &'static str), Cell>;

/// Counts what is on record, day by day, and writes the report. Its size does not grow with what
/// it has counted, but for the holds of one day.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    cuts: Cuts,
    limits: Cuts,
    held: BTreeMap<Hold, Cell>,
    /// Counted already on this day.
    held_today: BTreeSet<(MeterId, Hold)>,
    /// What was decided and may hold on a later day, and until when.
    held_on: Vec<(MeterId, Vec<Hold>, Timestamp)>,
    texts: BTreeMap<TextKind, Texts>,
    promises: BTreeMap<Kept, Cell>,
}

impl Tally {
    /// A day begins at this moment: what holds from before counts on it, too.
    pub fn begin_day(&mut self, start: Timestamp) {
        self.held_today.clear();
        let mut held = std::mem::take(&mut self.held_on);
        held.retain(|(.., until)| *until >= start);
        for (meter, rules, _) in &held {
            self.held_now(*meter, rules);
        }
        self.held_on = held;
    }

    /// What was decided before the first day and held until then, which counts from the next
    /// [`Tally::begin_day`] on.
    pub fn held_before(&mut self, meter: MeterId, rules: &[Hold], until: Timestamp) {
        self.held_on.push((meter, rules.to_vec(), until));
    }

    /// Counts a cut or limit.
    pub fn reduced(&mut self, one: &Reduced) {
        let cells = match one.what {
            Reduce::Disconnect => &mut self.cuts,
            Reduce::Limit(_) => &mut self.limits,
        };
        let class = one.class.map_or(UNKNOWN, Class::word);
        for (by, group) in [
            (By::Cause, one.cause.word()),
            (By::Duration, Lasted::of(one.lasted).word()),
            (By::Temperature, Warmth::of(one.observed_c10).word()),
        ] {
            let cell = cells.entry((by, group, class)).or_default();
            cell.add(one.meter.to_bytes());
        }
    }

    /// Counts a decision of this day by which rules kept supply on; `until` is the last look at
    /// which they still did.
    pub fn held(&mut self, meter: MeterId, rules: &[Hold], until: Option<Timestamp>) {
        self.held_now(meter, rules);
        if let Some(until) = until {
            self.held_before(meter, rules, until);
        }
    }

    fn held_now(&mut self, meter: MeterId, rules: &[Hold]) {
        for rule in rules {
            if self.held_today.insert((meter, *rule)) {
                self.held.entry(*rule).or_default().add(meter.to_bytes());
            }
        }
    }

    /// Counts a text.
    pub fn told(&mut self, one: &Told) {
        let texts = self.texts.entry(one.kind).or_default();
        for (ends, end) in [
            (&mut texts.at_meter, one.at_meter),
            (&mut texts.shown, one.shown),
        ] {
            let cell = match end {
                Some(end) => {
                    ends.took.add(Some(end.since(one.issued)));
                    &mut ends.arrived
                }
                None => &mut ends.missing,
            };
            cell.add(one.account.to_bytes());
        }
    }

    /// Counts a promise, as of a moment.
    pub fn promised(&mut self, one: &Promise, now: Timestamp) {
        let cell = self.promises.entry(one.kept(now)).or_default();
        cell.add(one.account.to_bytes());
    }
}

/// The class of whom nobody has said it.
const UNKNOWN: &str = "unknown";

impl Figure {
    /// Every figure, in the order of the report.
    pub const ALL: [Figure; 10] = [
        Figure::CutByCause,
        Figure::CutByDuration,
        Figure::CutByTemperature,
        Figure::LimitByCause,
        Figure::LimitByDuration,
        Figure::LimitByTemperature,
        Figure::HoldByRule,
        Figure::AlertToMeter,
        Figure::AlertToDisplay,
        Figure::LowAlert,
    ];

    /// Its word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Figure::CutByCause => "cut_by_cause",
            Figure::CutByDuration => "cut_by_duration",
            Figure::CutByTemperature => "cut_by_temperature",
            Figure::LimitByCause => "limit_by_cause",
            Figure::LimitByDuration => "limit_by_duration",
            Figure::LimitByTemperature => "limit_by_temperature",
            Figure::HoldByRule => "hold_by_rule",
            Figure::AlertToMeter => "alert_to_meter",
            Figure::AlertToDisplay => "alert_to_display",
            Figure::LowAlert => "low_alert",
        }
    }
}

impl Unit {
    /// Its word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Unit::Count => "count",
            Unit::MeterDays => "meter_days",
            Unit::Millis => "ms",
        }
    }
}

impl Kept {
    /// Every outcome.
    pub const ALL: [Kept; 4] = [Kept::Kept, Kept::ToppedUp, Kept::Open, Kept::FalseLow];

    /// Its word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Kept::Kept => "kept",
            Kept::ToppedUp => "topped_up",
            Kept::Open => "open",
            Kept::FalseLow => "false_low",
        }
    }
}

#[cfg(test)]
#[path = "regulator/tests.rs"]
mod tests;
