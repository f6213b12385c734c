//! Shapes beside words: one path each, drawn in the colour of the text around them.

use leptos::prelude::*;

const CIRCLE: &str = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z";

fn path(name: &str) -> &'static str {
    match name {
        "home" => "M3 11 12 4l9 7v9a1 1 0 0 1-1 1h-5v-6H9v6H4a1 1 0 0 1-1-1z",
        "card" => "M3 6h18v12H3zM3 10h18M7 15h4",
        "chart" => "M5 20V11M12 20V4M19 20v-7",
        "mail" => "M3 6h18v12H3zM3 7l9 7 9-7",
        "settings" => "M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5v5M8 14.5v5",
        "list" => "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
        "search" => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
        "done" | "check" => "M5 13l4 4L19 7",
        "ok" => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12l3 3 5-6",
        "low" => "M12 4 2.5 20h19zM12 10v4M12 17h.01",
        "critical" | "zero" => "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16h.01",
        "off" => "M12 3v9M6.5 7a8 8 0 1 0 11 0",
        "limited" | "tripped" => "M4 18a9 9 0 1 1 16 0M12 15l4-5",
        "ready" | "press" => {
            "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z"
        }
        "starting" | "clock" | "now" => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
        "regular" => "M6 3h9l4 4v14H6zM9 12h7M9 16h5",
        "link" => "M4 11a11 11 0 0 1 16 0M8 15a6 6 0 0 1 8 0M12 19h.01",
        "link-down" => "M4 11a11 11 0 0 1 16 0M8 15a6 6 0 0 1 8 0M12 19h.01M4 3l16 18",
        "globe" => {
            "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c4 3 4 15 0 18M12 3c-4 3-4 15 0 18"
        }
        "menu" => "M4 7h16M4 12h16M4 17h16",
        "bolt" => "M13 3 5 13h6l-1 8 8-11h-6z",
        "down" => "M5 9l7 7 7-7",
        "left" => "M15 5l-7 7 7 7",
        "right" => "M9 5l7 7-7 7",
        "failed" | "close" => "M6 6l12 12M18 6 6 18",
        "info" => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8h.01",
        "unknown" => {
            "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 17h.01"
        }
        _ => CIRCLE,
    }
}

/// The shape of this name; hidden from screen readers, because a word stands beside it.
pub(crate) fn icon(name: &'static str) -> impl IntoView + use<> {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path(name)></path>
        </svg>
    }
}
