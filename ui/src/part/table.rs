//! A table with its name, which stacks on narrow screens and scrolls by itself where it must.

use leptos::prelude::*;

/// The table. Its name is read by ears and eyes alike; `heads` come from [`head`] and [`number`].
pub(crate) fn table(
    testid: &'static str,
    name: impl Fn() -> String + Copy + Send + Sync + 'static,
    heads: impl IntoView,
    rows: impl IntoView,
) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=name>
            <table class="stacked" data-testid=testid>
                <caption>{name}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The head of a column.
pub(crate) fn head(text: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    view! { <th scope="col">{text}</th> }
}

/// The head of a column of numbers.
pub(crate) fn number(text: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    view! { <th scope="col" class="number">{text}</th> }
}
