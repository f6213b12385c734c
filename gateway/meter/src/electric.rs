//! What the meter measures of itself, and what can be broken in or around it (FR-13, SC6.4).

use ami_domain::energy::Watts;
use ami_domain::receipt::Switch;
use ami_domain::selftest::TestResult;

/// Something that is broken, for tests and demonstrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// No voltage comes from the utility: an outage.
    LineDead,
    /// The way from the switch into the home is broken.
    LoadOpen,
    /// The switch does not move, whatever it is told.
    SwitchStuck,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 3] = [Fault::LineDead, Fault::LoadOpen, Fault::SwitchStuck];

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Fault::LineDead => "line_dead",
            Fault::LoadOpen => "load_open",
            Fault::SwitchStuck => "switch_stuck",
        }
    }
    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.word() == word)
    }
}

/// The electrical side of the meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Electric {
    /// Nominal voltage, millivolts.
    pub nominal_mv: i64,
    /// Rated capacity of the service, of which limits are a share (FR-21).
    pub rated: Watts,
    /// What is broken.
    pub fault: Option<Fault>,
    /// The switch did not move when it was last told to.
    pub disobeyed: bool,
}

impl Default for Electric {
    /// A home with 240 V and 100 A.
    fn default() -> Self {
        Self {
            nominal_mv: 240_000,
            rated: Watts::new(24_000),
            fault: None,
            disobeyed: false,
        }
    }
}

impl Electric {
    /// Whether anything can flow with the switch here.
    pub const fn lets_through(&self, switch: Switch) -> bool {
        let whole = !matches!(self.fault, Some(Fault::LineDead | Fault::LoadOpen));
        whole && matches!(switch, Switch::On)
    }

    /// Voltage on the utility's side, millivolts.
    pub const fn line_mv(&self) -> i64 {
        match self.fault {
            Some(Fault::LineDead) => 0,
            Some(Fault::LoadOpen | Fault::SwitchStuck) | None => self.nominal_mv,
        }
    }

    /// Current, milliamperes, for what the home draws.
    pub fn current_ma(&self, switch: Switch, load: Watts) -> i64 {
        if !self.lets_through(switch) {
            return 0;
        }
        let watts = i128::from(load.get().max(0));
        let ma = watts * 1_000_000 / i128::from(self.nominal_mv.max(1));
        i64::try_from(ma).unwrap_or(i64::MAX)
    }

    /// What a test finds.
    pub fn test(&self, switch: Switch, load: Watts) -> TestResult {
        TestResult {
            line_mv: self.line_mv(),
            load_mv: if self.lets_through(switch) {
                self.nominal_mv
            } else {
                0
            },
            current_ma: self.current_ma(switch, load),
            switch,
            switch_obeys: !self.disobeyed,
        }
    }
}
