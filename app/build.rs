//! Compiles the window's configuration and the permissions of its four commands into the binary.

fn main() {
    let dist = std::path::Path::new("../ui/dist/index.html");
    println!("cargo:rerun-if-changed=../ui/dist");
    if !dist.is_file() {
        println!("cargo:warning=ui/dist is missing: build the website first (cargo xtask demo)");
    }
    let commands = &["now", "current_view", "messages", "confirm_message"];
    let manifest = tauri_build::AppManifest::new().commands(commands);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
