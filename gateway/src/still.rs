//! The question before a switch opens, and what its answer is worth (DESIGN 7.9).
//!
//! [`Question`] decides on values: only a yes to this very question, heard in time on the
//! monotonic clock and not from a broker's memory, lets a cut go out. Everything else leaves
//! service on. [`Asker`] carries questions to the utility and answers to whoever asked.

use crate::limits::METERS_MAX;
use ami_domain::id::{GatewayId, MessageId, MeterId};
use ami_wire::still::{Go, Still};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, watch};

/// One question that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    message: MessageId,
    nonce: u64,
    asked_ms: u64,
    answer: Option<bool>,
}

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The cut may go out before this moment on the monotonic clock, milliseconds.
    Go {
        /// First moment at which it may no longer.
        until_ms: u64,
    },
    /// ADCS said no: service stays on.
    No,
    /// No answer yet; none counts from this moment on.
    Wait {
        /// First moment at which an answer counts no longer.
        until_ms: u64,
    },
    /// No answer came in time, or it is too old by now: service stays on.
    Over,
}

/// What became of an answer that was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It counts.
    Taken,
    /// It is not the answer to this question, or says nothing new.
    Other,
    /// It comes from a broker's memory: nobody may retain one.
    Retained,
    /// Its time was over.
    Late,
}

impl Question {
    /// Asked now, by the monotonic clock. `nonce` is chance and never used twice.
    pub const fn new(message: MessageId, nonce: u64, now_ms: u64) -> Self {
        Self {
            message,
            nonce,
            asked_ms: now_ms,
            answer: None,
        }
    }

    /// Takes an answer from the broker.
    pub fn hear(&mut self, go: &Go, retained: bool, now_ms: u64) -> Heard {
        if retained {
            return Heard::Retained;
        }
        if go.message != self.message || go.nonce != self.nonce {
            return Heard::Other;
        }
        if now_ms >= self.until_ms() {
            return Heard::Late;
        }
        match self.answer {
            // A no after a yes counts, a yes after a no does not: in doubt service stays on.
            Some(false) => Heard::Other,
            Some(true) if go.go => Heard::Other,
            Some(true) | None => {
                self.answer = Some(go.go);
                Heard::Taken
            }
        }
    }

    /// How it stands at this moment.
    pub fn verdict(&self, now_ms: u64) -> Verdict {
        let until_ms = self.until_ms();
        match self.answer {
            Some(false) => Verdict::No,
            Some(true) if now_ms < until_ms => Verdict::Go { until_ms },
            None if now_ms < until_ms => Verdict::Wait { until_ms },
            Some(true) | None => Verdict::Over,
        }
    }

    const fn until_ms(&self) -> u64 {
        self.asked_ms.saturating_add(Go::VALID_MS)
    }
}

/// Carries questions up and answers back; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Asker(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    gateway: GatewayId,
    say: mpsc::Sender<Still>,
    /// One for each meter at most: its owner does one thing at a time.
    open: Mutex<HashMap<MeterId, Question>>,
    heard: watch::Sender<u64>,
}

/// A question that waits for its answer; forgotten when dropped.
pub(crate) struct Asked {
    asker: Asker,
    meter: MeterId,
    heard: watch::Receiver<u64>,
}

impl Asker {
    /// An asker, and the questions that somebody has to publish.
    pub(crate) fn new(gateway: GatewayId) -> (Asker, mpsc::Receiver<Still>) {
        let (say, said) = mpsc::channel(METERS_MAX);
        let shared = Shared {
            gateway,
            say,
            open: Mutex::default(),
            heard: watch::Sender::new(0),
        };
        (Asker(Arc::new(shared)), said)
    }

    /// Asks once. `None` when the question cannot even be handed on: that is as good as no answer.
    pub(crate) fn ask(&self, meter: MeterId, message: MessageId, now_ms: u64) -> Option<Asked> {
        let mut nonce = [0; 8];
        if let Err(error) = getrandom::fill(&mut nonce) {
            tracing::error!(%error, "The system has no random bytes, nothing is asked");
            return None;
        }
        let nonce = u64::from_be_bytes(nonce);
        let heard = self.0.heard.subscribe();
        self.open()
            .insert(meter, Question::new(message, nonce, now_ms));
        let asked = Asked {
            asker: self.clone(),
            meter,
            heard,
        };
        let still = Still {
            v: ami_wire::VERSION,
            gateway: self.0.gateway,
            meter,
            message,
            nonce,
        };
        self.0.say.try_send(still).is_ok().then_some(asked)
    }

    /// Takes an answer from the broker.
    pub(crate) fn hear(&self, go: &Go, retained: bool, now_ms: u64) -> Heard {
        let mut open = self.open();
        let mut best = Heard::Other;
        for question in open.values_mut() {
            let heard = question.hear(go, retained, now_ms);
            if heard != Heard::Other {
                best = heard;
            }
        }
        drop(open);
        self.0
            .heard
            .send_modify(|count| *count = count.wrapping_add(1));
        best
    }

    fn open(&self) -> MutexGuard<'_, HashMap<MeterId, Question>> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asked {
    /// How it stands at this moment.
    pub(crate) fn verdict(&self, now_ms: u64) -> Verdict {
        let open = self.asker.open();
        open.get(&self.meter)
            .map_or(Verdict::Over, |question| question.verdict(now_ms))
    }

    /// Waits until something was heard.
    pub(crate) async fn changed(&mut self) {
        if self.heard.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.asker.open().remove(&self.meter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: u64 = 77;
    const MESSAGE: MessageId = MessageId::from_number(5);

    fn answer(message: MessageId, nonce: u64, go: bool) -> Go {
        Go {
            v: ami_wire::VERSION,
            message,
            nonce,
            go,
        }
    }

    #[test]
    fn only_a_yes_to_this_question_in_time_lets_a_cut_go_out() {
        let other = MessageId::from_number(6);
        let yes = answer(MESSAGE, NONCE, true);
        let until_ms = 1_000 + Go::VALID_MS;
        // (answer, retained, heard at, heard, verdict at that moment)
        let table = [
            (yes, false, 1_000, Heard::Taken, Verdict::Go { until_ms }),
            (yes, false, 5_999, Heard::Taken, Verdict::Go { until_ms }),
            (yes, false, 6_000, Heard::Late, Verdict::Over),
            (
                yes,
                true,
                1_001,
                Heard::Retained,
                Verdict::Wait { until_ms },
            ),
            (
                answer(MESSAGE, 78, true),
                false,
                1_001,
                Heard::Other,
                Verdict::Wait { until_ms },
            ),
            (
                answer(other, NONCE, true),
                false,
                1_001,
                Heard::Other,
                Verdict::Wait { until_ms },
            ),
            (
                answer(MESSAGE, NONCE, false),
                false,
                1_001,
                Heard::Taken,
                Verdict::No,
            ),
        ];
        for (go, retained, at, heard, verdict) in table {
            let mut question = Question::new(MESSAGE, NONCE, 1_000);
            assert_eq!(question.hear(&go, retained, at), heard, "{go:?} {at}");
            assert_eq!(question.verdict(at), verdict, "{go:?} {at}");
        }
    }

    #[test]
    fn a_yes_grows_old_and_a_no_never_becomes_a_yes() {
        let mut question = Question::new(MESSAGE, NONCE, 0);
        let (yes, no) = (answer(MESSAGE, NONCE, true), answer(MESSAGE, NONCE, false));
        assert_eq!(question.hear(&yes, false, 100), Heard::Taken);
        assert_eq!(question.hear(&yes, false, 200), Heard::Other, "a copy");
        assert_eq!(question.verdict(Go::VALID_MS), Verdict::Over);
        assert_eq!(question.hear(&no, false, 300), Heard::Taken);
        assert_eq!(question.hear(&yes, false, 400), Heard::Other);
        assert_eq!(question.verdict(400), Verdict::No);
    }

    #[test]
    fn a_question_is_forgotten_with_whoever_asked() {
        let (asker, mut said) = Asker::new(GatewayId::from_number(1));
        let meter = MeterId::from_number(2);
        let asked = asker.ask(meter, MESSAGE, 0);
        let nonce = said.try_recv().map(|still| still.nonce).unwrap_or_default();
        let yes = answer(MESSAGE, nonce, true);
        drop(asked);
        assert_eq!(asker.hear(&yes, false, 1), Heard::Other);
        let asked = asker.ask(meter, MESSAGE, 0);
        assert_eq!(asker.hear(&yes, false, 1), Heard::Other, "another question");
        let verdict = asked.map(|asked| asked.verdict(1));
        let until_ms = Go::VALID_MS;
        assert_eq!(verdict, Some(Verdict::Wait { until_ms }));
    }
}
