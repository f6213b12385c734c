//! Where things are: the checkout, the cache, the build folder. The only reader of the
//! environment and of the command line in this crate.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use crate::trouble::Trouble;

/// The folders that every step works with. All of them but `root` lie outside the checkout.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// The folder with the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// `$HOME/.cache/ami`: tools, the website, logs; may be deleted at any time.
    pub(crate) cache: PathBuf,
    /// The build folder: `CARGO_TARGET_DIR`, or `target` in the cache.
    pub(crate) target: PathBuf,
    /// `PATH` of the children: first the folder where `cargo install` puts programs.
    pub(crate) path: OsString,
    /// Whether a window can be opened (`DISPLAY` or `WAYLAND_DISPLAY`).
    pub(crate) screen: bool,
}

impl Places {
    /// Reads the environment once.
    ///
    /// # Errors
    /// When there is no home folder, or this was not started inside the checkout.
    pub(crate) fn find() -> Result<Self, Trouble> {
        let Some(home) = env::var_os("HOME").map(PathBuf::from) else {
            return Err(Trouble::ask(
                "HOME is not set",
                "set HOME to a folder you may write to",
            ));
        };
        let start = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(dir) => PathBuf::from(dir),
            None => env::current_dir()
                .map_err(|e| Trouble::file("read the folder", Path::new("."), &e))?,
        };
        let root = workspace_above(&start).ok_or_else(|| {
            Trouble::ask(
                format!("{} is not inside the project", start.display()),
                "change to the folder of the checkout and start again",
            )
        })?;
        let cache = home.join(".cache/ami");
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(dir) if !dir.is_empty() => root.join(dir),
            _ => cache.join("target"),
        };
        let cargo_home = env::var_os("CARGO_HOME").map_or(home.join(".cargo"), PathBuf::from);
        let path = before_path(
            &[&cargo_home.join("bin")],
            &env::var_os("PATH").unwrap_or_default(),
        );
        let screen = ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
        Ok(Self {
            root,
            cache,
            target,
            path,
            screen,
        })
    }

    /// `PATH` with more folders in front.
    pub(crate) fn path_with(&self, first: &[&Path]) -> OsString {
        before_path(first, &self.path)
    }

    /// The npm folder that holds wasm-opt.
    pub(crate) fn npm(&self) -> PathBuf {
        self.cache.join("npm")
    }

    /// The Python virtual environment of the journeys.
    pub(crate) fn venv(&self) -> PathBuf {
        self.cache.join("venv")
    }

    /// The log file of one step; its folder is made.
    ///
    /// # Errors
    /// When the cache cannot be written.
    pub(crate) fn log(&self, step: &str) -> Result<PathBuf, Trouble> {
        let dir = self.cache.join("log");
        fs::create_dir_all(&dir).map_err(|e| Trouble::file("make the folder", &dir, &e))?;
        Ok(dir.join(format!("{step}.log")))
    }
}

/// The command line without the program's name.
///
/// # Errors
/// When an argument is not UTF-8.
pub(crate) fn arguments() -> Result<Vec<String>, Trouble> {
    env::args_os()
        .skip(1)
        .map(|arg| {
            arg.into_string().map_err(|raw| {
                Trouble::ask(
                    format!("{} is not UTF-8", raw.display()),
                    "use another name",
                )
            })
        })
        .collect()
}

/// This very program, to be started again.
///
/// # Errors
/// When the system does not tell.
pub(crate) fn myself() -> Result<PathBuf, Trouble> {
    env::current_exe().map_err(|e| {
        Trouble::new(
            format!("cannot find this program: {e}"),
            "start it by cargo",
        )
    })
}

/// The system's folder for things that go away.
pub(crate) fn temp() -> PathBuf {
    env::temp_dir()
}

fn before_path(first: &[&Path], path: &OsString) -> OsString {
    let parts = first
        .iter()
        .map(|p| p.to_path_buf())
        .chain(env::split_paths(path));
    // A folder with a colon in its name cannot stand in PATH: then PATH stays as it is.
    env::join_paths(parts).unwrap_or_else(|_| path.clone())
}

fn workspace_above(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .find(|dir| {
            fs::read_to_string(dir.join("Cargo.toml"))
                .is_ok_and(|text| text.lines().any(|line| line.trim() == "[workspace]"))
        })
        .map(Path::to_path_buf)
}
