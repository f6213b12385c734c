//! The document of the API is a contract: a change of it is seen and decided.

use crate::common::Town;
use axum::http::Method;

#[test]
fn the_document_is_the_one_that_was_agreed() {
    let document = ami_server::http::document();
    insta::assert_snapshot!(document.to_pretty_json().unwrap());
}

#[tokio::test]
async fn the_document_is_served_to_everybody() {
    let town = Town::new().await;
    let answer = town.ask(None, Method::GET, "/api/openapi.json", None).await;
    assert_eq!(answer.status, 200);
    let document = answer.json();
    assert_eq!(
        document["openapi"].as_str().unwrap().split('.').next(),
        Some("3")
    );
    let expected = serde_json::to_value(ami_server::http::document()).unwrap();
    assert_eq!(document, expected);
}
