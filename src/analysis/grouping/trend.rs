//! How sessions are spread over the time of the case.

use crate::analysis::session_index::time_parts::PARTS;

/// How many sessions came in and how many failed, in each part of the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trend {
    /// Came in, or have another result than a failure; at most 65,535 are counted.
    pub others: [u16; PARTS],
    /// Failed or were refused; at most 65,535 are counted.
    pub failures: [u16; PARTS],
}

impl Trend {
    /// Counts one session.
    pub fn add(&mut self, part: usize, is_failure: bool) {
        let counts = if is_failure {
            &mut self.failures
        } else {
            &mut self.others
        };
        if let Some(count) = counts.get_mut(part) {
            *count = count.saturating_add(1);
        }
    }

    /// The counts of both together.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        let pairs = [
            (&mut self.others, &other.others),
            (&mut self.failures, &other.failures),
        ];
        for (counts, more) in pairs {
            for (count, more) in counts.iter_mut().zip(more) {
                *count = count.saturating_add(*more);
            }
        }
        self
    }

    /// The largest count of any part.
    pub fn largest(&self) -> u32 {
        let all = self.others.iter().zip(&self.failures);
        all.map(|(one, other)| u32::from(*one) + u32::from(*other))
            .max()
            .unwrap_or(0)
    }
}
