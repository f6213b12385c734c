//! The rules for cutting of the demo: the packs that come with the program, and one of its own
//! under which one home is cut.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::trouble::Trouble;

use super::Plan;

/// Where the packs lie: every `NAME.toml` with its `NAME.table.toml`.
pub(super) const FOLDERS: [&str; 2] = ["backend/css/rules", "tests/data/demo-rules"];

pub(super) fn folder(plan: &Plan) -> PathBuf {
    plan.data.join("rules")
}

/// Lays the packs together, in the place of those of the start before.
///
/// # Errors
/// When they cannot be read, or the data folder cannot be written.
pub(super) fn write(plan: &Plan) -> Result<(), Trouble> {
    let folder = folder(plan);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|e| Trouble::file("remove", &folder, &e))?;
    }
    fs::create_dir_all(&folder).map_err(|e| Trouble::file("make the folder", &folder, &e))?;
    for packs in &plan.packs {
        copy(packs, &folder)?;
    }
    Ok(())
}

fn copy(packs: &Path, folder: &Path) -> Result<(), Trouble> {
    let unread = |e: std::io::Error| Trouble::file("read", packs, &e);
    for entry in fs::read_dir(packs).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let file = folder.join(entry.file_name());
        fs::copy(entry.path(), &file).map_err(|e| Trouble::file("write", &file, &e))?;
    }
    Ok(())
}
