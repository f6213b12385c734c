//! What a customer's first visit takes over the line.

use std::{collections::BTreeSet, fs, path::Path};

use super::with_br;
use crate::trouble::Trouble;

/// The most that the first visit may take, in bytes: the page, every file that it names and the
/// texts of one language, as the server sends them. At 400 kbit/s that is seven seconds of waiting
/// in a dark house. Whoever makes it lighter may lower this as well.
const FIRST_LOAD_MAX: u64 = 350_000;

/// Weighs the customer's page in the folder of the website; says so in words.
///
/// # Errors
/// When it weighs more than [`FIRST_LOAD_MAX`], or names a file that is not there.
pub(super) fn first_load(dist: &Path) -> Result<String, Trouble> {
    let page = dist.join("index.html");
    let text = fs::read_to_string(&page).map_err(|e| Trouble::file("read", &page, &e))?;
    let (mut bytes, mut texts) = (sent(&page)?, 0);
    for name in named(&text) {
        let size = sent(&dist.join(name))?;
        // A reader loads one language; the longest counts.
        match name.ends_with(".ftl") {
            true => texts = texts.max(size),
            false => bytes += size,
        }
    }
    bytes += texts;
    let said = format!(
        "a customer first loads {} kB compressed, of {} kB allowed",
        bytes.div_ceil(1000),
        FIRST_LOAD_MAX / 1000
    );
    if bytes <= FIRST_LOAD_MAX {
        return Ok(said);
    }
    Err(Trouble::new(
        said,
        "see what has grown in ami-ui_bg.wasm: what does not come first is drawn `later` \
         (ui/src/screen.rs) and asked through `more` (ui/src/backend/more.rs)",
    ))
}

/// The files of this folder that a page names in its attributes, each once.
fn named(page: &str) -> BTreeSet<&str> {
    let values = page.split('"').skip(1).step_by(2);
    values
        .filter_map(|value| value.strip_prefix('/'))
        .filter(|name| name.contains('.'))
        .collect()
}

/// Its size as the server sends it.
fn sent(file: &Path) -> Result<u64, Trouble> {
    let small = fs::metadata(with_br(file));
    let meta = small.or_else(|_| fs::metadata(file));
    meta.map(|meta| meta.len())
        .map_err(|e| Trouble::file("read", file, &e))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_first_load_is_the_page_each_file_it_names_once_and_one_language_and_too_much_is_refused()
    {
        let dir = crate::config::temp().join(format!("ami-weight-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let page = "<meta content=\"/a-1.js\"><link href=\"/a-1.js\"><link href=\"/b-2.wasm\">\
                    <meta content=\"/en.ftl\"><meta content=\"/es.ftl\">\
                    <a href=\"/pay\"><link href=\"https://example.org/c.css\">";
        fs::write(dir.join("index.html"), page).unwrap();
        fs::write(dir.join("a-1.js"), vec![0; 5_000]).unwrap();
        fs::write(dir.join("a-1.js.br"), vec![0; 900]).unwrap();
        fs::write(dir.join("en.ftl"), vec![0; 2_000]).unwrap();
        fs::write(dir.join("es.ftl"), vec![0; 3_000]).unwrap();
        assert!(first_load(&dir).is_err(), "b-2.wasm is not there");
        fs::write(dir.join("b-2.wasm"), vec![0; 100_000]).unwrap();
        fs::write(dir.join("whole.wasm"), vec![0; 9_000_000]).unwrap();
        let said = first_load(&dir).unwrap();
        assert!(said.contains("loads 105 kB"), "{said}");
        fs::write(dir.join("b-2.wasm"), vec![0; 600_000]).unwrap();
        let trouble = first_load(&dir).unwrap_err().to_string();
        assert!(trouble.contains("605 kB"), "{trouble}");
        fs::remove_dir_all(dir).unwrap();
    }
}
