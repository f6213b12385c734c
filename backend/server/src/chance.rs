//! The only place of this crate that asks the system for chance.

use ami_domain::chance::Chance;

/// The operating system's random bytes.
#[derive(Debug, Clone, Copy)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn bytes(&mut self) -> [u8; 16] {
        let mut all = [0; 16];
        fill(&mut all);
        all
    }
}

/// 32 random bytes, for a session's token.
pub fn token() -> [u8; 32] {
    let mut all = [0; 32];
    fill(&mut all);
    all
}

fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes, or nothing is safe");
}
