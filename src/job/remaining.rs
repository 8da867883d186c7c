//! Estimates how long a stage of work will still take, from its rate in the last seconds.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The rate is that of this stretch.
const WINDOW: Duration = Duration::from_secs(12);
/// Nothing is said before a stage has been watched for so long.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often the work is measured.
const PACE: Duration = Duration::from_millis(250);
/// The part of an error that one measurement corrects: the estimate moves, and does not jump.
const CORRECTION: f64 = 0.1;

/// The rest of the time of a stage.
#[derive(Debug, Default)]
pub struct Remaining {
    /// The number of the stage that is watched.
    stage: Option<u8>,
    /// When how much was done, the oldest first.
    samples: VecDeque<(Instant, u64)>,
    /// The estimate, and when it was made.
    estimate: Option<(Instant, f64)>,
}

impl Remaining {
    /// Notes that of a stage, known by a number, `done` of `all` is done now. Says how long the rest will
    /// take, in seconds, once that can be said.
    pub fn update(&mut self, now: Instant, stage: u8, (done, all): (u64, u64)) -> Option<f64> {
        if self.stage != Some(stage) {
            *self = Self {
                stage: Some(stage),
                ..Self::default()
            };
        }
        let last = self.samples.back();
        let is_due = last.is_none_or(|(at, _)| now.saturating_duration_since(*at) >= PACE);
        if all > 0 && is_due {
            self.sample(now, done, all);
        }
        let (at, seconds) = self.estimate?;
        Some((seconds - now.saturating_duration_since(at).as_secs_f64()).max(0.0))
    }

    fn sample(&mut self, now: Instant, done: u64, all: u64) {
        self.samples.push_back((now, done));
        let is_old = |(at, _): &(Instant, u64)| now.saturating_duration_since(*at) > WINDOW;
        while self.samples.front().is_some_and(is_old) {
            self.samples.pop_front();
        }
        let Some(&(first, before)) = self.samples.front() else {
            return;
        };
        let elapsed = now.saturating_duration_since(first);
        let more = done.saturating_sub(before);
        if elapsed < PATIENCE || more == 0 {
            return;
        }
        let rate = more as f64 / elapsed.as_secs_f64();
        let rest = all.saturating_sub(done) as f64 / rate;
        let moved = match self.estimate {
            None => rest,
            Some((at, seconds)) => {
                let expected = (seconds - now.saturating_duration_since(at).as_secs_f64()).max(0.0);
                expected + (rest - expected) * CORRECTION
            }
        };
        self.estimate = Some((now, moved));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said each quarter of a second while `done` grows as `at` says.
    fn said(seconds: u64, all: u64, at: impl Fn(f64) -> u64) -> Vec<Option<f64>> {
        let begin = Instant::now();
        let mut remaining = Remaining::default();
        let times = (0..seconds * 4).map(|quarter| quarter as f64 / 4.0);
        times
            .map(|time| {
                let now = begin + Duration::from_secs_f64(time);
                remaining.update(now, 1, (at(time), all))
            })
            .collect()
    }

    #[test]
    fn nothing_is_said_until_it_means_something() {
        let said = said(60, 1000, |time| (time * 10.0) as u64);
        assert!(said[..12].iter().all(Option::is_none));
        let first = said[12].expect("an estimate");
        assert!((first - 97.0).abs() < 2.0, "{first}");
        assert!(said[239].is_some_and(|last| (last - 40.25).abs() < 2.0));
    }

    #[test]
    fn it_does_not_jump_when_the_rate_changes() {
        // Ten times as fast after half a minute.
        let done = |time: f64| (time.min(30.0) * 10.0 + (time - 30.0).max(0.0) * 100.0) as u64;
        let said: Vec<f64> = said(45, 10_000, done).into_iter().flatten().collect();
        for pair in said.windows(2) {
            let jump = (pair[0] - pair[1]).abs();
            assert!(jump <= pair[0] * 0.12 + 0.5, "{pair:?}");
        }
        let last = said.last().expect("an estimate");
        let real = (10_000.0 - done(45.0) as f64) / 100.0;
        assert!((last - real).abs() < real * 0.5, "{last} for {real}");
    }

    #[test]
    fn another_stage_begins_anew_and_a_halt_says_nothing_new() {
        let begin = Instant::now();
        let at = |seconds: u64| begin + Duration::from_secs(seconds);
        let mut remaining = Remaining::default();
        for second in 0..10 {
            remaining.update(at(second), 1, (second, 100));
        }
        assert!(remaining.update(at(10), 1, (10, 100)).is_some());
        assert_eq!(remaining.update(at(11), 2, (0, 100)), None);
        for second in 12..30 {
            assert_eq!(remaining.update(at(second), 2, (0, 100)), None);
        }
        assert_eq!(remaining.update(at(31), 2, (5, 0)), None, "no known end");
    }
}
