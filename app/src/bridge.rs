//! What the display knows, between the broker and the page: pure decisions, no socket, no disk.

use crate::limits::{ANSWERS_MAX, SETTLE_TICKS, TEXTS_MAX};
use ami_domain::id::{AlertId, MeterId};
use ami_domain::time::Timestamp;
use ami_wire::ihd::{IhdMessage, IhdPairing, IhdShown, IhdView};
use std::collections::{BTreeMap, VecDeque};

/// What the broker says.
#[derive(Debug, PartialEq)]
pub(crate) enum News {
    /// It was reached or lost.
    Connected(bool),
    /// A view.
    View(Box<IhdView>),
    /// A text, or `None` where it was withdrawn.
    Text(AlertId, Option<Box<IhdMessage>>),
    /// The customer has left, or the gateway does not know this display any more.
    Unpaired,
    /// What an installer is to see.
    Pairing(IhdPairing),
    /// An installer has paired the display with this home.
    Paired(MeterId),
    /// The confirmation that was sent is spooled by the gateway, or will never be taken.
    Answered,
    /// The gateway could not spool the confirmation now.
    NotAnswered,
}

/// What survives a restart.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Kept {
    /// Whose it is.
    pub(crate) meter: MeterId,
    /// The last view.
    pub(crate) view: Option<IhdView>,
    /// Texts that the broker held.
    pub(crate) texts: Vec<IhdMessage>,
    /// Texts that the reader has confirmed, the oldest answer first.
    pub(crate) answered: VecDeque<AlertId>,
    /// Those of them that the gateway does not know yet.
    pub(crate) unsent: VecDeque<AlertId>,
}

/// What the display knows.
#[derive(Debug)]
pub(crate) struct Known {
    kept: Kept,
    /// A view came since the start.
    heard: bool,
    connected: bool,
    /// Nothing is kept, and the page says how to pair.
    unpaired: bool,
    /// What an installer is to see.
    pairing: Option<IhdPairing>,
    /// Texts of the broker, and whether this connection has named them.
    texts: BTreeMap<AlertId, Held>,
    /// Ticks until every text of this connection has arrived; `None` before its first view.
    settle: Option<u32>,
    /// What is under way. One at a time: so its answer needs no number.
    under_way: Option<Word>,
    /// Texts that stood on the screen since the start, the oldest first. A new start says it
    /// again, and the gateway knows the second copy.
    seen: VecDeque<AlertId>,
    /// Those of them that the gateway does not know yet.
    unsaid: VecDeque<AlertId>,
}

/// What the display says of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// It stands on the screen.
    Seen(AlertId),
    /// The reader has confirmed it.
    Confirmed(AlertId),
}

#[derive(Debug)]
struct Held {
    text: IhdMessage,
    named: bool,
}

impl Known {
    /// Starts with what was kept; what was kept of another meter is nobody's business here.
    pub(crate) fn new(meter: MeterId, kept: Option<Kept>) -> Self {
        let ours = |view: &IhdView| view.meter == meter;
        let kept = kept.filter(|kept| kept.meter == meter);
        let mut kept = kept.unwrap_or_else(|| Kept {
            meter,
            view: None,
            texts: Vec::new(),
            answered: VecDeque::new(),
            unsent: VecDeque::new(),
        });
        kept.view = kept.view.filter(ours);
        kept.answered.truncate(ANSWERS_MAX);
        kept.unsent.truncate(ANSWERS_MAX);
        let held = |text: IhdMessage| (text.notice.id, Held { text, named: false });
        let texts = kept.texts.drain(..).take(TEXTS_MAX).map(held).collect();
        Self {
            kept,
            heard: false,
            connected: false,
            unpaired: false,
            pairing: None,
            texts,
            settle: None,
            under_way: None,
            seen: VecDeque::new(),
            unsaid: VecDeque::new(),
        }
    }

    /// Takes what arrived; `true` when the page has to be told another [`IhdShown`].
    pub(crate) fn take(&mut self, news: News) -> bool {
        match news {
            News::Connected(connected) => self.connect(connected),
            News::View(view) => self.take_view(*view),
            News::Text(alert, text) => {
                self.take_text(alert, text.map(|text| *text));
                false
            }
            News::Unpaired => self.forget(),
            News::Pairing(pairing) => {
                let news = self.pairing.as_ref() != Some(&pairing);
                self.pairing = Some(pairing);
                news
            }
            News::Paired(meter) => {
                *self = Self::new(meter, None);
                true
            }
            News::Answered => {
                match self.under_way.take() {
                    Some(Word::Confirmed(alert)) => self.kept.unsent.retain(|one| *one != alert),
                    Some(Word::Seen(alert)) => self.unsaid.retain(|one| *one != alert),
                    None => {}
                }
                false
            }
            News::NotAnswered => {
                self.under_way = None;
                false
            }
        }
    }

    /// Nothing of the last customer is left, neither here nor in what is kept; `true` the first
    /// time.
    fn forget(&mut self) -> bool {
        let news = !self.unpaired;
        *self = Self {
            connected: self.connected,
            unpaired: true,
            pairing: self.pairing.take(),
            ..Self::new(self.kept.meter, None)
        };
        news
    }

    /// Whether nothing may be kept.
    pub(crate) fn unpaired(&self) -> bool {
        self.unpaired
    }

    fn connect(&mut self, connected: bool) -> bool {
        let news = self.connected != connected;
        self.connected = connected;
        if connected && !self.unpaired {
            self.pairing = None;
        }
        self.under_way = None;
        self.settle = None;
        for held in self.texts.values_mut() {
            held.named = false;
        }
        news
    }

    /// The broker's order counts and not the time of reading: a gateway whose clock was in the
    /// future once must not freeze a display.
    fn take_view(&mut self, view: IhdView) -> bool {
        if view.meter != self.kept.meter {
            return false;
        }
        self.unpaired = false;
        self.pairing = None;
        self.settle = self.settle.or(Some(SETTLE_TICKS));
        self.kept.view = Some(view);
        self.heard = true;
        true
    }

    fn take_text(&mut self, alert: AlertId, text: Option<IhdMessage>) {
        let Some(text) = text else {
            self.texts.remove(&alert);
            return;
        };
        self.texts.insert(alert, Held { text, named: true });
        if self.texts.len() > TEXTS_MAX {
            let began = |held: &&Held| held.text.notice.valid.start;
            let oldest = self.texts.values().min_by_key(began);
            if let Some(id) = oldest.map(|held| held.text.notice.id) {
                self.texts.remove(&id);
            }
        }
    }

    /// A tick of the clock. A text that was withdrawn while the display was away is not named
    /// again after the view, and is forgotten then.
    pub(crate) fn tick(&mut self) {
        match self.settle {
            Some(0) => self.texts.retain(|_, held| held.named),
            Some(left) => self.settle = Some(left - 1),
            None => {}
        }
    }

    /// The reader has confirmed a text; `false` when there is none to confirm. A second time
    /// changes nothing.
    pub(crate) fn confirm(&mut self, alert: AlertId) -> bool {
        let held = self.texts.get(&alert);
        if !held.is_some_and(|held| held.text.notice.confirm) {
            return false;
        }
        if !self.kept.answered.contains(&alert) {
            for list in [&mut self.kept.answered, &mut self.kept.unsent] {
                list.push_back(alert);
                if list.len() > ANSWERS_MAX {
                    list.pop_front();
                }
            }
        }
        true
    }

    /// A text stands on the screen; a second time changes nothing.
    pub(crate) fn see(&mut self, alert: AlertId) {
        if self.texts.contains_key(&alert) && !self.seen.contains(&alert) {
            for list in [&mut self.seen, &mut self.unsaid] {
                list.push_back(alert);
                if list.len() > ANSWERS_MAX {
                    list.pop_front();
                }
            }
        }
    }

    /// What to say now, the reader's answers first. It counts as under way until it is answered
    /// or the connection is lost.
    pub(crate) fn next_to_send(&mut self) -> Option<Word> {
        if !self.connected || self.under_way.is_some() {
            return None;
        }
        let confirmed = self.kept.unsent.front().map(|one| Word::Confirmed(*one));
        let seen = || self.unsaid.front().map(|one| Word::Seen(*one));
        self.under_way = confirmed.or_else(seen);
        self.under_way
    }

    /// For the page.
    pub(crate) fn shown(&self) -> IhdShown {
        IhdShown {
            connected: self.connected,
            view: self.kept.view.clone(),
            unpaired: self.unpaired,
            kept: !self.heard && self.kept.view.is_some(),
            pairing: self.pairing.clone(),
        }
    }

    /// Whether the broker is there.
    pub(crate) fn connected(&self) -> bool {
        self.connected
    }

    /// Texts of now that are not confirmed yet, the most important first. It is no earlier than the
    /// gateway's last reading: a clock that is behind must not hide a warning.
    pub(crate) fn texts(&self, now: Timestamp) -> Vec<IhdMessage> {
        let read = self.kept.view.as_ref().map(|view| view.read_at);
        let now = now.max(read.unwrap_or(now));
        let notices = self.texts.values().map(|held| &held.text);
        let current = notices.filter(|text| {
            text.notice.valid.contains(now) && !self.kept.answered.contains(&text.notice.id)
        });
        let mut texts: Vec<IhdMessage> = current.cloned().collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.notice.importance));
        texts
    }

    /// What is worth keeping.
    pub(crate) fn kept(&self) -> Kept {
        let mut kept = self.kept.clone();
        kept.texts = self.texts.values().map(|held| held.text.clone()).collect();
        kept
    }
}

#[cfg(test)]
#[path = "bridge_tests.rs"]
pub(crate) mod tests;
