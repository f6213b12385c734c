//! The little HTML that the server writes itself.

/// A text that no browser takes for anything but a text, inside elements and quoted attributes.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let bad = "<b onclick='x'>\"&amp;\"</b>";
        let safe = escaped(bad);
        assert!(!safe.contains(['<', '>', '"', '\'']), "{safe}");
        assert_eq!(escaped("María & Co"), "María &amp; Co");
    }
}
