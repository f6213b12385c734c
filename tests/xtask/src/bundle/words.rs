//! The texts of a page: one file for each language, with what the page's program names.
//!
//! Which texts a program can show stands in the program itself: every id is a word of its data. So
//! the first page carries the words of its own screens, and nobody keeps a list of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::{FNV_START, fnv, list};
use crate::{config::Places, trouble::Trouble};

/// The languages: `ui/index.html` names a file of texts for each.
static LANGUAGES: &[&str] = &["en-US", "es-US"];

/// Which texts a page carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// All of them: staff is at a desk, and the page carries every screen anyway.
    All,
    /// Those that its program names.
    Named,
}

/// Puts each language's texts into one file of this folder, whose name changes with them, and
/// names it in the page in the place of the plain one.
pub(super) fn give(
    places: &Places,
    words: Words,
    program: &[u8],
    mut page: String,
    next: &Path,
) -> Result<String, Trouble> {
    for tag in LANGUAGES {
        let mut files = Vec::new();
        list(&places.root.join("locales").join(tag), &mut files)?;
        let mut all = String::new();
        for file in files {
            all += &fs::read_to_string(&file).map_err(|e| Trouble::file("read", &file, &e))?;
            all += "\n";
        }
        let text = match words {
            Words::All => joined(&entries(&all), |_| true),
            Words::Named => of_program(&all, program),
        };
        let name = format!("{tag}-{:016x}.ftl", fnv(FNV_START, text.as_bytes()));
        let file = next.join(&name);
        fs::write(&file, text).map_err(|e| Trouble::file("write", &file, &e))?;
        page = page.replace(&format!("\"/{tag}.ftl\""), &format!("\"/{name}\""));
    }
    Ok(page)
}

/// The texts that a program names, and those that these are made of.
fn of_program(all: &str, program: &[u8]) -> String {
    let entries = entries(all);
    let ids: BTreeMap<&str, &str> = entries.iter().map(|e| (e.id, e.text)).collect();
    let mut kept = named(program, &ids.keys().copied().collect());
    let mut open: Vec<&str> = kept.iter().copied().collect();
    while let Some(text) = open.pop().and_then(|id| ids.get(id)) {
        let parts = text.split('{').skip(1).map(|part| word(part.trim_start()));
        open.extend(parts.filter(|part| ids.contains_key(part) && kept.insert(part)));
    }
    joined(&entries, |id| kept.contains(id))
}

/// A message or a term with all its lines.
struct Entry<'a> {
    id: &'a str,
    text: &'a str,
}

/// What a Fluent file holds, in its order; comments belong to the entry before them.
fn entries(all: &str) -> Vec<Entry<'_>> {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(all.match_indices('\n').map(|(at, _)| at + 1))
        .filter(|at| all[*at..].starts_with(|c: char| c == '-' || c.is_ascii_lowercase()))
        .collect();
    let ends = starts.iter().skip(1).copied().chain([all.len()]);
    let pairs = starts.iter().zip(ends);
    pairs
        .map(|(start, end)| Entry {
            id: word(&all[*start..]),
            text: &all[*start..end],
        })
        .collect()
}

/// Without comments and empty lines: they are for whoever writes texts.
fn joined(entries: &[Entry<'_>], keep: impl Fn(&str) -> bool) -> String {
    let kept = entries.iter().filter(|entry| keep(entry.id));
    let lines = kept.flat_map(|entry| entry.text.lines());
    let mut text = String::new();
    for line in lines.filter(|line| !line.starts_with('#') && !line.is_empty()) {
        text.extend([line, "\n"]);
    }
    text
}

/// The id at the start.
fn word(text: &str) -> &str {
    let end = text.find(|c| !part_of_id(c));
    &text[..end.unwrap_or(text.len())]
}

fn part_of_id(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

/// The ids that stand in a program. Words stand in its data without anything between them, so each
/// place may be the start of one. An id that the program puts together (`value-day-` and a number)
/// is there as its first words alone: then all ids that begin so are named.
fn named<'a>(program: &[u8], ids: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let firsts: BTreeSet<&str> = ids.iter().copied().flat_map(first_words).collect();
    let longest = ids.iter().map(|id| id.len()).max().unwrap_or_default();
    let part = |byte: &u8| part_of_id(char::from(*byte));
    let mut found = BTreeSet::new();
    for start in (0..program.len()).filter(|at| part(&program[*at])) {
        let rest = &program[start..program.len().min(start + longest)];
        let run = rest.iter().take_while(|byte| part(byte)).count();
        let run = std::str::from_utf8(&rest[..run]).unwrap_or_default();
        let dashes = run.match_indices('-').map(|(at, _)| at);
        let Some(first_dash) = dashes.clone().next() else {
            continue;
        };
        let ends = first_dash..=run.len();
        let mut here = ends.filter_map(|end| ids.get(&run[..end])).peekable();
        if here.peek().is_some() {
            found.extend(here.copied());
            continue;
        }
        for first in dashes.filter_map(|at| firsts.get(&run[..=at]).copied()) {
            found.extend(ids.range(first..).take_while(|id| id.starts_with(first)));
        }
    }
    found
}

/// `value-day-` of `value-day-1`: two words or more, and the dash behind them.
fn first_words(id: &str) -> impl Iterator<Item = &str> {
    let dashes = id.match_indices('-').filter(|(at, _)| *at > 0);
    dashes.skip(1).map(|(at, _)| &id[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &str = "# Comment\n-utility = Sunrise\npay-title = Pay { -utility }\n\n# Next\n\
                       pay-title-staff = Pay for them\n    .hint = Below\nhome-open = See { \
                       pay-list }\npay-list = { $n ->\n    [one] One\n   *[other] { $n } of\n}\n\
                       value-day-1 = Monday\nvalue-day-2 = Tuesday\nvalue-month-1 = January\n";

    #[test]
    fn a_program_gets_the_texts_it_names_and_those_that_they_are_made_of() {
        let text = of_program(ALL, b"\0\x7fclass-xpay-titlehome-openrow\0");
        assert_eq!(
            text,
            "-utility = Sunrise\npay-title = Pay { -utility }\nhome-open = See { pay-list }\n\
             pay-list = { $n ->\n    [one] One\n   *[other] { $n } of\n}\n"
        );
    }

    #[test]
    fn an_id_that_is_put_together_brings_all_that_begin_so() {
        let text = of_program(ALL, b"\x0avalue-day-\xc0");
        assert_eq!(text, "value-day-1 = Monday\nvalue-day-2 = Tuesday\n");
        let text = of_program(ALL, b"value-day-2");
        assert_eq!(text, "value-day-2 = Tuesday\n");
    }

    #[test]
    fn a_longer_id_is_found_where_a_shorter_one_begins_it() {
        let text = of_program(ALL, b"pay-title-staff");
        let lines = text.lines().count();
        assert_eq!(lines, 4, "both, because one of them stands there: {text}");
    }

    #[test]
    fn all_texts_are_all_but_comments() {
        let text = joined(&entries(ALL), |_| true);
        let expected = ALL.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
        assert_eq!(text.lines().count(), expected.count());
        assert!(!text.contains('#'), "{text}");
    }
}
