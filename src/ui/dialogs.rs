//! The system's own file dialogs: the only place that names `rfd`.
//!
//! A dialog blocks, so it runs on a thread of its own; on macOS dialogs belong to the main thread,
//! and the window waits for them as every Mac program does. Where there is no dialog (Linux without
//! a portal and without zenity) the answer cannot be distinguished from a cancel; only the log shows it.

use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::sync::Mutex;

use crate::casefile;
use crate::job::cancel::CancelToken;
use crate::job::task::Task;
use crate::startup;

use super::picture_form::{PROPOSED_NAME, TITLE};
use super::text;
use crate::export::sink::Format;

/// What a file dialog is to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DialogRequest {
    /// A folder of event logs.
    Folder,
    /// Event logs.
    Files,
    /// A case file.
    OpenCaseFile,
    /// Where to write an export.
    Save(SaveRequest),
    /// Where to keep the case.
    CaseFile,
    /// Where to write the picture of the timeline.
    Picture,
}

/// Where an export may be written, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveRequest {
    /// Its format.
    pub format: &'static Format,
    /// The folder that the dialog begins with.
    pub folder: Option<PathBuf>,
    /// The name that it proposes.
    pub name: Option<String>,
}

/// The result.
#[derive(Debug)]
pub enum DialogReply {
    /// The user chose these.
    Chosen(Vec<PathBuf>),
    /// The user chose nothing.
    Cancelled,
    /// There is no dialog here, and why.
    Unavailable(String),
}

/// One open dialog.
pub struct Dialog {
    /// What was asked.
    pub ask: DialogRequest,
    /// Never dropped: a dialog cannot be closed from outside, so joining its thread would hang the
    /// end of the program.
    task: Option<ManuallyDrop<Task<DialogReply>>>,
    reply: Option<DialogReply>,
}

impl Dialog {
    /// Opens a dialog above the window of `frame`.
    pub fn open(ask: DialogRequest, frame: &eframe::Frame, ctx: &egui::Context) -> Self {
        let dialog = rfd::FileDialog::new().set_parent(frame);
        let question = ask.clone();
        let work = move |_: &CancelToken| run(dialog, &question);
        if cfg!(target_os = "macos") {
            let reply = Some(work(&CancelToken::default()));
            let task = None;
            return Self { ask, task, reply };
        }
        let ctx = ctx.clone();
        let wake = move || ctx.request_repaint();
        match Task::start("file dialog", CancelToken::default(), wake, work) {
            Ok(task) => Self {
                ask,
                task: Some(ManuallyDrop::new(task)),
                reply: None,
            },
            Err(error) => Self {
                ask,
                task: None,
                reply: Some(DialogReply::Unavailable(error.to_string())),
            },
        }
    }

    /// The reply, once.
    pub fn poll(&mut self) -> Option<DialogReply> {
        if let Some(reply) = self.reply.take() {
            return Some(reply);
        }
        let result = self.task.as_mut()?.poll()?;
        Some(result.unwrap_or_else(DialogReply::Unavailable))
    }
}

fn run(dialog: rfd::FileDialog, ask: &DialogRequest) -> DialogReply {
    forget_warnings();
    let chosen = match ask {
        DialogRequest::Folder => dialog.set_title(text::OPEN_FOLDER).pick_folders(),
        DialogRequest::Files => dialog
            .set_title(text::OPEN_FILES)
            .add_filter(text::LOGS_AND_CASES, &["evtx", casefile::EXTENSION])
            .add_filter(text::ALL_FILES, &["*"])
            .pick_files(),
        DialogRequest::OpenCaseFile => dialog
            .set_title(text::OPEN_CASE_FILE)
            .add_filter(text::CASE_FILES, &[casefile::EXTENSION])
            .pick_files(),
        DialogRequest::Save(asked) => {
            let format = asked.format;
            let name = asked.name.clone();
            let mut dialog = dialog
                .set_title(text::EXPORT)
                .set_file_name(name.unwrap_or_else(|| format!("whence.{}", format.name)))
                .add_filter(format.title, &[format.name]);
            if let Some(folder) = &asked.folder {
                dialog = dialog.set_directory(folder);
            }
            dialog.save_file().map(|path| vec![path])
        }
        DialogRequest::Picture => dialog
            .set_title(TITLE)
            .set_file_name(PROPOSED_NAME)
            .add_filter("SVG", &["svg"])
            .add_filter("PNG", &["png"])
            .save_file()
            .map(|path| vec![path]),
        DialogRequest::CaseFile => dialog
            .set_title(text::ASK_CASE_PATH)
            .set_file_name("case.whence")
            .add_filter(text::CASE_FILES, &[casefile::EXTENSION])
            .save_file()
            .map(|path| vec![path]),
    };
    startup::return_to_program_folder();
    match (chosen, first_warning()) {
        (Some(paths), _) => DialogReply::Chosen(paths),
        (None, None) => DialogReply::Cancelled,
        (None, Some(why)) => DialogReply::Unavailable(why),
    }
}

static WARNINGS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn forget_warnings() {
    if let Ok(mut warnings) = WARNINGS.lock() {
        warnings.clear();
    }
}

/// The last warning says most: earlier ones are about ways that were tried first.
fn first_warning() -> Option<String> {
    WARNINGS.lock().ok()?.last().cloned()
}

struct Log;

impl log::Log for Log {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &log::Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        if record.target().starts_with("rfd") {
            if let Ok(mut warnings) = WARNINGS.lock() {
                warnings.push(record.args().to_string());
            }
        } else {
            eprintln!("{}: {}", record.target(), record.args());
        }
    }

    fn flush(&self) {}
}

/// Sends warnings to standard error, and those of the dialogs to the window.
pub fn install_log() {
    static LOG: Log = Log;
    if log::set_logger(&LOG).is_ok() {
        log::set_max_level(log::LevelFilter::Warn);
    }
}

/// How a message looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogSeverity {
    /// The requested output.
    Info,
    /// What went wrong.
    Error,
}

/// Shows a message without our window, and waits until it was read.
pub fn show_message(level: DialogSeverity, text: &str) {
    rfd::MessageDialog::new()
        .set_level(match level {
            DialogSeverity::Info => rfd::MessageLevel::Info,
            DialogSeverity::Error => rfd::MessageLevel::Error,
        })
        .set_title(text::NAME)
        .set_description(text)
        .show();
}

/// Says why there is no window: on standard error and, where a message can be shown without our
/// window, as a message.
pub fn report_failure(text: &str) {
    eprintln!("{text}");
    if cfg!(any(windows, target_os = "macos")) {
        show_message(DialogSeverity::Error, text);
    }
}
