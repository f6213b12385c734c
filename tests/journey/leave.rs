//! Whoever leaves is out: also when the server does not hear it, and in the tab that was forgotten.

use crate::browser::Browser;
use crate::house::{House, Wish};
use crate::wait::seconds;
use crate::website::sign_in;

/// A stream is ended at most so long after its session, and its page notices soon after.
const NOTICED_WITHIN_S: u32 = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_finds_who_has_left_signed_in() {
    let browser = Browser::start("en-US").await;
    let mut house = House::start(Wish {
        website: true,
        ..Wish::default()
    })
    .await;
    let page = &browser.page;
    page.open(&house.website()).await;
    sign_in(page, "ana").await;
    let away = "window.fetch = () => Promise.reject(new TypeError('away'));";
    page.script(away).await;
    page.click("sign-out").await;
    page.text("not-signed-out").await;
    // The next one opens the page, and the server is there again.
    page.open(&house.website()).await;
    page.text("sign-in").await;
    assert!(!page.is_there("signed-in-as").await);

    // Somebody signs out in another tab: this one asks nothing by itself but for its stream.
    sign_in(page, "ana").await;
    page.script("fetch('/api/session', {method: 'DELETE'});")
        .await;
    for _ in 0..NOTICED_WITHIN_S {
        if page.is_there("sign-in-form").await {
            break;
        }
        tokio::time::sleep(seconds(1)).await;
    }
    assert!(!page.is_there("signed-in-as").await);
    page.text("sign-in").await;
    house.check();
    browser.close().await;
}
