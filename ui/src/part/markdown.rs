//! A text with headings, paragraphs and lists, and nothing else: it comes from our own server, and
//! whatever stands in it is drawn as words.

use leptos::prelude::*;

/// Draws it. A heading of the text is one below the page's own.
pub(crate) fn markdown(text: &str) -> impl IntoView + use<> {
    let mut blocks: Vec<AnyView> = Vec::new();
    for block in text.split("\n\n") {
        let block = block.trim();
        if let Some(words) = block.strip_prefix("## ") {
            blocks.push(view! { <h4>{words.to_owned()}</h4> }.into_any());
        } else if let Some(words) = block.strip_prefix("# ") {
            blocks.push(view! { <h3>{words.to_owned()}</h3> }.into_any());
        } else if block.starts_with("- ") {
            let items: Vec<String> = block
                .lines()
                .map(|line| line.trim_start_matches("- ").to_owned())
                .collect();
            let items = items.into_iter().map(|item| view! { <li>{item}</li> });
            blocks.push(view! { <ul>{items.collect_view()}</ul> }.into_any());
        } else if !block.is_empty() {
            blocks.push(view! { <p>{block.to_owned()}</p> }.into_any());
        }
    }
    blocks.collect_view()
}
