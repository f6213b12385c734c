//! Paid, but no power (SC6): what follows from what is known, one step at a time.

use crate::order::OrderReason;
use crate::receipt::Switch;
use crate::selftest::Verdict;
use crate::time::{Span, Timestamp};

/// A meter answers its test within this, or counts as not connected (NFR-14).
pub const TEST_WITHIN: Span = Span::seconds(60);
/// Power is back within this after it was told to come back, or somebody is sent (NFR-02).
pub const ACTIVE_WITHIN: Span = Span::seconds(60);
/// A passed test that nobody acts on for so long ends in orders: the customer still waits.
pub const LEFT_AFTER: Span = Span::minutes(30);

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// The meter was asked to test itself (SC6.4).
    Testing,
    /// The test passed; the representative switches on (SC6.9).
    Passed,
    /// The meter was told to switch on.
    Activating,
    /// The meter says that service is on.
    Restored,
    /// People are sent (SC6.10).
    Ordered,
}

/// What is known about a case at one moment. Times are real ones: a person waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Where it stands.
    pub state: CaseState,
    /// When it came there.
    pub since: Timestamp,
    /// What the test said, once it has.
    pub verdict: Option<Verdict>,
    /// The receipt of the command to switch on: carried out, and the switch after it.
    pub activated: Option<(bool, Switch)>,
    /// Now.
    pub now: Timestamp,
}

/// What to do with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing yet.
    Wait,
    /// The test passed: over to the representative.
    Pass,
    /// Power is back.
    Restored,
    /// One field order and one trouble order.
    Order(OrderReason),
}

/// How long a case may stay where it is.
pub const fn waits(state: CaseState) -> Span {
    match state {
        CaseState::Testing => TEST_WITHIN,
        CaseState::Activating => ACTIVE_WITHIN,
        CaseState::Passed | CaseState::Restored | CaseState::Ordered => LEFT_AFTER,
    }
}

/// Decides for one case.
pub fn next(known: &Known) -> Next {
    let over = |limit: Span| known.now >= known.since + limit;
    match known.state {
        CaseState::Testing => match known.verdict {
            Some(Verdict::Passed | Verdict::PowerAtMeter) => Next::Pass,
            Some(Verdict::LineDead | Verdict::SwitchFault | Verdict::Refused) => {
                Next::Order(OrderReason::TestFailed)
            }
            Some(Verdict::NotConnected) => Next::Order(OrderReason::NotConnected),
            None if over(TEST_WITHIN) => Next::Order(OrderReason::NotConnected),
            None => Next::Wait,
        },
        CaseState::Passed if over(LEFT_AFTER) => Next::Order(OrderReason::NoPower),
        CaseState::Activating => match known.activated {
            Some((true, Switch::On)) => Next::Restored,
            Some((false, _)) => Next::Order(OrderReason::StillOff),
            // Ready waits for a press of the meter's button, for as long as everything else.
            Some((true, Switch::Off | Switch::Ready)) | None if over(ACTIVE_WITHIN) => {
                Next::Order(OrderReason::StillOff)
            }
            Some((true, Switch::Off | Switch::Ready)) | None => Next::Wait,
        },
        CaseState::Passed | CaseState::Restored | CaseState::Ordered => Next::Wait,
    }
}

impl CaseState {
    /// Every state.
    pub const ALL: [CaseState; 5] = [
        CaseState::Testing,
        CaseState::Passed,
        CaseState::Activating,
        CaseState::Restored,
        CaseState::Ordered,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            CaseState::Testing => "testing",
            CaseState::Passed => "passed",
            CaseState::Activating => "activating",
            CaseState::Restored => "restored",
            CaseState::Ordered => "ordered",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
    /// Somebody or something still has a step to take.
    pub const fn is_open(self) -> bool {
        match self {
            CaseState::Testing | CaseState::Passed | CaseState::Activating => true,
            CaseState::Restored | CaseState::Ordered => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(state: CaseState, after_s: i64) -> Known {
        Known {
            state,
            since: Timestamp::from_millis(0),
            verdict: None,
            activated: None,
            now: Timestamp::from_millis(after_s * 1_000),
        }
    }

    #[test]
    fn nfr14_sixty_seconds_without_an_answer_are_an_answer() {
        assert_eq!(next(&known(CaseState::Testing, 59)), Next::Wait);
        let ordered = Next::Order(OrderReason::NotConnected);
        assert_eq!(next(&known(CaseState::Testing, 60)), ordered);
    }

    #[test]
    fn sc6_10_what_fails_ends_in_orders_and_what_passes_does_not() {
        for verdict in Verdict::ALL {
            let tested = Known {
                verdict: Some(verdict),
                ..known(CaseState::Testing, 1)
            };
            let passes = matches!(verdict, Verdict::Passed | Verdict::PowerAtMeter);
            assert_eq!(next(&tested) == Next::Pass, passes, "{verdict:?}");
            assert_eq!(matches!(next(&tested), Next::Order(_)), !passes);
        }
    }

    #[test]
    fn sc6_10_a_switch_that_stays_open_ends_in_orders() {
        let off = |activated, after| Known {
            activated,
            ..known(CaseState::Activating, after)
        };
        assert_eq!(next(&off(Some((true, Switch::On)), 1)), Next::Restored);
        assert_eq!(next(&off(Some((true, Switch::Ready)), 59)), Next::Wait);
        let still = Next::Order(OrderReason::StillOff);
        assert_eq!(next(&off(Some((true, Switch::Ready)), 60)), still);
        assert_eq!(next(&off(Some((false, Switch::Off)), 1)), still);
        assert_eq!(next(&off(None, 60)), still);
    }

    #[test]
    fn nobody_is_forgotten_when_a_browser_closes() {
        assert_eq!(next(&known(CaseState::Passed, 29 * 60)), Next::Wait);
        let ordered = Next::Order(OrderReason::NoPower);
        assert_eq!(next(&known(CaseState::Passed, 30 * 60)), ordered);
    }
}
