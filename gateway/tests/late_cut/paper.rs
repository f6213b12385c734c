//! What is written down in a run: a command that cuts, and a receipt.

use ami_domain::clearance::Cut;
use ami_domain::command::{Command, CommandKind};
use ami_domain::energy::WattHours;
use ami_domain::id::ClearanceId;
use ami_domain::receipt::{Outcome, Receipt, Supply, Switch};
use ami_domain::time::Timestamp;

pub(crate) fn cut() -> CommandKind {
    let clearance = ClearanceId::from_number(1);
    let cut = serde_json::json!({ "clearance": clearance, "cause": "zero" });
    CommandKind::Disconnect(serde_json::from_value::<Cut>(cut).unwrap())
}

pub(crate) fn receipt(command: &Command, outcome: Outcome, on: bool, at: Timestamp) -> Receipt {
    Receipt {
        message: command.id,
        meter: command.meter,
        completed_at: at,
        code: command.kind.code(),
        outcome,
        log_seq: 1,
        supply: Supply {
            switch: if on { Switch::On } else { Switch::Off },
            limit: None,
            credit: WattHours::ZERO,
            at,
            trip: None,
        },
        test: None,
    }
}
