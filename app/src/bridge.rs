//! What the display knows, between the broker and the page: which view is newer, which texts are
//! shown now.

use ami_domain::id::{AlertId, MeterId};
use ami_domain::time::Timestamp;
use ami_wire::ihd::{IhdMessage, IhdShown, IhdView};
use std::collections::{BTreeMap, BTreeSet};

/// So many texts are kept at once; the oldest goes first.
const TEXTS_MAX: usize = 50;
/// So many answers are remembered.
const CONFIRMED_MAX: usize = 200;

/// What the display knows.
#[derive(Debug)]
pub(crate) struct Known {
    meter: MeterId,
    connected: bool,
    view: Option<IhdView>,
    texts: BTreeMap<AlertId, IhdMessage>,
    confirmed: BTreeSet<AlertId>,
}

impl Known {
    /// What was known before this start.
    pub(crate) fn new(meter: MeterId, last: Option<IhdView>) -> Self {
        let view = last.filter(|view| view.meter == meter);
        let (texts, confirmed) = (BTreeMap::new(), BTreeSet::new());
        Self { meter, connected: false, view, texts, confirmed }
    }
    /// The broker was reached or lost; `true` when that is news.
    pub(crate) fn connect(&mut self, connected: bool) -> bool {
        let news = self.connected != connected;
        self.connected = connected;
        news
    }
    /// A view arrived; `true` when it is shown. One of another meter or an older one is not.
    pub(crate) fn take_view(&mut self, view: IhdView) -> bool {
        let newer = self.view.as_ref().is_none_or(|known| view.read_at >= known.read_at);
        let ours = view.meter == self.meter && newer;
        if ours {
            self.view = Some(view);
        }
        ours
    }
    /// A text arrived, or the empty body that withdraws it.
    pub(crate) fn take_text(&mut self, alert: AlertId, text: Option<IhdMessage>) {
        match text {
            None => {
                self.texts.remove(&alert);
            }
            Some(text) => {
                self.texts.insert(alert, text);
            }
        }
        if self.texts.len() > TEXTS_MAX {
            let oldest = self.texts.values().min_by_key(|text| text.notice.valid.start);
            if let Some(id) = oldest.map(|text| text.notice.id) {
                self.texts.remove(&id);
            }
        }
    }
    /// The reader has confirmed a text; `false` when there is none to confirm.
    pub(crate) fn confirm(&mut self, alert: AlertId) -> bool {
        let asked = self.texts.get(&alert).is_some_and(|text| text.notice.confirm);
        if asked {
            self.confirmed.insert(alert);
            if self.confirmed.len() > CONFIRMED_MAX {
                self.confirmed.pop_first();
            }
        }
        asked
    }
    /// For the page.
    pub(crate) fn shown(&self) -> IhdShown {
        IhdShown { connected: self.connected, view: self.view.clone() }
    }
    /// Texts of now that are not confirmed yet, the most important first.
    pub(crate) fn texts(&self, now: Timestamp) -> Vec<IhdMessage> {
        let current = self.texts.values().filter(|text| {
            text.notice.valid.contains(now) && !self.confirmed.contains(&text.notice.id)
        });
        let mut texts: Vec<IhdMessage> = current.cloned().collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.notice.importance));
        texts
    }
    /// The view that is worth keeping.
    pub(crate) fn view(&self) -> Option<&IhdView> {
        self.view.as_ref()
    }
}

#[cfg(test)]
#[path = "bridge_tests.rs"]
pub(crate) mod tests;
