//! Paths of screens: a pattern such as `/accounts/:id` and what it takes from a path.

/// The longest part of a path that is read.
const PART_MAX: usize = 80;

/// Whether the path is of this pattern; then the value of its one `:` part, or an empty text.
///
/// A slash at the end is allowed. A part longer than 80 bytes matches nothing.
pub fn matched(pattern: &str, path: &str) -> Option<String> {
    let mut value = String::new();
    let mut wanted = pattern.split('/').filter(|part| !part.is_empty());
    let mut given = path.split('/').filter(|part| !part.is_empty());
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(value),
            (Some(want), Some(got)) if want.starts_with(':') && got.len() <= PART_MAX => {
                value = got.to_owned();
            }
            (Some(want), Some(got)) if want == got => {}
            (Some(_) | None, Some(_) | None) => return None,
        }
    }
}

/// The value of a key in a query such as `mock=1&state=low`, without percent decoding.
pub fn query_value<'a>(query: &'a str, key: &str) -> Option<&'a str> {
    query
        .trim_start_matches('?')
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(name, _)| *name == key))
        .map(|(_, value)| value)
}

/// Text in a form that may stand in a query: everything but letters, digits and `-_.~` escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_takes_its_part_from_the_path() {
        assert_eq!(
            matched("/accounts/:id", "/accounts/0a1b"),
            Some("0a1b".into())
        );
        assert_eq!(matched("/accounts", "/accounts/"), Some(String::new()));
        assert_eq!(matched("/", "/"), Some(String::new()));
        assert_eq!(matched("/accounts/:id", "/accounts"), None);
        assert_eq!(matched("/pay", "/payments"), None);
        assert_eq!(
            matched("/accounts/:id", &format!("/accounts/{}", "x".repeat(81))),
            None
        );
    }

    #[test]
    fn a_query_gives_its_values() {
        assert_eq!(query_value("?mock=1&state=low", "state"), Some("low"));
        assert_eq!(query_value("", "mock"), None);
    }

    #[test]
    fn a_search_with_accents_is_escaped() {
        assert_eq!(escaped("Peña & Co"), "Pe%C3%B1a%20%26%20Co");
    }
}
