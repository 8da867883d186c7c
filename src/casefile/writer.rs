//! Saving in the background: small transactions in order, and the number of the last one on the disk.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Sender, unbounded};

use super::contents::CaseFileChange;
use super::drafts;
use super::error::CaseFileError;
use super::file::CaseFile;
use crate::case::Case;
use crate::job::cancel::CancelToken;
use crate::job::task::Task;

/// Writes to a case file on its own thread. Dropping it writes what is still waiting.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    is_draft: bool,
    // Dropped before the task, because the thread ends when the queue is closed.
    queue: Option<Sender<(u64, Vec<CaseFileChange>)>>,
    sent: u64,
    state: Arc<State>,
    _task: Task<()>,
}

#[derive(Debug, Default)]
struct State {
    saved: AtomicU64,
    /// The file will be removed at the end.
    is_discarded: AtomicBool,
    error: Mutex<Option<String>>,
}

impl State {
    fn set_error(&self, error: Option<String>) {
        *self.error.lock().unwrap_or_else(PoisonError::into_inner) = error;
    }
}

impl Writer {
    /// Takes ownership of a case file; `wake` is called after each batch.
    ///
    /// # Errors
    /// The operating system refused the thread.
    pub fn start(file: CaseFile, wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let path = file.path().to_owned();
        let gone = path.clone();
        let open = move || Err(CaseFileError::Gone(gone.clone()));
        Self::run(path, file.is_draft(), Some(file), open, wake)
    }

    /// Keeps a new draft of a case in a folder. The draft is created on the thread; if that fails, each batch tries
    /// again.
    ///
    /// # Errors
    /// The operating system refused the thread.
    pub fn start_draft(
        folder: &Path,
        case: Arc<Case>,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<Self> {
        let path = drafts::new_path(folder);
        let place = path.clone();
        let open = move || drafts::create(&place, &case);
        Self::run(path, true, None, open, wake)
    }

    fn run(
        path: PathBuf,
        is_draft: bool,
        mut file: Option<CaseFile>,
        mut open: impl FnMut() -> Result<CaseFile, CaseFileError> + Send + 'static,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<Self> {
        let (queue, batches) = unbounded::<(u64, Vec<CaseFileChange>)>();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let work = move |_: &CancelToken| {
            // A batch that could not be written is written with the next one.
            let mut waiting: Vec<CaseFileChange> = Vec::new();
            for (number, batch) in batches {
                waiting.extend(batch);
                match write(&mut file, &mut open, &waiting) {
                    Ok(()) => {
                        waiting.clear();
                        shared.set_error(None);
                        shared.saved.store(number, Ordering::Release);
                    }
                    Err(error) => shared.set_error(Some(error)),
                }
                wake();
            }
            if shared.is_discarded.load(Ordering::Acquire) {
                if let Some(Err(error)) = file.map(CaseFile::discard) {
                    log::error!("a draft could not be removed: {error}");
                }
            } else if !waiting.is_empty()
                // The last chance to write it.
                && let Err(error) = write(&mut file, &mut open, &waiting)
            {
                log::error!("marks could not be saved: {error}");
            }
        };
        let task = Task::start("case file", CancelToken::default(), || {}, work)?;
        Ok(Self {
            path,
            is_draft,
            queue: Some(queue),
            sent: 0,
            state,
            _task: task,
        })
    }

    /// Whether the file is a draft.
    pub fn is_draft(&self) -> bool {
        self.is_draft
    }

    /// Stops, and removes the draft that it wrote to. A file that the examiner chose is kept.
    pub fn discard(self) {
        self.state.is_discarded.store(true, Ordering::Release);
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Sends a batch; returns its number.
    pub fn write(&mut self, batch: Vec<CaseFileChange>) -> u64 {
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

/// Writes a batch to a file, which is opened first if necessary.
fn write(
    file: &mut Option<CaseFile>,
    open: &mut impl FnMut() -> Result<CaseFile, CaseFileError>,
    batch: &[CaseFileChange],
) -> Result<(), String> {
    let opened = match file.take() {
        Some(opened) => opened,
        None => open().map_err(|error| error.to_string())?,
    };
    let written = file.insert(opened).write(batch);
    written.map_err(|error| error.to_string())
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
    }
}
