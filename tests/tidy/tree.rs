//! All text files of the checkout, read once.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// Larger files are data, not something that a person wrote.
const READ_MAX_BYTES: u64 = 1_000_000;
/// What was built, and what git keeps.
static BUILT: &[&str] = &[".git", "target", "dist", "node_modules"];

/// Paths from the root of the checkout, with `/`, and what the files hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// The checkout that this test belongs to.
    pub(crate) fn read() -> Self {
        static TREE: OnceLock<Tree> = OnceLock::new();
        TREE.get_or_init(|| {
            // Where cargo says now: a build folder that two checkouts share remembers the first.
            let here = std::env::var_os("CARGO_MANIFEST_DIR");
            let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
            let root = Path::new(&here).parent().unwrap().to_path_buf();
            let mut files = BTreeMap::new();
            walk(&root, &root, &mut files);
            Self { files }
        })
        .clone()
    }

    /// A sample for the teeth of a check.
    #[cfg(test)]
    pub(crate) fn sample(files: &[(&str, &str)]) -> Self {
        let own = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        Self {
            files: files.iter().map(own).collect(),
        }
    }

    /// Every file below a folder (`""`: all) whose name ends so.
    pub(crate) fn below<'a>(
        &'a self,
        folder: &'a str,
        end: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .filter(move |(path, _)| path.starts_with(folder) && path.ends_with(end))
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether there is such a file, or a folder with files in it.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&folder))
    }
}

fn walk(root: &Path, dir: &Path, files: &mut BTreeMap<String, String>) {
    // Others may write while the tests run: what is gone again is not there.
    let entries: Vec<PathBuf> = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // In a second worktree of git `.git` is a file.
        if BUILT.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, files);
            continue;
        }
        let short = path
            .strip_prefix(root)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let small = fs::metadata(&path).is_ok_and(|meta| meta.len() <= READ_MAX_BYTES);
        let text = if small {
            fs::read(&path).unwrap_or_default()
        } else {
            Vec::new()
        };
        // Pictures keep their names in the tree and have no text.
        files.insert(short, String::from_utf8(text).unwrap_or_default());
    }
}
