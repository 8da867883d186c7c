//! A piece of work on its own thread, polled for its result.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread::{Builder, JoinHandle};

use super::cancel::CancelToken;

/// Work in the background. Dropping it cancels the work and waits for it to stop.
#[derive(Debug)]
pub struct Task<T> {
    cancel: CancelToken,
    result: Receiver<Result<T, String>>,
    thread: Option<JoinHandle<()>>,
}

impl<T: Send + 'static> Task<T> {
    /// Starts `work` on a thread called `name`, and calls `wake` when the result is available. A
    /// panic in `work` becomes an error text.
    ///
    /// # Errors
    /// The operating system's error when the thread cannot be started.
    pub fn start(
        name: &str,
        cancel: CancelToken,
        wake: impl Fn() + Send + 'static,
        work: impl FnOnce(&CancelToken) -> T + Send + 'static,
    ) -> std::io::Result<Self> {
        let (sender, result) = sync_channel(1);
        let token = cancel.clone();
        let thread = Builder::new().name(name.to_owned()).spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&token)))
                .map_err(|panic| format!("internal error: {}", panic_text(&*panic)));
            // The receiver is only dropped when the result is no longer wanted.
            let _ = sender.send(outcome);
            wake();
        })?;
        Ok(Self {
            cancel,
            result,
            thread: Some(thread),
        })
    }

    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }

    /// Returns the result once; `None` while the work is running.
    pub fn poll(&mut self) -> Option<Result<T, String>> {
        match self.result.try_recv() {
            Ok(result) => Some(result),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err("the work stopped early".to_owned())),
        }
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.cancel.cancel();
        if let Some(thread) = self.thread.take() {
            // A panic was already turned into an error.
            let _ = thread.join();
        }
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown panic".to_owned())
}
