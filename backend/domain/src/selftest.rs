//! The meter's answer to a test from the desk (SC6.4, FR-13, NFR-14).

use crate::receipt::Switch;

/// What a meter measures of itself when it is tested. It answers, so it is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TestResult {
    /// Voltage on the utility's side of the switch, millivolts; the meter is energised when it is
    /// near the nominal one.
    pub line_mv: i64,
    /// Voltage on the customer's side, millivolts.
    pub load_mv: i64,
    /// Current, milliamperes.
    pub current_ma: i64,
    /// Position of the switch, as measured.
    pub switch: Switch,
    /// The switch has moved when it was last told to.
    pub switch_obeys: bool,
}

/// One thing that a test looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// As it must be.
    Pass,
    /// Not as it must be.
    Fail,
    /// Cannot be told: the meter did not answer, or a switch that is open as told has nothing
    /// behind it to measure.
    Unknown,
}

/// What a test says of each thing (FR-13, SC6.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Checks {
    /// The meter answers.
    pub connected: Check,
    /// The utility's side is near the nominal voltage.
    pub energised: Check,
    /// The customer's side is, too.
    pub load: Check,
    /// Current flows only where there is voltage, and less than any service carries.
    pub current: Check,
    /// The switch stands where it was told to.
    pub switch: Check,
}

/// What a test says altogether.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The line is energised and the meter is sound: it may be switched on (SC6.9).
    Passed,
    /// Both sides are energised: power is at the meter, the trouble is inside the home.
    PowerAtMeter,
    /// No voltage from the utility: an outage.
    LineDead,
    /// The switch does not stand where it was told to.
    SwitchFault,
    /// The meter cannot test itself.
    Refused,
    /// No answer within 60 s (NFR-14).
    NotConnected,
}

/// Nominal voltage of a residential service leg to neutral, millivolts (ANSI C84.1).
pub const NOMINAL_MV: i64 = 120_000;
/// The other nominal voltage that meters are built for, leg to leg.
pub const NOMINAL_HIGH_MV: i64 = 240_000;
/// Permille around the nominal voltage that count as energised: range B of ANSI C84.1 and a
/// margin for the meter's own accuracy.
pub const TOLERANCE_PERMILLE: i64 = 150;
/// More than this flows through no residential meter, milliamperes.
pub const CURRENT_MAX_MA: i64 = 400_000;
/// Less than this is the noise of the measurement, milliamperes.
pub const CURRENT_NOISE_MA: i64 = 100;

const fn energised(mv: i64) -> bool {
    near(mv, NOMINAL_MV) || near(mv, NOMINAL_HIGH_MV)
}

const fn near(mv: i64, nominal: i64) -> bool {
    let margin = nominal / 1_000 * TOLERANCE_PERMILLE;
    mv >= nominal - margin && mv <= nominal + margin
}

const fn judged(good: bool) -> Check {
    if good { Check::Pass } else { Check::Fail }
}

impl TestResult {
    /// Judges each thing.
    pub const fn checks(&self) -> Checks {
        let closed = matches!(self.switch, Switch::On);
        let line = energised(self.line_mv);
        let load = energised(self.load_mv);
        // Voltage on both sides of an open switch, or on neither side of a closed one that has
        // voltage before it: the switch is not where it says it is.
        let honest = if closed { load || !line } else { !load };
        let sane = self.current_ma >= 0 && self.current_ma <= CURRENT_MAX_MA;
        let flows = self.current_ma > CURRENT_NOISE_MA;
        Checks {
            connected: Check::Pass,
            energised: judged(line),
            load: if closed {
                judged(load)
            } else if load {
                Check::Fail
            } else {
                Check::Unknown
            },
            current: judged(sane && (load || !flows)),
            switch: judged(self.switch_obeys && honest),
        }
    }

    /// Judges altogether.
    pub const fn verdict(&self) -> Verdict {
        let checks = self.checks();
        if matches!(checks.energised, Check::Fail) {
            return Verdict::LineDead;
        }
        if matches!(checks.switch, Check::Fail) || matches!(checks.current, Check::Fail) {
            return Verdict::SwitchFault;
        }
        match self.switch {
            Switch::On => Verdict::PowerAtMeter,
            Switch::Off | Switch::Ready => Verdict::Passed,
        }
    }
}

impl Checks {
    /// Of a meter that does not answer.
    pub const SILENT: Checks = Checks {
        connected: Check::Fail,
        energised: Check::Unknown,
        load: Check::Unknown,
        current: Check::Unknown,
        switch: Check::Unknown,
    };
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 6] = [
        Verdict::Passed,
        Verdict::PowerAtMeter,
        Verdict::LineDead,
        Verdict::SwitchFault,
        Verdict::Refused,
        Verdict::NotConnected,
    ];

    /// The stored word; `service-verdict-` and this, with dashes, is the id of its text.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::PowerAtMeter => "power_at_meter",
            Verdict::LineDead => "line_dead",
            Verdict::SwitchFault => "switch_fault",
            Verdict::Refused => "refused",
            Verdict::NotConnected => "not_connected",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(line_v: i64, load_v: i64, current_ma: i64, switch: Switch) -> TestResult {
        TestResult {
            line_mv: line_v * 1_000,
            load_mv: load_v * 1_000,
            current_ma,
            switch,
            switch_obeys: true,
        }
    }

    #[test]
    fn fr13_each_finding_has_its_verdict() {
        let cases = [
            (test(121, 0, 0, Switch::Off), Verdict::Passed),
            (test(240, 0, 0, Switch::Ready), Verdict::Passed),
            (test(120, 119, 900, Switch::On), Verdict::PowerAtMeter),
            (test(3, 0, 0, Switch::On), Verdict::LineDead),
            (test(3, 0, 0, Switch::Off), Verdict::LineDead),
            (test(120, 0, 0, Switch::On), Verdict::SwitchFault),
            (test(120, 120, 0, Switch::Off), Verdict::SwitchFault),
            (test(120, 0, 5_000, Switch::Off), Verdict::SwitchFault),
            (test(101, 0, 0, Switch::Off), Verdict::LineDead),
            (test(102, 0, 0, Switch::Off), Verdict::Passed),
        ];
        for (result, verdict) in cases {
            assert_eq!(result.verdict(), verdict, "{result:?}");
        }
        let stuck = TestResult {
            switch_obeys: false,
            ..test(120, 0, 0, Switch::Off)
        };
        assert_eq!(stuck.verdict(), Verdict::SwitchFault);
        assert_eq!(stuck.checks().switch, Check::Fail);
    }

    #[test]
    fn fr13_no_reading_of_a_broken_meter_panics() {
        for mv in [i64::MIN, -1, i64::MAX] {
            let result = test(0, 0, mv, Switch::On);
            let result = TestResult {
                line_mv: mv,
                load_mv: mv,
                ..result
            };
            assert_eq!(result.verdict(), Verdict::LineDead);
        }
    }
}
