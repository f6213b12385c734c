//! A copy of the database's files, made and put back while no server runs on them, and the tasks
//! of the server on the terminal: what an operator does by hand.

use super::{House, command};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

impl House {
    /// The server is told to end, and has ended as it should.
    pub(crate) fn end_server(&mut self) {
        self.server.end();
    }

    /// Copies the database; gives the folder of the copy.
    pub(crate) fn backup(&self) -> PathBuf {
        let folder = self.dir().join("backup");
        fs::create_dir(&folder).unwrap();
        copy(self.dir(), &folder);
        folder
    }

    /// The database is what it was.
    pub(crate) fn put_back(&self, backup: &Path) {
        for file in database(self.dir()) {
            fs::remove_file(file).unwrap();
        }
        copy(backup, self.dir());
    }

    /// Runs a task of the server to its end: how it ended, and what it printed.
    pub(crate) fn task(&self, word: &str) -> (Option<i32>, String) {
        let mut command = command("ami-server", &self.plan.server_file());
        let done = command.arg(word).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        let trouble = String::from_utf8_lossy(&done.stderr).into_owned();
        (done.status.code(), said + &*trouble)
    }
}

fn copy(from: &Path, to: &Path) {
    let files = database(from);
    assert!(!files.is_empty(), "a database is in {}", from.display());
    for file in files {
        fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}

/// The file of the database and those beside it.
fn database(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    let own = files.filter(|file| {
        let name = file.file_name();
        name.to_string_lossy().starts_with("utility.sqlite")
    });
    own.map(|file| file.path()).collect()
}
