//! An account that is kept up to date by its stream of news.

use crate::backend::live::apply;
use crate::backend::{Feed, Guard, Trouble};
use crate::shell::{backend, shell};
use ami_domain::id::AccountId;
use ami_wire::api::{Account, Live, Payment};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// One account, as new as its stream.
#[derive(Clone, Copy)]
pub(crate) struct Watch {
    id: RwSignal<Option<AccountId>>,
    /// What is known of it.
    pub(crate) account: RwSignal<Option<Account>>,
    /// Why nothing is known.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    /// The stream is open.
    pub(crate) up: RwSignal<bool>,
    /// The payment that moved last.
    pub(crate) payment: RwSignal<Option<Payment>>,
    /// Grows with every text that came or changed.
    pub(crate) texts: RwSignal<u32>,
    /// Grows with every change of a prepaid event.
    pub(crate) events: RwSignal<u32>,
    guard: StoredValue<Option<Guard>, LocalStorage>,
}

impl Watch {
    /// Watches the account of this signal, once [`Watch::follow`] is called.
    pub(crate) fn new(id: RwSignal<Option<AccountId>>) -> Self {
        Self {
            id,
            account: RwSignal::new(None),
            trouble: RwSignal::new(None),
            up: RwSignal::new(true),
            payment: RwSignal::new(None),
            texts: RwSignal::new(0),
            events: RwSignal::new(0),
            guard: StoredValue::new_local(None),
        }
    }

    /// Follows the signal until its owner goes away.
    pub(crate) fn follow(self) {
        Effect::new(move |_| {
            self.account.set(None);
            self.trouble.set(None);
            let Some(id) = self.id.get() else {
                self.guard.set_value(None);
                return;
            };
            self.refresh();
            let guard = backend().live(id, Rc::new(move |feed| self.hear(id, feed)));
            self.guard.set_value(Some(guard));
        });
    }

    /// Asks for the account once more.
    pub(crate) fn refresh(self) {
        let Some(id) = self.id.get_untracked() else {
            return;
        };
        spawn_local(async move {
            let answer = backend().account(id).await;
            if self.id.try_get_untracked().flatten() != Some(id) {
                return;
            }
            match answer {
                Ok(account) => {
                    self.trouble.set(None);
                    self.account.set(Some(account));
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(trouble) => self.trouble.set(Some(trouble)),
            }
        });
    }

    fn hear(self, id: AccountId, feed: Feed) {
        if self.id.try_get_untracked().flatten() != Some(id) {
            return;
        }
        match feed {
            Feed::Up => {
                // What was said while nobody listened.
                if !self.up.get_untracked() {
                    self.refresh();
                }
                self.up.set(true);
            }
            Feed::Down => {
                self.up.set(false);
                still_signed_in();
            }
            Feed::News(news) => {
                match news.as_ref() {
                    Live::Payment(payment) => self.payment.set(Some(payment.as_ref().clone())),
                    Live::Message(_) => self.texts.update(|n| *n = n.wrapping_add(1)),
                    Live::Events => self.events.update(|n| *n = n.wrapping_add(1)),
                    Live::View(_) | Live::Supply(_) => {}
                }
                self.account.update(|account| {
                    if let Some(account) = account {
                        apply(account, *news);
                    }
                });
            }
        }
    }
}

/// A stream also ends with its session, when nobody was here for long or somebody has left in
/// another tab: then their figures do not stay on the screen for whoever comes by.
fn still_signed_in() {
    spawn_local(async move {
        if matches!(backend().session().await, Err(Trouble::SignedOut)) {
            shell().leave();
        }
    });
}
