//! What customers load first, and the display.

fn main() {
    #[cfg(target_arch = "wasm32")]
    ami_ui::start_first();
}
