//! What ends orders that reduce supply and brings service back, decided on values: the same
//! functions are asked by the duties and by the model of every path of a cut (`tests/simulation`).

use ami_domain::account::Mode;
use ami_domain::clearance::{Cause, Hold};
use ami_domain::command::CommandKind;
use ami_domain::id::MessageId;
use ami_domain::receipt::{Supply, Switch};
use ami_store::{CommandRow, CommandState};

/// What is to be done for a meter whose supply must no longer be reduced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Back {
    /// Open orders to reduce supply, which end.
    pub ends: Vec<MessageId>,
    /// A limit may be in force, and nothing that takes it away is on its way.
    pub unlimit: bool,
    /// Supply may be off, and nothing that brings it back is on its way.
    pub connect: bool,
}

/// Decides from what is on its way to the meter and what it said last. A limit by a rule of the
/// utility stays, and `rule_limit` says that one is in force.
pub fn back(open: &[CommandRow], supply: Option<&Supply>, rule_limit: bool) -> Back {
    let cuts = |row: &&CommandRow| {
        let cut = row.command.kind.cuts();
        cut.is_some_and(|cut| cut.cause() != Cause::Rule)
    };
    // What went out may be carried out before the news arrives, or was already.
    let went_out = |limits: bool| {
        open.iter().filter(cuts).any(|row| {
            let is_limit = matches!(row.command.kind, CommandKind::Limit(_));
            row.state == CommandState::Sent && is_limit == limits
        })
    };
    let tripped = supply.is_some_and(|supply| supply.trip.is_some());
    let off = supply.is_some_and(|supply| supply.switch == Switch::Off) && !tripped;
    let limited = supply.is_some_and(|supply| supply.limit.is_some());
    let on_its_way =
        |wanted: fn(&CommandKind) -> bool| open.iter().any(|row| wanted(&row.command.kind));
    let unlimits = on_its_way(|kind| matches!(kind, CommandKind::Unlimit));
    let connects = on_its_way(|kind| matches!(kind, CommandKind::Connect | CommandKind::Prepay(_)));
    Back {
        ends: open.iter().filter(cuts).map(|row| row.command.id).collect(),
        unlimit: (went_out(true) || limited) && !rule_limit && !unlimits,
        connect: (went_out(false) || off) && !connects,
    }
}

/// Whether one of these rules brings service back to who is dark already: somebody is protected,
/// or the weather is known and in it nobody is cut. What is unknown keeps supply on, and brings
/// none back.
pub fn brings_back(holds: &[Hold]) -> bool {
    let protects = |hold: &Hold| {
        matches!(
            hold,
            Hold::Protected | Hold::Hot | Hold::Cold | Hold::Advisory
        )
    };
    holds.iter().any(protects)
}

/// Whether supply that was reduced for this cause was so for want of money. A rule of the utility
/// limits for the sake of the grid, and a plan for who does not prepay is somebody's wish.
pub fn for_money(cause: Cause, mode: Mode) -> bool {
    match cause {
        Cause::Zero | Cause::EventOver => true,
        Cause::Plan => mode == Mode::Prepaid,
        Cause::Rule => false,
    }
}
