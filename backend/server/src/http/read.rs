//! What a request says: body, query and path. Whatever cannot be read is a [`Refused`] in the
//! reader's language that names the field, never the framework's own words.

use super::error::Refused;
use super::session::Reader;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// Longest name of a field that is repeated in an answer, in characters.
const NAME_MAX: usize = 40;

/// A JSON body of this shape.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// A query of this shape.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The changing parts of the path. A part that is no text is nothing that exists: 404.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refused;
    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let reader = Reader::of(request.extensions(), request.headers());
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(refuse_body(reader, &rejection)),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let Reader(locale) = Reader::of(&parts.extensions, &parts.headers);
        let read = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Query(query)| Self(query))
            .map_err(|rejection: QueryRejection| {
                let field = field(&rejection.body_text()).unwrap_or_else(|| "query".into());
                Refused::unreadable(locale, field)
            })
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let Reader(locale) = Reader::of(&parts.extensions, &parts.headers);
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(path)| Self(path))
            .map_err(|_| Refused::not_found(locale))
    }
}

fn refuse_body(Reader(locale): Reader, rejection: &JsonRejection) -> Refused {
    let status = rejection.status();
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Refused::new(locale, status, "error-body-too-large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Refused::not_json(locale),
        other => {
            let field = field(&rejection.body_text()).unwrap_or_else(|| "body".into());
            Refused::unreadable(locale, field).status(other)
        }
    }
}

/// The field that a parser's words are about: `missing field `x`` or `type: x: invalid ..`.
fn field(words: &str) -> Option<String> {
    for before in ["missing field `", "unknown field `"] {
        if let Some((_, rest)) = words.split_once(before) {
            let name = rest.split('`').next()?;
            return Some(name.chars().take(NAME_MAX).collect());
        }
    }
    let (_, after) = words.split_once(": ")?;
    let (name, _) = after.split_once(": ")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.[]-".contains(c);
    let named = !name.is_empty() && name.len() <= NAME_MAX && name.chars().all(plain);
    named.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_found_in_the_words_of_the_parsers() {
        let cases = [
            ("Failed .. type: missing field `amount` at line 1", "amount"),
            ("Failed .. type: amount: invalid type: string", "amount"),
            ("Failed .. type: unknown field `x`, expected one of", "x"),
            (
                "Failed to deserialize query string: from: invalid digit",
                "from",
            ),
        ];
        for (words, name) in cases {
            assert_eq!(field(words).as_deref(), Some(name), "{words}");
        }
        assert_eq!(field("Failed to parse the request body as JSON: EOF"), None);
        assert_eq!(field("Failed: two words: more"), None);
    }
}
