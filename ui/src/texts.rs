//! The texts of the reader's language. They come as a file of their own, and the other language
//! only when it is asked for: half of all words on a slow line.

use crate::browser;
use ami_locales::{Locale, negotiate, provide, speaks};
use gloo_net::http::Request;

/// Takes the texts that the page was loaded with (`ui/static/start.js`), and says their language.
pub(crate) fn given() -> Locale {
    let locale = negotiate(&browser::given("tag"));
    provide(locale, &browser::given("texts"));
    locale
}

/// Fetches the texts of a language, once; whether they are here.
pub(crate) async fn learn(locale: Locale) -> bool {
    if speaks(locale) {
        return true;
    }
    let Some(path) = browser::meta(&format!("ami-text-{}", locale.tag())) else {
        return false;
    };
    let Ok(answer) = Request::get(&path).send().await else {
        return false;
    };
    match answer.text().await {
        Ok(text) if answer.ok() => provide(locale, &text),
        Ok(_) | Err(_) => {}
    }
    speaks(locale)
}
