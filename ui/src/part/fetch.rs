//! An answer on its way, and how waiting and trouble are shown.

use crate::backend::{Answer, Trouble};
use crate::i18n::t;
use crate::part::notice::trouble_box;
use crate::shell::shell;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Where a question stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fetch<T> {
    /// No answer yet.
    Waiting,
    /// The answer.
    Ready(T),
    /// No answer.
    Failed(Trouble),
}

/// A question that is asked again when what it depends on changes.
pub(crate) struct Load<T: Send + Sync + 'static> {
    /// Where it stands.
    pub(crate) state: RwSignal<Fetch<T>>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for Load<T> {}

impl<T: Send + Sync + 'static> Load<T> {
    /// Asks once more.
    pub(crate) fn again(self) {
        self.again.update(|n| *n = n.wrapping_add(1));
    }
}

/// Asks now and whenever a signal read by `ask` changes; `None` asks nothing. Only the answer to
/// the newest question counts, and an old answer stays on the screen until then.
pub(crate) fn load<T, F>(ask: F) -> Load<T>
where
    T: Send + Sync + 'static,
    F: Fn() -> Option<Answer<T>> + 'static,
{
    let load = Load {
        state: RwSignal::new(Fetch::Waiting),
        again: RwSignal::new(0),
    };
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        load.again.track();
        let Some(answer) = ask() else { return };
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        spawn_local(async move {
            let answer = answer.await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            if answer
                .as_ref()
                .is_err_and(|trouble| *trouble == Trouble::SignedOut)
            {
                shell().leave();
            }
            load.state.set(match answer {
                Ok(value) => Fetch::Ready(value),
                Err(trouble) => Fetch::Failed(trouble),
            });
        });
    });
    load
}

/// Shows the answer, or that it is on its way, or what went wrong with a button to try again.
pub(crate) fn fetched<T, V>(
    load: Load<T>,
    show: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    move || match load.state.get() {
        Fetch::Waiting => waiting().into_any(),
        Fetch::Ready(value) => show(value).into_any(),
        Fetch::Failed(trouble) => view! {
            {trouble_box(trouble)}
            <p>
                <button class="button" data-testid="retry" on:click=move |_| load.again()>
                    {t("app-retry")}
                </button>
            </p>
        }
        .into_any(),
    }
}

/// That something is on its way.
pub(crate) fn waiting() -> impl IntoView {
    view! { <p class="waiting" data-testid="waiting">{t("app-loading")}</p> }
}
