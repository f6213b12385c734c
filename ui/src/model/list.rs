//! Account numbers that somebody typed, pasted or read from a file.

/// The longest text that is read, in bytes: a thousand numbers with room to spare.
pub const TEXT_MAX: u32 = 64 * 1024;

/// The numbers of a text, each once, in its order: one a line, or parted by commas, semicolons or
/// spaces, with or without quotes.
pub fn numbers(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let parted = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '\u{feff}');
    let mut seen = std::collections::BTreeSet::new();
    for part in text.split(parted) {
        let number = part.trim_matches('"');
        if !number.is_empty() && seen.insert(number) {
            found.push(number.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_they_are_parted() {
        let text = "\u{feff}C3-1\r\nC3-2, \"C3-3\";C3-1\n\n\tC3-4 ";
        assert_eq!(numbers(text), ["C3-1", "C3-2", "C3-3", "C3-4"]);
        assert_eq!(numbers(" ,;\n\"\""), Vec::<String>::new());
    }
}
