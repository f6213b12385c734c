//! What each rule looks at and what it says. Pure: the same facts and rules give the same word.

mod home;
mod money;
mod time;
mod told;
mod weather;

use super::verdict::{Says, Seen, Value, Verdict, What};
use super::{Cause, ClassRules, Facts, Hold, Reduce, Rules};
use crate::account::Mode;
use crate::time::Timestamp;

/// What a rule looked at, what it asks for, and whether it holds.
struct Look {
    says: Says,
    saw: Vec<Seen>,
    asks: Vec<Seen>,
}

/// Everything that a rule may look at.
#[derive(Clone, Copy)]
struct View<'a> {
    facts: &'a Facts,
    rules: &'a Rules,
    class: &'a ClassRules,
}

/// One rule's word.
pub(super) fn look(rule: Hold, facts: &Facts, rules: &Rules) -> Verdict {
    let look = match rules.of(facts) {
        Some(class) => {
            let view = View {
                facts,
                rules,
                class,
            };
            view.look(rule)
        }
        // Without rules for such a customer that alone is the reason.
        None if rule == Hold::Class => home::class(facts, rules, true),
        None => Look::not_asked(),
    };
    Verdict {
        rule,
        says: look.says,
        saw: look.saw,
        asks: look.asks,
    }
}

impl View<'_> {
    fn look(self, rule: Hold) -> Look {
        match rule {
            Hold::NoSwitch => self.no_switch(),
            Hold::Class => home::class(self.facts, self.rules, false),
            Hold::Protected => self.protected(),
            Hold::NotPrepaid => self.not_prepaid(),
            Hold::NotChosen => self.not_chosen(),
            Hold::Balance => self.balance(),
            Hold::Debt => self.debt(),
            Hold::Below => self.below(),
            Hold::BalanceOld => self.balance_old(),
            Hold::UsageOld => self.usage_old(),
            Hold::Clock => self.clock(),
            Hold::Link => self.link(),
            Hold::Payment => self.payment(),
            Hold::Notice => self.notice(),
            Hold::Notices => self.notices(),
            Hold::Acknowledge => self.acknowledge(),
            Hold::AfterHold => self.after_hold(),
            Hold::Hour => self.hour(),
            Hold::Friendly => self.friendly(),
            Hold::Weekday => self.weekday(),
            Hold::Holiday => self.holiday(),
            Hold::Season => self.season(),
            Hold::WeatherUnknown => self.weather_unknown(),
            Hold::WeatherOld => self.weather_old(),
            Hold::ForecastUnknown => self.forecast_unknown(),
            Hold::ForecastOld => self.forecast_old(),
            Hold::Hot => self.hot(),
            Hold::Cold => self.cold(),
            Hold::Advisory => self.advisory(),
            Hold::Event => self.event(),
            Hold::Command => self.command(),
            // Counted under the caps, or said by a person: not looked up in the facts.
            Hold::Quarantined | Hold::Stopped => Look::not_asked(),
        }
    }

    /// A rule of the utility limits everybody of a class for the sake of the grid; all else
    /// rests on what the account owes.
    fn by_money(self) -> bool {
        match self.facts.cause {
            Cause::Zero | Cause::EventOver => true,
            Cause::Plan => self.facts.mode == Some(Mode::Prepaid),
            Cause::Rule => self.facts.what == Reduce::Disconnect,
        }
    }

    /// Whether warnings are asked for.
    fn by_notice(self) -> bool {
        self.class.notice_for.contains(&self.facts.cause)
    }

    fn older(self, at: Option<Timestamp>, most: crate::time::Span) -> bool {
        at.is_none_or(|at| self.facts.at.since(at) > most)
    }
}

impl Look {
    fn not_asked() -> Self {
        Self {
            says: Says::NotAsked,
            saw: Vec::new(),
            asks: Vec::new(),
        }
    }

    /// Says whether it holds, where it is asked.
    fn when(asked: bool, holds: bool) -> Self {
        let says = match (asked, holds) {
            (false, true | false) => Says::NotAsked,
            (true, true) => Says::Holds,
            (true, false) => Says::Passes,
        };
        Self {
            says,
            ..Self::not_asked()
        }
    }

    fn saw(mut self, what: What, value: impl Into<Value>) -> Self {
        self.saw.push(Seen::new(what, value));
        self
    }

    fn asks(mut self, what: What, value: impl Into<Value>) -> Self {
        self.asks.push(Seen::new(what, value));
        self
    }
}
