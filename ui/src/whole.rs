//! All of the UI.

fn main() {
    #[cfg(target_arch = "wasm32")]
    ami_ui::start_whole();
}
