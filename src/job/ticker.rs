//! Something that is done again and again until it is stopped.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// Calls a function again and again on a thread of its own. Dropping it stops that and waits for the last call.
#[derive(Debug)]
pub struct Ticker {
    stopped: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Calls `tick` first after `first`, then in this interval.
    ///
    /// # Errors
    /// The operating system's error when the thread cannot be started.
    pub fn start(
        first: Duration,
        interval: Duration,
        mut tick: impl FnMut() + Send + 'static,
    ) -> std::io::Result<Self> {
        let stopped = Arc::new((Mutex::new(false), Condvar::new()));
        let watched = Arc::clone(&stopped);
        let thread = Builder::new().name("ticker".to_owned()).spawn(move || {
            let mut pause = first;
            while !is_stopped_within(&watched, pause) {
                tick();
                pause = interval;
            }
        })?;
        Ok(Self {
            stopped,
            thread: Some(thread),
        })
    }
}

fn is_stopped_within((stopped, changed): &(Mutex<bool>, Condvar), pause: Duration) -> bool {
    let stopped = stopped.lock().unwrap_or_else(PoisonError::into_inner);
    let waited = changed.wait_timeout_while(stopped, pause, |stopped| !*stopped);
    *waited.unwrap_or_else(PoisonError::into_inner).0
}

impl Drop for Ticker {
    fn drop(&mut self) {
        let (stopped, changed) = &*self.stopped;
        *stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // What it did is only shown.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::Instant;

    use super::*;

    #[test]
    fn it_waits_ticks_and_stops_at_once() {
        let count = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&count);
        let tick = move || {
            counted.fetch_add(1, Ordering::Relaxed);
        };
        let ms = Duration::from_millis;
        let ticker = Ticker::start(ms(1), ms(1), tick.clone()).expect("a thread");
        while count.load(Ordering::Relaxed) < 3 {
            std::thread::yield_now();
        }
        drop(ticker);
        let after = count.load(Ordering::Relaxed);
        std::thread::sleep(ms(20));
        assert_eq!(count.load(Ordering::Relaxed), after);
        let begun = Instant::now();
        drop(Ticker::start(Duration::from_hours(1), ms(1), tick).expect("a thread"));
        assert!(begun.elapsed() < Duration::from_secs(10));
        assert_eq!(count.load(Ordering::Relaxed), after, "it was too early");
    }
}
