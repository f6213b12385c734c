//! Chance comes from the edge: the operating system in production, a seed in simulations.

/// A source of 16 unpredictable bytes, for ids that this side makes.
pub trait Chance: Send {
    /// The next 16 bytes.
    fn bytes(&mut self) -> [u8; 16];
}

/// A reproducible source for simulations and tests: the same seed, the same world.
#[derive(Debug, Clone)]
pub struct Seeded(u64);

impl Seeded {
    /// From a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }
    /// The next 64 bits (SplitMix64, Steele et al. 2014).
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    /// A number below `bound`; zero when the bound is zero.
    pub const fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.next() % bound }
    }
}

impl Chance for Seeded {
    fn bytes(&mut self) -> [u8; 16] {
        let mut all = [0; 16];
        all[..8].copy_from_slice(&self.next().to_be_bytes());
        all[8..].copy_from_slice(&self.next().to_be_bytes());
        all
    }
}
