//! Disconnect control (70) and limiter (71): what a utility's own tool may do by hand.

use super::{MeterObjects, Object, u32_of};
use crate::Input;
use crate::switch::ControlMode;
use ami_dlms::class::basic;
use ami_dlms::class::supply::{
    ControlState, LimiterActions, MonitoredValue, ScriptRef, disconnect, limiter,
};
use ami_dlms::{AccessResult, ActionResult, Data, Selector};
use ami_domain::energy::Watts;
use ami_domain::receipt::Switch;

pub(super) static OBJECTS: &[Object] = &[
    Object {
        class: disconnect::CLASS,
        version: 0,
        obis: disconnect::SUPPLY,
        attributes: disconnect::CONTROL_MODE,
        writable: &[disconnect::CONTROL_MODE],
        methods: disconnect::REMOTE_RECONNECT,
        get: switch,
        set: set_mode,
        act: move_switch,
    },
    Object {
        class: limiter::CLASS,
        version: 0,
        obis: limiter::SUPPLY,
        attributes: limiter::ACTIONS,
        writable: &[limiter::THRESHOLD_NORMAL, limiter::MIN_OVER_DURATION],
        methods: 0,
        get: get_limiter,
        set: set_limiter,
        act: super::no_act,
    },
];

fn switch(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let switch = at.meter.examine().switch;
    Ok(match index {
        disconnect::OUTPUT_STATE => Data::Bool(switch == Switch::On),
        disconnect::CONTROL_STATE => match switch {
            Switch::Off => ControlState::Disconnected,
            Switch::On => ControlState::Connected,
            Switch::Ready => ControlState::ReadyForReconnection,
        }
        .to_data(),
        _ => Data::Enum(at.meter.control().number()),
    })
}

fn set_mode(at: &mut MeterObjects<'_>, _: i8, value: &Data) -> Result<(), AccessResult> {
    let number = value.as_u64().and_then(|n| u8::try_from(n).ok());
    let number = number.ok_or(AccessResult::TypeUnmatched)?;
    let mode = ControlMode::new(number).map_err(|_| AccessResult::OtherReason)?;
    at.happen(Input::Control(mode));
    Ok(())
}

fn move_switch(
    at: &mut MeterObjects<'_>,
    index: i8,
    _: Option<&Data>,
) -> Result<Option<Data>, ActionResult> {
    at.happen(if index == disconnect::REMOTE_DISCONNECT {
        Input::Disconnect
    } else {
        Input::Reconnect
    });
    Ok(None)
}

/// A threshold of zero means that no limit is in force.
fn get_limiter(
    at: &MeterObjects<'_>,
    index: i8,
    _: Option<&Selector>,
) -> Result<Data, AccessResult> {
    let watts = |limit: Option<Watts>| u32_of(limit.map_or(0, Watts::get));
    let script = |script| ScriptRef {
        table: ScriptRef::DISCONNECT_TABLE,
        script,
    };
    Ok(match index {
        limiter::MONITORED_VALUE => MonitoredValue {
            class: basic::REGISTER,
            obis: basic::POWER_IMPORT,
            attribute: basic::VALUE,
        }
        .to_data(),
        // A running event may have raised or lifted it.
        limiter::THRESHOLD_ACTIVE => watts(at.meter.examine().limit),
        limiter::THRESHOLD_NORMAL => watts(at.meter.limit_set()),
        // Demand is averaged over this; a constant load trips after exactly so long.
        limiter::MIN_OVER_DURATION => u32_of(at.meter.settings().averaged_over_s.into()),
        limiter::EMERGENCY_PROFILE => {
            Data::Structure(vec![Data::U16(0), super::no_time(), Data::U32(0)])
        }
        limiter::EMERGENCY_GROUPS => Data::Array(Vec::new()),
        limiter::EMERGENCY_ACTIVE => Data::Bool(false),
        limiter::ACTIONS => LimiterActions {
            // Script 1 opens the switch; that it closes again is the meter's own rule (FR-22).
            over: script(1),
            under: script(0),
        }
        .to_data(),
        // The threshold of emergencies, and the duration under the threshold.
        _ => Data::U32(0),
    })
}

fn set_limiter(at: &mut MeterObjects<'_>, index: i8, value: &Data) -> Result<(), AccessResult> {
    let number = value.as_u64().and_then(|n| u32::try_from(n).ok());
    let number = number.ok_or(AccessResult::TypeUnmatched)?;
    if index == limiter::MIN_OVER_DURATION {
        return super::prepay::change(at, |settings| settings.averaged_over_s = number);
    }
    let watts = number;
    let limit = (watts > 0).then(|| Watts::new(i64::from(watts)));
    at.happen(Input::Limit(limit));
    Ok(())
}
