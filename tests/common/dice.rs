//! Reproducible pseudo-random numbers.

/// A small random number generator (SplitMix64): the same seed gives the same story.
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `below` - 1.
    pub fn throw(&mut self, below: usize) -> usize {
        (self.next() % below as u64) as usize
    }

    /// `true` with the given probability in per cent.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.throw(100) < chance
    }

    /// A number within the given bounds.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        let part = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        low + part * (high - low)
    }

    pub fn pick<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        (!list.is_empty()).then(|| &list[self.throw(list.len())])
    }
}
