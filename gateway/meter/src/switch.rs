//! The service switch. Nothing here opens it by itself: it fails energised, and opens only when
//! somebody with the right to do so says so (DESIGN 7.9).

use ami_domain::receipt::Switch;

/// How the disconnect control may be moved (IEC 62056-6-2, class 70, attribute 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ControlMode(u8);

/// The mode has no meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("control mode {0} is not one of 0 to 6")]
pub struct UnknownMode(pub u8);

impl ControlMode {
    /// Remote disconnect and remote reconnect, both at once.
    pub const REMOTE: ControlMode = ControlMode(2);

    /// A mode of the standard, 0 to 6.
    ///
    /// # Errors
    /// [`UnknownMode`] above 6.
    pub fn new(mode: u8) -> Result<Self, UnknownMode> {
        if mode <= 6 {
            Ok(Self(mode))
        } else {
            Err(UnknownMode(mode))
        }
    }

    /// The number of the standard.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Where a remote disconnect leads; `None` in mode 0, where the switch is always closed.
    pub const fn on_disconnect(self) -> Option<Switch> {
        if self.0 == 0 { None } else { Some(Switch::Off) }
    }

    /// Where a remote reconnect leads: modes 2 and 4 close, the others wait for the button.
    pub const fn on_reconnect(self, from: Switch) -> Switch {
        match from {
            Switch::On => Switch::On,
            Switch::Off | Switch::Ready => match self.0 {
                0 | 2 | 4 => Switch::On,
                _ => Switch::Ready,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mode_says_whether_a_reconnect_waits_for_a_hand() {
        let mode = |n| ControlMode::new(n).unwrap_or(ControlMode::REMOTE);
        assert_eq!(mode(2).on_reconnect(Switch::Off), Switch::On);
        assert_eq!(mode(1).on_reconnect(Switch::Off), Switch::Ready);
        assert_eq!(mode(1).on_reconnect(Switch::On), Switch::On);
        assert_eq!(mode(0).on_disconnect(), None);
        assert_eq!(ControlMode::new(7), Err(UnknownMode(7)));
    }
}
