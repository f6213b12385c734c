//! Rules about the meter and who lives behind it.

use super::{Look, View};
use crate::account::AtZero;
use crate::clearance::verdict::What;
use crate::clearance::{Cause, Facts, Reduce, Rules};
use crate::protection::Protection;
use crate::time::Timestamp;

/// Whether there are rules for such a customer at all.
pub(super) fn class(facts: &Facts, rules: &Rules, holds: bool) -> Look {
    let class = facts.standing.as_ref().and_then(|known| known.class);
    let may = match facts.what {
        Reduce::Disconnect => &rules.disconnect,
        Reduce::Limit(_) => &rules.limit,
    };
    let words: Vec<String> = may.keys().map(|one| one.word().to_owned()).collect();
    Look::when(true, holds)
        .saw(What::Class, class.map(|one| vec![one.word().to_owned()]))
        .asks(What::Classes, words)
}

impl View<'_> {
    /// Whoever goes to the meter needs no switch in it.
    pub(super) fn no_switch(self) -> Look {
        let has = self.facts.has_switch;
        Look::when(!self.facts.by_hand, !has).saw(What::HasSwitch, has)
    }

    pub(super) fn protected(self) -> Look {
        let Some(standing) = &self.facts.standing else {
            return Look::when(true, true).saw(What::Protections, None::<bool>);
        };
        let holding = || {
            let all = standing.protections.iter();
            all.filter(|one| one.holds(self.facts.at))
        };
        let words: Vec<String> = holding().map(|one| one.flag.word().to_owned()).collect();
        let until: Option<Timestamp> = ends(holding());
        let holds = !words.is_empty();
        let look = Look::when(self.class.protections, holds).saw(What::Protections, words);
        if holds {
            look.saw(What::ProtectedUntil, until)
        } else {
            look
        }
    }

    pub(super) fn not_prepaid(self) -> Look {
        use crate::account::Mode;
        let mode = self.facts.mode;
        let holds = match self.facts.cause {
            Cause::Zero | Cause::EventOver => mode != Some(Mode::Prepaid),
            Cause::Plan | Cause::Rule => mode.is_none(),
        };
        let word = mode.map(|mode| match mode {
            Mode::Prepaid => vec!["prepaid".to_owned()],
            Mode::Regular => vec!["regular".to_owned()],
        });
        Look::when(true, holds).saw(What::Mode, word)
    }

    pub(super) fn not_chosen(self) -> Look {
        let asked = self.facts.cause == Cause::Zero;
        let wanted = match self.facts.what {
            Reduce::Disconnect => AtZero::Disconnect,
            Reduce::Limit(_) => AtZero::Limit,
        };
        let chosen = self.facts.at_zero.map(|one| vec![word(one).to_owned()]);
        Look::when(asked, self.facts.at_zero != Some(wanted))
            .saw(What::AtZero, chosen)
            .asks(What::AtZero, vec![word(wanted).to_owned()])
    }

    pub(super) fn link(self) -> Look {
        let online = self.facts.online;
        Look::when(true, !online).saw(What::Online, online)
    }

    pub(super) fn event(self) -> Look {
        let running = self.facts.event_running;
        Look::when(true, running).saw(What::Event, running)
    }

    pub(super) fn command(self) -> Look {
        let open = self.facts.supply_open;
        Look::when(true, open).saw(What::Command, open)
    }
}

/// When the last of them ends; `None` when one has no end.
fn ends<'a>(all: impl Iterator<Item = &'a Protection>) -> Option<Timestamp> {
    let mut last = Timestamp::from_millis(i64::MIN);
    for one in all {
        last = last.max(one.until?);
    }
    Some(last)
}

const fn word(choice: AtZero) -> &'static str {
    match choice {
        AtZero::Disconnect => "disconnect",
        AtZero::Limit => "limit",
        AtZero::RegularBilling => "regular_billing",
        AtZero::AutoReplenish => "auto_replenish",
    }
}
