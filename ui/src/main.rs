//! What customers load first.

fn main() {
    #[cfg(target_arch = "wasm32")]
    ami_ui::start_first();
}
