//! Starts the UI in the page that loaded it.

fn main() {
    #[cfg(target_arch = "wasm32")]
    ami_ui::start();
}
