//! What the gateway's local broker gives to a paired display, and what it takes back.

use ami_domain::code::Code;
use ami_domain::display::DisplayView;
use ami_domain::energy::Watts;
use ami_domain::id::{AlertId, MeterId};
use ami_domain::live::Live;
use ami_domain::message::Notice;
use ami_domain::pairing::{CheckNumber, PairCode};
use ami_domain::receipt::Supply;
use ami_domain::time::Timestamp;

/// Everything that a display shows of one meter, read from the meter itself (SC1.13, FR-03).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdView {
    /// [`VERSION`].
    pub v: u8,
    /// Whose it is.
    pub meter: MeterId,
    /// What the back office computed, as the meter holds it; `None` before the first.
    pub view: Option<DisplayView>,
    /// State of service.
    pub supply: Supply,
    /// Power now.
    pub power: Watts,
    /// The last message that the meter processed, for its short text.
    pub last_code: Option<Code>,
    /// When the gateway read it, by its business clock.
    pub read_at: Timestamp,
    /// What the gateway makes of the view by what the meter counted since (IS-1). An estimate: the
    /// view stays what the utility says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Live>,
    /// The gateway can reach the utility.
    pub utility_link: bool,
    /// The gateway can reach the meter.
    pub meter_link: bool,
}

/// A text on a display.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdMessage {
    /// [`VERSION`].
    pub v: u8,
    /// The text.
    #[serde(flatten)]
    pub notice: Notice,
}

/// The reader of a display has confirmed a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdConfirm {
    /// [`VERSION`].
    pub v: u8,
    /// Which text.
    pub alert: AlertId,
}

/// A display shows a text on its screen, for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdSeen {
    /// [`VERSION`].
    pub v: u8,
    /// Which text.
    pub alert: AlertId,
}

/// What the window of a display tells the screen inside it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdShown {
    /// The gateway's broker can be reached.
    pub connected: bool,
    /// The last view, also from the disk; `None` before the first.
    pub view: Option<IhdView>,
    /// The gateway does not know this display, or nobody lives there: nothing is kept.
    #[serde(default)]
    pub unpaired: bool,
    /// The view is from the disk: since its start the display has heard none.
    #[serde(default)]
    pub kept: bool,
    /// It waits for an installer, and shows this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairing: Option<IhdPairing>,
}

/// What a display shows that an installer is to pair.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdPairing {
    /// What the installer types.
    pub code: PairCode,
    /// So many minutes are left of it, rounded up.
    pub minutes: u32,
    /// The gateway answers on this network, also when it admits nobody now.
    pub reached: bool,
    /// The gateway has found this display, and this is to be compared.
    pub met: Option<IhdMet>,
    /// Another display is being paired with this gateway.
    pub other: bool,
}

/// What the installer compares.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IhdMet {
    /// The number that the website shows, too.
    pub check: CheckNumber,
    /// The last four signs of the meter's serial number.
    pub last4: String,
}

body!(IhdView, "display view");
body!(IhdMessage, "display message");
body!(IhdConfirm, "display confirmation");
body!(IhdSeen, "display sighting");
