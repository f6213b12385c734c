//! What days take for debt, and what a plan means for a home.

use super::{DebtPolicy, Recovery, State, WHOLE};
use crate::id::DebtId;
use crate::money::{Money, Round, mul_div};
use crate::time::{Span, Timestamp, Zone};

/// What one day does to a debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DayPart {
    /// Which.
    pub debt: DebtId,
    /// What is taken from the prepaid balance.
    pub taken: Money,
    /// What it could not give and payments shall make up.
    pub missed: Money,
}

/// From when on the caps of a day, of seven days and of thirty count at a moment.
pub fn caps_since(zone: &Zone, at: Timestamp) -> [Timestamp; 3] {
    let day = zone.start_of(zone.civil(at).day);
    [day, at - Span::days(7), at - Span::days(30)]
}

/// What a day takes for debts that are paid back by time: only what lies above the least credit, so
/// that paying back never brings a home to zero, and never more than the caps leave. In a
/// hardship pause nothing is taken and nothing is missed.
pub fn day(state: &State<'_>) -> Vec<DayPart> {
    if state.held {
        return Vec::new();
    }
    let room = state.policy.room(state.taken);
    let above = state.prepaid - state.policy.least_credit;
    let mut left = above.max(Money::ZERO).min(room);
    let mut parts = Vec::new();
    for debt in state.debts {
        let due = debt.recovery.per_day().min(debt.owed);
        let taken = due.min(left);
        left -= taken;
        let missed = match debt.recovery {
            Recovery::CatchUp { .. } => due - taken,
            Recovery::Time { .. } | Recovery::Share { .. } => Money::ZERO,
        };
        if taken.is_positive() || missed.is_positive() {
            parts.push(DayPart {
                debt: debt.id,
                taken,
                missed,
            });
        }
    }
    parts
}

/// What a plan means for a home that usually pays `weekly` in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// What a usual week pays back.
    pub a_week: Money,
    /// So many weeks until it is paid back; `None` when the plan takes nothing, or over ten years.
    pub weeks: Option<i64>,
}

/// Longest plan that is told in weeks: ten years.
const WEEKS_MAX: i64 = 520;

/// Looks ahead at a plan.
pub fn outlook(owed: Money, recovery: Recovery, weekly: Money, policy: &DebtPolicy) -> Outlook {
    let round = Round::InCustomersFavour.of_charge();
    let by_time = Money::micros(recovery.per_day().as_micros().saturating_mul(7));
    let wanted = match recovery {
        Recovery::Time { .. } | Recovery::CatchUp { .. } => by_time,
        Recovery::Share { permille } => Money::micros(mul_div(
            weekly.max(Money::ZERO).as_micros(),
            i64::from(permille.min(policy.share_max)),
            // Of 1000 paid only the rest is used, so a week's use takes a larger payment.
            i64::from(WHOLE - permille.min(policy.share_max).min(WHOLE - 1)),
            round,
        )),
    };
    let month = Money::micros(mul_div(policy.month_max.as_micros(), 7, 30, round));
    let a_week = wanted.min(policy.week_max).min(month).min(owed);
    let weeks = a_week.is_positive().then(|| {
        let (owed, week) = (owed.as_micros(), a_week.as_micros());
        owed / week + i64::from(owed % week > 0)
    });
    Outlook {
        a_week,
        weeks: weeks.filter(|weeks| *weeks <= WEEKS_MAX),
    }
}
