//! Saving in the background: small transactions, in order, and a number that says what is on disk.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Sender, unbounded};

use super::{CaseFile, Change};
use crate::job::cancel::CancelToken;
use crate::job::task::Task;

/// Writes to a case file on a thread of its own. Dropping it writes what is still waiting.
#[derive(Debug)]
pub struct Writer {
    path: std::path::PathBuf,
    // Dropped before the task: the thread ends when nobody can send any more.
    queue: Option<Sender<(u64, Vec<Change>)>>,
    sent: u64,
    state: Arc<State>,
    _task: Task<()>,
}

#[derive(Debug, Default)]
struct State {
    saved: AtomicU64,
    error: Mutex<Option<String>>,
}

impl State {
    fn set_error(&self, error: Option<String>) {
        *self.error.lock().unwrap_or_else(PoisonError::into_inner) = error;
    }
}

impl Writer {
    /// Takes a case file over; `wake` is called after each batch.
    ///
    /// # Errors
    /// The operating system refused the thread.
    pub fn start(file: CaseFile, wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let path = file.path().to_owned();
        let (queue, batches) = unbounded::<(u64, Vec<Change>)>();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let work = move |_: &CancelToken| {
            let mut file = file;
            // What could not be written is written with what comes next: later is no reason to lose it.
            let mut waiting: Vec<Change> = Vec::new();
            for (number, batch) in batches {
                waiting.extend(batch);
                match file.write(&waiting) {
                    Ok(()) => {
                        waiting.clear();
                        shared.set_error(None);
                        shared.saved.store(number, Ordering::Release);
                    }
                    Err(error) => shared.set_error(Some(error.to_string())),
                }
                wake();
            }
            // Nothing comes after it any more: one more try.
            if !waiting.is_empty()
                && let Err(error) = file.write(&waiting)
            {
                log::error!("marks could not be saved: {error}");
            }
        };
        let task = Task::start("case file", CancelToken::default(), || {}, work)?;
        Ok(Self {
            path,
            queue: Some(queue),
            sent: 0,
            state,
            _task: task,
        })
    }

    /// Where the file is.
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// Sends a batch; returns its number.
    pub fn write(&mut self, batch: Vec<Change>) -> u64 {
        self.sent += 1;
        let gone = match &self.queue {
            Some(queue) => queue.send((self.sent, batch)).is_err(),
            None => true,
        };
        if gone {
            self.state
                .set_error(Some("the writer has stopped".to_owned()));
        }
        self.sent
    }

    /// The number of the last batch that is on the disk, with all before it.
    pub fn saved(&self) -> u64 {
        self.state.saved.load(Ordering::Acquire)
    }

    /// Whether all that was sent is on the disk.
    pub fn is_saved(&self) -> bool {
        self.saved() == self.sent
    }

    /// Why the last batch could not be written.
    pub fn error(&self) -> Option<String> {
        let error = self.state.error.lock();
        error.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
    }
}
