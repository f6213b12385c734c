//! Where the programs, the website and PostgreSQL are. `cargo ci` says so in the environment;
//! whoever runs the journeys by hand gets the places that `cargo ci` uses.
#![expect(
    clippy::disallowed_methods,
    reason = "the journeys' only reader of the environment"
)]

use std::env;
use std::path::{Path, PathBuf};

fn cache() -> PathBuf {
    let home = env::var("HOME").expect("HOME says where the build folder is");
    Path::new(&home).join(".cache/ami")
}

fn target() -> PathBuf {
    match env::var("CARGO_TARGET_DIR") {
        Ok(dir) if !dir.is_empty() => PathBuf::from(dir),
        Ok(_) | Err(_) => cache().join("target"),
    }
}

/// The folder of the programs.
pub(crate) fn bin_dir() -> PathBuf {
    env::var("AMI_BIN_DIR").map_or_else(|_| target().join("debug"), PathBuf::from)
}

/// One of our programs.
pub(crate) fn program(name: &str) -> PathBuf {
    let path = bin_dir().join(name);
    assert!(
        path.is_file(),
        "{} is not built; run `cargo ci`, which builds all that the journeys need",
        path.display()
    );
    path
}

/// The folder of the built website.
pub(crate) fn website() -> PathBuf {
    let dir = env::var("AMI_UI_DIST").map_or_else(|_| cache().join("ui-dist"), PathBuf::from);
    assert!(
        dir.join("index.html").is_file(),
        "{} holds no website; run `cargo ci`, which builds it",
        dir.display()
    );
    dir
}

/// The address of a PostgreSQL in which databases may be made.
pub(crate) fn postgres() -> String {
    env::var("AMI_TEST_POSTGRES").expect(
        "AMI_TEST_POSTGRES names no PostgreSQL; run `cargo ci`, which starts one for the tests",
    )
}

/// Where pictures for the README go, when somebody wants them.
pub(crate) fn screenshots() -> Option<PathBuf> {
    env::var("AMI_SCREENSHOTS").ok().map(PathBuf::from)
}

/// The checkout.
pub(crate) fn root() -> PathBuf {
    // Where cargo says now: a build folder that two checkouts share remembers the first.
    let here = env::var("CARGO_MANIFEST_DIR");
    let here = PathBuf::from(here.as_deref().unwrap_or(env!("CARGO_MANIFEST_DIR")));
    here.parent().map_or_else(|| here.clone(), Path::to_owned)
}
