//! The in-home display's own window.

fn main() {
    #[cfg(target_arch = "wasm32")]
    ami_ui::start_display();
}
