//! A copy of the database, and what happens when it is put back.

use super::World;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Files of the database as they were.
#[derive(Debug)]
pub struct Backup {
    folder: tempfile::TempDir,
}

impl World {
    /// Copies the database while nothing is written.
    ///
    /// # Errors
    /// When the world is not on disk, or a file cannot be copied.
    pub fn backup(&self) -> Result<Backup> {
        let folder = tempfile::tempdir()?;
        for file in database(self.data()?)? {
            let name = file.file_name().context("it has a name")?;
            std::fs::copy(&file, folder.path().join(name))?;
        }
        Ok(Backup { folder })
    }

    /// The server dies, its database is what it was, and it starts again. Meters and gateways know
    /// what has happened since, and so does the payment processor.
    ///
    /// # Errors
    /// When a file cannot be copied, or the server does not start.
    pub async fn put_back(&mut self, backup: &Backup) -> Result<()> {
        self.css.store.close().await;
        let data = self.data()?.to_owned();
        for file in database(&data)? {
            std::fs::remove_file(file)?;
        }
        for file in database(backup.folder.path())? {
            let name = file.file_name().context("it has a name")?;
            std::fs::copy(&file, data.join(name))?;
        }
        self.crash_server().await
    }

    fn data(&self) -> Result<&Path> {
        let disk = self.disk.as_ref().context("this world is not on disk")?;
        Ok(disk.folder.path())
    }
}

/// The file of the database and those beside it.
fn database(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("ami.db") {
            files.push(path);
        }
    }
    Ok(files)
}
