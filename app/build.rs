//! Compiles the window's configuration, the permissions of its four commands and the website into
//! the binary. The website is the folder `AMI_UI_DIST`, else ui/dist, and the window's page in it
//! is `display.html`; where neither is built, a page that says so, so that checks need no website.

use std::path::{Path, PathBuf};
use std::{fs, io};

const COMMANDS: &[&str] = &[
    "now",
    "current_view",
    "messages",
    "confirm_message",
    "message_seen",
];
/// The window's page in the folder of the website.
const PAGE: &str = "display.html";
const NO_WEBSITE: &str = "<!doctype html><html lang=\"en-US\"><title>No website</title>\
    <p>This window was built without the website. Build it with `cargo xtask bundle`.</p></html>";

fn main() {
    if let Err(error) = build() {
        println!("cargo:error={error}");
        std::process::exit(1);
    }
}

fn build() -> Result<(), String> {
    println!("cargo:rerun-if-env-changed=AMI_UI_DIST");
    println!("cargo:rerun-if-env-changed=TAURI_CONFIG");
    let wrong = |error: io::Error| format!("the website cannot be copied: {error}");
    let page = variable("OUT_DIR")
        .ok_or("cargo names no OUT_DIR")?
        .join("page");
    let dist = variable("AMI_UI_DIST").unwrap_or_else(|| PathBuf::from("../ui/dist"));
    println!("cargo:rerun-if-changed={}", dist.display());
    match fs::remove_dir_all(&page) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(wrong(error)),
        Ok(()) | Err(_) => {}
    }
    if dist.join(PAGE).is_file() {
        copy(&dist, &page).map_err(wrong)?;
    } else {
        println!("cargo:warning=the website is not built: this window will only say so");
        fs::create_dir_all(&page).map_err(wrong)?;
        fs::write(page.join("index.html"), NO_WEBSITE).map_err(wrong)?;
    }
    // Read by the macro that embeds the page; it wins over what the caller has set.
    let page = page.display().to_string();
    let quoted = page.replace('\\', "\\\\").replace('"', "\\\"");
    println!("cargo:rustc-env=TAURI_CONFIG={{\"build\":{{\"frontendDist\":\"{quoted}\"}}}}");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes).map_err(|error| format!("{error:#}"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo configures a build script by variables"
)]
fn variable(name: &str) -> Option<PathBuf> {
    std::env::var(name).ok().map(PathBuf::from)
}

/// The window's page as its first one, and the files that it names; no twins that a server sends
/// compressed: Tauri compresses by itself.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let page = fs::read_to_string(from.join(PAGE))?;
    let named = page.split('"').filter_map(|value| value.strip_prefix('/'));
    for name in named.filter(|name| name.contains('.')) {
        fs::copy(from.join(name), to.join(name))?;
    }
    fs::write(to.join("index.html"), page)
}
