//! What is looked at before supply is reduced. Written down with the decision, so that it can be
//! taken again from the record.

use super::Cause;
use crate::account::{AtZero, Mode};
use crate::energy::Watts;
use crate::id::{MeterId, UserId};
use crate::money::Money;
use crate::protection::Standing;
use crate::time::{Day, Span, Timestamp};
use crate::weather::Weather;

/// How supply is to be reduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reduce {
    /// Switched off.
    Disconnect,
    /// Mean demand is limited to this.
    Limit(Watts),
}

/// A person said that they have read a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Acknowledged {
    /// When.
    pub at: Timestamp,
    /// Who, when they were signed in; `None`: somebody at the display in the home.
    pub by: Option<UserId>,
}

/// The facts, read together under the account's lock. `None` means that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Facts {
    /// Whose supply.
    pub meter: MeterId,
    /// When the decision is taken.
    pub at: Timestamp,
    /// The day where the meter stands; `None` when its time zone is not known.
    pub day: Option<Day>,
    /// Name of its time zone; `None` when it is not known.
    #[serde(default)]
    pub zone: Option<String>,
    /// 0 Monday to 6 Sunday, there.
    pub weekday: u8,
    /// Minutes since midnight, there.
    pub minute: u16,
    /// How.
    pub what: Reduce,
    /// Why.
    pub cause: Cause,
    /// The meter can switch (AS-2).
    pub has_switch: bool,
    /// A person is sent to the meter, since it cannot switch by itself.
    #[serde(default, skip_serializing_if = "is_not")]
    pub by_hand: bool,
    /// What is known of the customer.
    pub standing: Option<Standing>,
    /// How the account pays.
    pub mode: Option<Mode>,
    /// What its customer chose for zero.
    pub at_zero: Option<AtZero>,
    /// The prepaid balance.
    pub balance: Option<Money>,
    /// Nothing was left since then; `None` when nobody has noted it.
    #[serde(default)]
    pub below_since: Option<Timestamp>,
    /// Use is charged in it up to here.
    pub charged_until: Option<Timestamp>,
    /// End of the last interval that the meter has sent.
    pub usage_until: Option<Timestamp>,
    /// The gateway that carries for the meter is connected.
    pub online: bool,
    /// Payments that are offered and have not ended.
    pub payments_open: u32,
    /// Those of them that wait for their payer, who is at another page.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub payments_waiting: u32,
    /// So long others have waited for theirs, and came to nothing: of this week, since nothing was
    /// left and since money was last paid in.
    #[serde(default, skip_serializing_if = "is_no_time")]
    pub waited_in_vain: Span,
    /// When the first warning of low balance, zero or a cut since the last payment was at the
    /// meter or display.
    pub warned_at: Option<Timestamp>,
    /// So many of them were.
    #[serde(default)]
    pub notices: u16,
    /// A person has read one of them.
    #[serde(default)]
    pub acknowledged: Option<Acknowledged>,
    /// The customer was last told then that a rule keeps supply on, and there was never money
    /// since.
    #[serde(default)]
    pub hold_told: Option<Timestamp>,
    /// That it has ended was at the meter or display then.
    #[serde(default)]
    pub hold_end_told: Option<Timestamp>,
    /// The weather at the customer's place.
    pub weather: Option<Weather>,
    /// A prepayment event is running there.
    pub event_running: bool,
    /// Another supply command is on its way to the meter.
    pub supply_open: bool,
}

impl Facts {
    /// A meter of which nothing is known but how and why its supply is to be reduced: such facts
    /// clear nothing.
    pub const fn unknown(meter: MeterId, at: Timestamp, what: Reduce, cause: Cause) -> Self {
        Self {
            meter,
            at,
            day: None,
            zone: None,
            weekday: 0,
            minute: 0,
            what,
            cause,
            has_switch: false,
            by_hand: false,
            standing: None,
            mode: None,
            at_zero: None,
            balance: None,
            below_since: None,
            charged_until: None,
            usage_until: None,
            online: false,
            payments_open: 0,
            payments_waiting: 0,
            waited_in_vain: Span::ZERO,
            warned_at: None,
            notices: 0,
            acknowledged: None,
            hold_told: None,
            hold_end_told: None,
            weather: None,
            event_running: false,
            supply_open: false,
        }
    }
}

/// Records of before it was kept stay as they are, to the letter.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
const fn is_not(is: &bool) -> bool {
    !*is
}

/// The same.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// The same.
#[cfg_attr(
    target_pointer_width = "64",
    expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands out references"
    )
)]
fn is_no_time(span: &Span) -> bool {
    *span == Span::ZERO
}
