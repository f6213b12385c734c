//! A form about one account: for the customer's own, or at a representative's desk. Each step is
//! answered with how things stand now.

use crate::backend::{Answer, Trouble};
use crate::part::fetch::waiting;
use crate::part::notice::trouble_box;
use crate::shell::shell;
use ami_domain::id::AccountId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is known on such a page.
pub(crate) struct Desk<T: Send + Sync + 'static> {
    /// Whose.
    pub(crate) id: AccountId,
    /// A step is under way.
    pub(crate) busy: RwSignal<bool>,
    known: RwSignal<Option<T>>,
    trouble: RwSignal<Option<Trouble>>,
}

impl<T: Send + Sync + 'static> Clone for Desk<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for Desk<T> {}

impl<T: Clone + Send + Sync + 'static> Desk<T> {
    /// Nothing is known yet.
    pub(crate) fn new(id: AccountId) -> Self {
        Self {
            id,
            busy: RwSignal::new(false),
            known: RwSignal::new(None),
            trouble: RwSignal::new(None),
        }
    }

    /// Waits for an answer, once at a time; `done` sees a good one before the page does.
    pub(crate) fn take(self, answer: Answer<T>, done: impl FnOnce(&T) + 'static) {
        self.busy.set(true);
        spawn_local(async move {
            match answer.await {
                Ok(known) => {
                    self.trouble.try_set(None);
                    done(&known);
                    self.known.try_set(Some(known));
                }
                Err(Trouble::SignedOut) => shell().leave(),
                Err(trouble) => {
                    self.trouble.try_set(Some(trouble));
                }
            }
            self.busy.try_set(false);
        });
    }

    /// Something of how things stand, for a line of its own; `None` while nothing is known.
    pub(crate) fn part<R>(self, of: impl Fn(&T) -> R + Send + Sync + 'static) -> Memo<Option<R>>
    where
        R: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.known.with(|known| known.as_ref().map(&of)))
    }

    /// How things stand, or that the answer is on its way, and what went wrong.
    pub(crate) fn shown<V: IntoView + 'static>(
        self,
        show: impl Fn(T) -> V + Send + Sync + 'static,
    ) -> impl IntoView {
        view! {
            {move || self.trouble.get().map(trouble_box)}
            {move || match self.known.get() {
                Some(known) => show(known).into_any(),
                None if self.trouble.with(Option::is_some) => ().into_any(),
                None => waiting().into_any(),
            }}
        }
    }
}

/// The page for the customer's own account, once it is known which.
pub(crate) fn own<V: IntoView + 'static>(
    page: impl Fn(AccountId) -> V + Send + Sync + 'static,
) -> impl IntoView {
    move || match shell().account.get() {
        Some(account) => page(account).into_any(),
        None => waiting().into_any(),
    }
}
