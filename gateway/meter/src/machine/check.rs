//! Whether a message can be carried out, decided before anything changes.

use super::AmiMeter;
use crate::settings;
use ami_domain::command::{Command, CommandKind};
use ami_domain::energy::{self, WattHours, Watts};
use ami_domain::receipt::MeterRefusal;
use ami_domain::time::Timestamp;

impl AmiMeter {
    pub(super) fn check_command(
        &self,
        command: &Command,
        now: Timestamp,
    ) -> Result<(), MeterRefusal> {
        self.inbox.admit(self.meter, command, now)?;
        let able = |yes: bool| yes.then_some(()).ok_or(MeterRefusal::NotSupported);
        match &command.kind {
            CommandKind::Prepay(prepay) => {
                able(prepay.credit > WattHours::ZERO && prepay.credit <= energy::MAX)
            }
            // Transformer-rated meters have no switch to move (AS-2).
            CommandKind::Connect | CommandKind::Unlimit => able(self.has_switch),
            CommandKind::Disconnect(_) => able(self.can_open()),
            CommandKind::Limit(limit) => able(self.can_open() && limit.demand > Watts::ZERO),
            CommandKind::Show(view) => self.inbox.check_view(command.epoch, view),
            CommandKind::Notice(notice) => self.inbox.check_notice(notice, now),
            CommandKind::Event(event) => self.events.check(event, now),
            CommandKind::CancelEvent { event, version } => {
                self.events.check_cancel(*event, *version)
            }
            CommandKind::Settings(new) => able(settings::sane(new)),
            CommandKind::Withdraw(_) | CommandKind::Test | CommandKind::SetMode(_) => Ok(()),
        }
    }

    /// There is a switch, and its control mode lets it open.
    fn can_open(&self) -> bool {
        self.has_switch && self.control.on_disconnect().is_some()
    }
}
