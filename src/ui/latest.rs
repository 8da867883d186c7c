//! Work where only the newest request matters: sorting, filtering, reading a record.

use crate::job::cancel::CancelToken;
use crate::job::task::Task;

/// Up to this many sessions a question is answered at once, within a frame.
pub(super) const AT_ONCE: usize = 20_000;

type Work<T> = Box<dyn FnOnce(&CancelToken) -> T + Send>;
type Wake = Box<dyn Fn() + Send>;

/// Runs one piece of work at a time. A request that comes meanwhile waits, and takes the place of
/// one that waits already.
pub struct Latest<T> {
    name: &'static str,
    running: Option<Task<T>>,
    next: Option<(Wake, Work<T>)>,
}

impl<T: Send + 'static> Latest<T> {
    /// Nothing runs yet; the thread will be called `name`.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            running: None,
            next: None,
        }
    }

    /// Requests `work`; work that is running is asked to stop.
    pub fn ask(
        &mut self,
        wake: impl Fn() + Send + 'static,
        work: impl FnOnce(&CancelToken) -> T + Send + 'static,
    ) {
        if let Some(task) = &self.running {
            task.cancel();
        }
        self.next = Some((Box::new(wake), Box::new(work)));
        if self.running.is_none() {
            self.begin();
        }
    }

    /// Whether anything runs or waits.
    pub fn is_busy(&self) -> bool {
        self.running.is_some()
    }

    /// The result of the newest request, once. That of an older one is dropped.
    pub fn poll(&mut self) -> Option<Result<T, String>> {
        let result = self.running.as_mut()?.poll()?;
        self.running = None;
        if self.next.is_some() {
            self.begin();
            return None;
        }
        Some(result)
    }

    fn begin(&mut self) {
        let Some((wake, work)) = self.next.take() else {
            return;
        };
        match Task::start(self.name, CancelToken::default(), wake, work) {
            Ok(task) => self.running = Some(task),
            Err(error) => log::error!("{}: {error}", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_request_is_answered() {
        let mut latest = Latest::new("test");
        for number in 0..5 {
            latest.ask(|| {}, move |_| number);
        }
        let answer = loop {
            if let Some(answer) = latest.poll() {
                break answer;
            }
            std::thread::yield_now();
        };
        assert_eq!(answer, Ok(4));
        assert!(latest.running.is_none() && latest.next.is_none());
    }
}
