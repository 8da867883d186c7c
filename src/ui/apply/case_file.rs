//! Case files and drafts: opened and made on a thread, then joined with the case.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Context;

use super::{mark, record_mark};
use crate::case::Case;
use crate::casefile::writer::Writer;
use crate::casefile::{
    CaseFile, CaseFileError, Change, Consent, Contents, Evidence, drafts, evidence,
};
use crate::domain::mark::{self as marks, Mark, Marked};
use crate::domain::record_key::RecordMarks;
use crate::domain::session_id::SessionId;
use crate::job::cancel::CancelToken;
use crate::job::task::Task;
use crate::ui::app::App;
use crate::ui::looks::{Kept, Looks};
use crate::ui::path_question::{PathQuestion, Then};
use crate::ui::state::Opened;
use crate::ui::text;

/// What is done with a case file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Keep the case in it: a new one, or one that is there.
    SaveAt(PathBuf),
    /// Open it, and the evidence that it is about.
    Open(PathBuf, Consent),
    /// The same with a draft.
    OpenDraft(PathBuf, Consent),
    /// Take the marks of a draft over into the case that is shown.
    UseDraft(PathBuf),
    /// Remove a draft.
    Discard(PathBuf),
}

/// A case file, unless it can only be read, with what it holds; `None` where there is nothing to open.
type Done = Result<Option<(Option<CaseFile>, Contents)>, CaseFileError>;

/// Work on a case file that goes on.
pub struct Work {
    request: Request,
    /// The case that it is for.
    case: Option<Arc<Case>>,
    task: Task<Done>,
}

impl Work {
    /// Whether a case comes of it.
    pub fn is_opening(&self) -> bool {
        matches!(self.request, Request::Open(..) | Request::OpenDraft(..))
    }
}

/// A case file whose evidence is being loaded.
pub struct WaitingFile {
    /// Where it is.
    path: PathBuf,
    /// The file, unless it can only be read.
    file: Option<CaseFile>,
    /// What it holds.
    contents: Contents,
}

/// What was noted about a case.
struct Notes {
    marked: Arc<Marked>,
    absent: BTreeMap<SessionId, Mark>,
    records: Arc<RecordMarks>,
    filters: BTreeMap<String, String>,
}

/// Begins to work on a case file.
pub fn start(app: &mut App, request: Request, ctx: &Context) {
    if app.work.is_some() {
        return app.say(text::FILE_BUSY, true);
    }
    let opened = app.opened.as_ref();
    let case = opened.map(|opened| Arc::clone(&opened.loaded.case));
    let current = opened
        .and_then(|opened| opened.file.as_ref())
        .map(|file| (file.path().to_owned(), file.is_draft()));
    let (asked, of_case, waker) = (request.clone(), case.clone(), ctx.clone());
    let work = move |_: &CancelToken| run(&asked, of_case.as_deref(), current.as_ref());
    let wake = move || waker.request_repaint();
    match Task::start("open case file", CancelToken::default(), wake, work) {
        Ok(task) => {
            app.work = Some(Work {
                request,
                case,
                task,
            });
        }
        Err(error) => app.say(error.to_string(), true),
    }
}

/// A file that can be written, with what it holds.
fn for_writing(opened: Result<(CaseFile, Contents), CaseFileError>) -> Done {
    opened.map(|(file, contents)| Some((Some(file), contents)))
}

/// What the thread does. `current` is the file that the case has now, and whether it is a draft.
fn run(request: &Request, case: Option<&Case>, current: Option<&(PathBuf, bool)>) -> Done {
    match (request, case) {
        (Request::SaveAt(path), Some(case)) => {
            let real = |path: &Path| std::fs::canonicalize(path).ok();
            let is_current = |(known, _): &&(PathBuf, bool)| {
                real(path).is_some_and(|path| real(known) == Some(path))
            };
            match current.filter(is_current) {
                Some((_, true)) => Err(CaseFileError::InUse(path.clone())),
                Some((_, false)) => Ok(None),
                None => for_writing(CaseFile::create(path, case)),
            }
        }
        (Request::SaveAt(_), None) => Ok(None),
        (Request::Open(path, consent), _) => {
            CaseFile::open_outside_evidence(path, consent).map(Some)
        }
        (Request::OpenDraft(path, consent), _) => drafts::open(path, consent).map(Some),
        (Request::UseDraft(path), Some(case)) => for_writing(drafts::open_for(path, case)),
        (Request::UseDraft(_), None) => Ok(None),
        (Request::Discard(path), _) => drafts::discard(path).map(|()| None),
    }
}

/// Takes what the thread has done, joins a case file with its evidence when that is loaded, and takes
/// hashes when they are there.
pub fn poll(app: &mut App, ctx: &Context) {
    let done = app.work.as_mut().and_then(|work| work.task.poll());
    if let Some((done, work)) = done.and_then(|done| Some((done, app.work.take()?))) {
        // Also where it failed, another window may have been quicker.
        app.drafts.list_again();
        match done {
            Ok(Ok(done)) => take(app, work, done, ctx),
            Ok(Err(CaseFileError::AsksFirst { roots, .. })) => ask_first(app, work.request, roots),
            Ok(Err(error)) => app.say(error.to_string(), true),
            Err(error) => app.say(error, true),
        }
    }
    if app.loading.is_none()
        && let Some(waiting) = app.waiting_file.take()
    {
        let is_read_only = waiting.file.is_none();
        attach(app, waiting.file, &waiting.contents, ctx);
        if is_read_only {
            read_only(app, waiting.path);
        }
    }
    let opened = app.opened.as_mut();
    if let Some(opened) = opened.filter(|opened| !opened.moved.is_empty())
        && opened.file.as_ref().is_some_and(Writer::is_saved)
    {
        let moved = std::mem::take(&mut opened.moved);
        app.later("remove drafts", move || {
            moved.into_iter().for_each(Writer::discard);
        });
    }
    poll_hashes(app);
}

/// Asks before evidence that a case file names is looked at.
fn ask_first(app: &mut App, request: Request, paths: Vec<PathBuf>) {
    let request = match request {
        Request::Open(path, _) => Request::Open(path, Consent::These(paths.clone())),
        Request::OpenDraft(path, _) => Request::OpenDraft(path, Consent::These(paths.clone())),
        other => other,
    };
    app.path_question = Some(PathQuestion {
        paths,
        then: Then::Load(request),
    });
}

fn take(app: &mut App, work: Work, done: Option<(Option<CaseFile>, Contents)>, ctx: &Context) {
    let case = app.opened.as_ref().map(|opened| &opened.loaded.case);
    let is_same_case = match (&work.case, case) {
        (Some(old), Some(new)) => Arc::ptr_eq(old, new),
        _ => false,
    };
    match (work.request, done) {
        (Request::Open(path, _) | Request::OpenDraft(path, _), Some((file, contents))) => {
            load(app, &path, file, contents, ctx);
        }
        (Request::SaveAt(_), Some((file, contents))) if is_same_case => {
            app.notice = None;
            attach(app, file, &contents, ctx);
        }
        (Request::SaveAt(path), None) if is_same_case => app.say(text::kept_in(&path), false),
        (Request::UseDraft(_), Some((file, contents))) if is_same_case => {
            let has_file = app.opened.as_ref().is_some_and(Opened::has_case_file);
            match file {
                Some(file) if has_file => adopt(app, file, &contents, ctx),
                file => attach(app, file, &contents, ctx),
            }
        }
        // Another case was opened meanwhile: the file is closed again.
        (_, Some((file, _))) => app.later("close case file", move || drop(file)),
        (_, None) => {}
    }
}

/// Loads the evidence that a case file is about.
fn load(app: &mut App, path: &Path, file: Option<CaseFile>, contents: Contents, ctx: &Context) {
    if contents.roots.is_empty() {
        app.say(text::NO_ROOTS, true);
        return app.later("close case file", move || drop(file));
    }
    crate::ui::loading::start(app, contents.roots.clone(), ctx);
    if app.loading.is_some() {
        app.waiting_file = Some(WaitingFile {
            path: path.to_owned(),
            file,
            contents,
        });
    }
}

/// Keeps the case in a file from now on.
pub fn save_at(app: &mut App, path: &Path, ctx: &Context) {
    if app.opened.is_none() {
        return;
    }
    let mut path = path.to_owned();
    if path.extension().is_none() {
        path.set_extension(crate::casefile::EXTENSION);
    }
    start(app, Request::SaveAt(path), ctx);
}

/// What was read of a file that cannot be written is kept there: what is changed goes to a draft.
fn read_only(app: &mut App, path: PathBuf) {
    app.say(text::read_only(&path), false);
    if let Some(opened) = &mut app.opened {
        opened.read_from = Some(path);
    }
}

/// Joins an opened case file with the case: its marks, with those made before it was there. Without a file
/// the marks are shown alone.
fn attach(app: &mut App, file: Option<CaseFile>, contents: &Contents, ctx: &Context) {
    let Some(opened) = &mut app.opened else {
        return;
    };
    let waker = ctx.clone();
    let writer = file.map(|file| Writer::start(file, move || waker.request_repaint()));
    let writer = match writer.transpose() {
        Ok(writer) => writer,
        Err(error) => return app.say(error.to_string(), true),
    };
    let case = Arc::clone(&opened.loaded.case);
    let is_draft = writer.as_ref().is_some_and(Writer::is_draft);
    let (marked, absent) = contents.marked(&case);
    let made = Notes {
        marked: std::mem::replace(&mut opened.marked, Arc::new(marked)),
        absent: std::mem::replace(&mut opened.absent, contents.absent(&case)),
        records: std::mem::replace(&mut opened.record_marks, Arc::new(contents.records.clone())),
        filters: std::mem::replace(&mut opened.filters, contents.filters.clone()),
    };
    let unknown = if is_draft { contents.passed_over } else { 0 };
    let old_unknown = std::mem::replace(&mut opened.unknown, unknown);
    let old = std::mem::replace(&mut opened.file, writer);
    opened.read_from = None;
    // What was marked before the file was there is added to what it holds.
    take_in(opened, made);
    opened.tags = mark::tags(&opened.marked);
    let changes = evidence::changes(&contents.evidence, &evidence::of(&case));
    opened.evidence_was.clone_from(&contents.evidence);
    // A draft is told from others by names and sizes: reading all evidence for it would take too long.
    if !is_draft {
        hash(opened, ctx);
    }
    retire(app, old, old_unknown);
    look(app, contents, &changes, absent);
}

/// Looks at the case as the file says, and tells what is odd about the file.
fn look(app: &mut App, contents: &Contents, changes: &[String], absent: u64) {
    let Some(opened) = &mut app.opened else {
        return;
    };
    let looks = contents.layout.as_deref().map(Looks::read);
    let not_read = u64::from(matches!(looks, Some(None)));
    let own = Looks::of(&app.prefs, &opened.timeline);
    // What cannot be read is not written over before something is changed.
    opened.looks = match &looks {
        None => Kept::default(),
        Some(None) => Kept::of(own.clone()),
        Some(Some(looks)) => Kept::of(looks.clone()),
    };
    if let Some(looks) = looks.flatten() {
        looks.show_above(&mut opened.timeline);
        // What a colleague's file brings is for this case alone.
        app.own_looks.get_or_insert(own);
        super::set_zone(app, looks.zone().clone());
        looks.restore(&mut app.prefs);
        super::forget_selections(app);
    }
    let words = text::case_file_opened(changes, absent, contents.passed_over + not_read);
    if let Some((words, is_bad)) = words {
        app.say(words, is_bad);
    }
}

/// Takes the marks of a draft over into the case file that the examiner chose.
fn adopt(app: &mut App, file: CaseFile, contents: &Contents, ctx: &Context) {
    let Some(opened) = &mut app.opened else {
        return;
    };
    let case = Arc::clone(&opened.loaded.case);
    let (marked, absent) = contents.marked(&case);
    let theirs = Notes {
        marked: Arc::new(marked),
        absent: contents.absent(&case),
        records: Arc::new(contents.records.clone()),
        filters: contents.filters.clone(),
    };
    take_in(opened, theirs);
    let waker = ctx.clone();
    // The draft stays locked until the case file has its marks.
    match Writer::start(file, move || waker.request_repaint()) {
        Ok(writer) => retire(app, Some(writer), contents.passed_over),
        Err(error) => app.say(error.to_string(), true),
    }
    if let Some((words, is_bad)) = text::case_file_opened(&[], absent, contents.passed_over) {
        app.say(words, is_bad);
    }
}

/// Adds notes to those of the case, and sends what is new to its file: nothing of either is lost.
fn take_in(opened: &mut Opened, notes: Notes) {
    let made = marks::joined(&opened.marked, &notes.marked);
    mark::put(opened, made);
    let absent = marks::joined(&opened.absent, &notes.absent);
    let old = marks::put(&mut opened.absent, absent);
    let changes = old.iter().filter_map(|(id, _)| {
        let mark = opened.absent.get(id)?;
        Some(Change::Mark(*id, mark.clone()))
    });
    let changes = changes.collect();
    opened.keep(changes);
    let made = marks::joined(&opened.record_marks, &notes.records);
    record_mark::put(opened, made);
    for (name, text) in notes.filters {
        if opened.filters.get(&name) != Some(&text) {
            let name = free_name(&opened.filters, name);
            opened.keep(vec![Change::Filter(name.clone(), Some(text.clone()))]);
            opened.filters.insert(name, text);
        }
    }
}

/// A name that no filter has yet.
fn free_name(filters: &BTreeMap<String, String>, name: String) -> String {
    let others = (2..).map(|number| format!("{name} ({number})"));
    std::iter::once(name.clone())
        .chain(others)
        .find(|name| !filters.contains_key(name))
        .unwrap_or(name)
}

/// A file that is written to no longer. A draft is removed as soon as the other file has its marks; one
/// with entries that are not understood stays, because those were not moved.
fn retire(app: &mut App, old: Option<Writer>, unknown: u64) {
    let Some(old) = old else {
        return;
    };
    match &mut app.opened {
        Some(opened) if old.is_draft() && unknown == 0 => opened.moved.push(old),
        _ => app.later("close case file", move || drop(old)),
    }
}

/// Takes the hashes of the evidence, on a thread.
fn hash(opened: &mut Opened, ctx: &Context) {
    let case = Arc::clone(&opened.loaded.case);
    let ctx = ctx.clone();
    let work = move |cancel: &CancelToken| evidence::with_hashes(&case, cancel);
    opened.hashing.ask(move || ctx.request_repaint(), work);
}

/// Takes the hashes when they are there: they are compared with those of the case file, or kept.
fn poll_hashes(app: &mut App) {
    let Some(opened) = &mut app.opened else {
        return;
    };
    let Some(Ok(Some(hashed))) = opened.hashing.poll() else {
        return;
    };
    let was: Vec<Evidence> = std::mem::take(&mut opened.evidence_was);
    let had_hashes = was.iter().any(|file| file.sha256.is_some());
    let changes = evidence::changes(&was, &hashed);
    if !had_hashes && changes.is_empty() {
        opened.keep(vec![Change::Evidence(hashed)]);
    } else if had_hashes && !changes.is_empty() {
        app.say(text::evidence_changed(&changes), true);
    }
}
