//! Case files and drafts: opened and made on a thread, then joined with the case.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Context;

use super::{load, mark};
use crate::case::Case;
use crate::casefile::drafts::is_draft_in;
use crate::casefile::writer::Writer;
use crate::casefile::{
    CaseFile, CaseFileChange, CaseFileContents, CaseFileError, Consent, EXTENSION, EvidenceEntry,
    drafts, evidence, is_case_file,
};
use crate::domain::mark::{self as marks, Mark, Marked};
use crate::domain::path_class::PathClass;
use crate::domain::record_key::RecordMarks;
use crate::domain::session_id::SessionId;
use crate::job::cancel::CancelToken;
use crate::job::task::Task;
use crate::ui::state::case_file_work::{CaseFileRequest, CaseFileWork, Done, WaitingFile};
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::path_question::{AfterConsent, PathQuestion};
use crate::ui::state::view_settings::{SavedViewSettings, ViewSettings};
use crate::ui::state::window::Window;
use crate::ui::text;

/// What was noted about a case.
struct Notes {
    marked: Arc<Marked>,
    absent: BTreeMap<SessionId, Mark>,
    records: Arc<RecordMarks>,
    filters: BTreeMap<String, String>,
}

/// Begins to work on a case file.
pub(crate) fn start(window: &mut Window, request: CaseFileRequest, ctx: &Context) {
    if window.work.is_some() {
        return window.show_notice(text::FILE_BUSY, true);
    }
    let opened = window.opened.as_ref();
    let case = opened.map(|opened| Arc::clone(&opened.loaded.case));
    let current = opened
        .and_then(|opened| opened.file.as_ref())
        .map(|file| (file.path().to_owned(), file.is_draft()));
    let (asked, of_case, waker) = (request.clone(), case.clone(), ctx.clone());
    let work = move |_: &CancelToken| run(&asked, of_case.as_deref(), current.as_ref());
    let wake = move || waker.request_repaint();
    match Task::start("open case file", CancelToken::default(), wake, work) {
        Ok(task) => {
            window.work = Some(CaseFileWork {
                request,
                case,
                task,
            });
        }
        Err(error) => window.show_notice(error.to_string(), true),
    }
}

/// A file that can be written, with what it holds.
fn for_writing(opened: Result<(CaseFile, CaseFileContents), CaseFileError>) -> Done {
    opened.map(|(file, contents)| Some((Some(file), contents)))
}

/// What the thread does. `current` is the file that the case has now, and whether it is a draft.
fn run(request: &CaseFileRequest, case: Option<&Case>, current: Option<&(PathBuf, bool)>) -> Done {
    match (request, case) {
        (CaseFileRequest::SaveAt(path), Some(case)) => {
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
        (CaseFileRequest::SaveAt(_), None) => Ok(None),
        (CaseFileRequest::Open(path, consent), _) => {
            CaseFile::open_outside_evidence(path, consent).map(Some)
        }
        (CaseFileRequest::OpenDraft(path, consent), _) => drafts::open(path, consent).map(Some),
        (CaseFileRequest::UseDraft(path), Some(case)) => for_writing(drafts::open_for(path, case)),
        (CaseFileRequest::UseDraft(_), None) => Ok(None),
        (CaseFileRequest::Discard(path), _) => drafts::discard(path).map(|()| None),
    }
}

/// Takes what the thread has done, joins a case file with its evidence when that is loaded, and takes
/// hashes when they are there.
pub(crate) fn poll(window: &mut Window, ctx: &Context) {
    let done = window.work.as_mut().and_then(|work| work.task.poll());
    if let Some((done, work)) = done.and_then(|done| Some((done, window.work.take()?))) {
        // Also where it failed, another window may have been quicker.
        window.drafts.list_again();
        match done {
            Ok(Ok(done)) => take(window, work, done, ctx),
            Ok(Err(CaseFileError::AsksFirst { roots, .. })) => {
                ask_first(window, work.request, roots);
            }
            Ok(Err(error)) => window.show_notice(error.to_string(), true),
            Err(error) => window.show_notice(error, true),
        }
    }
    if window.loading.is_none()
        && let Some(waiting) = window.waiting_file.take()
    {
        let is_read_only = waiting.file.is_none();
        attach(window, waiting.file, &waiting.contents, ctx);
        if is_read_only {
            read_only(window, waiting.path);
        }
    }
    let opened = window.opened.as_mut();
    if let Some(opened) = opened.filter(|opened| !opened.drafts_to_remove.is_empty())
        && opened.file.as_ref().is_some_and(Writer::is_saved)
    {
        let moved = std::mem::take(&mut opened.drafts_to_remove);
        window.run_in_background("remove drafts", move || {
            moved.into_iter().for_each(Writer::discard);
        });
    }
    poll_hashes(window);
}

/// Asks before evidence that a case file names is accessed.
fn ask_first(window: &mut Window, request: CaseFileRequest, paths: Vec<PathBuf>) {
    let request = match request {
        CaseFileRequest::Open(path, _) => {
            CaseFileRequest::Open(path, Consent::These(paths.clone()))
        }
        CaseFileRequest::OpenDraft(path, _) => {
            CaseFileRequest::OpenDraft(path, Consent::These(paths.clone()))
        }
        other => other,
    };
    window.path_question = Some(PathQuestion {
        paths,
        then: AfterConsent::Load(request),
    });
}

fn take(
    window: &mut Window,
    work: CaseFileWork,
    done: Option<(Option<CaseFile>, CaseFileContents)>,
    ctx: &Context,
) {
    let case = window.opened.as_ref().map(|opened| &opened.loaded.case);
    let is_same_case = match (&work.case, case) {
        (Some(old), Some(new)) => Arc::ptr_eq(old, new),
        _ => false,
    };
    match (work.request, done) {
        (
            CaseFileRequest::Open(path, _) | CaseFileRequest::OpenDraft(path, _),
            Some((file, contents)),
        ) => {
            load(window, &path, file, contents, ctx);
        }
        (CaseFileRequest::SaveAt(_), Some((file, contents))) if is_same_case => {
            window.notice = None;
            attach(window, file, &contents, ctx);
        }
        (CaseFileRequest::SaveAt(path), None) if is_same_case => {
            window.show_notice(text::kept_in(&path), false);
        }
        (CaseFileRequest::UseDraft(_), Some((file, contents))) if is_same_case => {
            let has_file = window
                .opened
                .as_ref()
                .is_some_and(OpenedCase::has_case_file);
            match file {
                Some(file) if has_file => adopt(window, file, &contents, ctx),
                file => attach(window, file, &contents, ctx),
            }
        }
        // Another case was opened meanwhile: the file is closed again.
        (_, Some((file, _))) => window.run_in_background("close case file", move || drop(file)),
        (_, None) => {}
    }
}

/// Loads the evidence that a case file is about.
fn load(
    window: &mut Window,
    path: &Path,
    file: Option<CaseFile>,
    contents: CaseFileContents,
    ctx: &Context,
) {
    if contents.roots.is_empty() {
        window.show_notice(text::NO_ROOTS, true);
        return window.run_in_background("close case file", move || drop(file));
    }
    load::start(window, contents.roots.clone(), ctx);
    if window.loading.is_some() {
        window.waiting_file = Some(WaitingFile {
            path: path.to_owned(),
            file,
            contents,
        });
    }
}

/// Keeps the case in a file from now on.
pub(crate) fn save_at(window: &mut Window, path: &Path, ctx: &Context) {
    if window.opened.is_none() {
        return;
    }
    let mut path = path.to_owned();
    if path.extension().is_none() {
        path.set_extension(EXTENSION);
    }
    start(window, CaseFileRequest::SaveAt(path), ctx);
}

/// What was read of a file that cannot be written is kept there: what is changed goes to a draft.
fn read_only(window: &mut Window, path: PathBuf) {
    window.show_notice(text::read_only(&path), false);
    if let Some(opened) = &mut window.opened {
        opened.read_from = Some(path);
    }
}

/// Joins an opened case file with the case: its marks, with those made before it was there. Without a file
/// the marks are shown alone.
fn attach(window: &mut Window, file: Option<CaseFile>, contents: &CaseFileContents, ctx: &Context) {
    let Some(opened) = &mut window.opened else {
        return;
    };
    let waker = ctx.clone();
    let writer = file.map(|file| Writer::start(file, move || waker.request_repaint()));
    let writer = match writer.transpose() {
        Ok(writer) => writer,
        Err(error) => return window.show_notice(error.to_string(), true),
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
    let unknown = if is_draft { contents.skipped } else { 0 };
    let old_unknown = std::mem::replace(&mut opened.unknown, unknown);
    let old = std::mem::replace(&mut opened.file, writer);
    opened.read_from = None;
    // What was marked before the file was there is added to what it holds.
    take_in(opened, made);
    opened.tags = mark::tags(&opened.marked);
    let changes = evidence::changes(&contents.evidence, &evidence::of(&case));
    opened.evidence_was.clone_from(&contents.evidence);
    // A draft is recognised by names and sizes: reading all evidence for it would take too long.
    if !is_draft {
        hash(opened, ctx);
    }
    retire(window, old, old_unknown);
    remember(window);
    show_contents(window, contents, &changes, absent);
}

/// Puts the case file first among what was opened lately.
fn remember(window: &mut Window) {
    let file = window
        .opened
        .as_ref()
        .and_then(|opened| opened.file.as_ref());
    if let Some(file) = file.filter(|file| !file.is_draft()) {
        // A relative path would mean another place at the next start.
        let whole = std::path::absolute(file.path());
        let path = whole.unwrap_or_else(|_| file.path().to_owned());
        window.prefs.remember(&path);
    }
}

/// Shows the case with the view settings in the file, and reports anything unusual about the file.
fn show_contents(
    window: &mut Window,
    contents: &CaseFileContents,
    changes: &[String],
    absent: u64,
) {
    let Some(opened) = &mut window.opened else {
        return;
    };
    let settings = contents.layout.as_deref().map(ViewSettings::read);
    let not_read = u64::from(matches!(settings, Some(None)));
    let own = ViewSettings::of(&window.prefs, &opened.timeline);
    // What cannot be read is not written over before something is changed.
    opened.view_settings = match &settings {
        None => SavedViewSettings::default(),
        Some(None) => SavedViewSettings::of(own.clone()),
        Some(Some(settings)) => SavedViewSettings::of(settings.clone()),
    };
    if let Some(settings) = settings.flatten() {
        settings.show_above(&mut opened.timeline);
        // What a colleague's file brings is for this case alone.
        window.own_view_settings.get_or_insert(own);
        window.set_zone(settings.zone().clone());
        settings.restore(&mut window.prefs);
        window.forget_selections();
    }
    let words = text::case_file_opened(changes, absent, contents.skipped + not_read);
    if let Some((words, is_bad)) = words {
        window.show_notice(words, is_bad);
    }
}

/// Takes the marks of a draft over into the case file that the examiner chose.
fn adopt(window: &mut Window, file: CaseFile, contents: &CaseFileContents, ctx: &Context) {
    let Some(opened) = &mut window.opened else {
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
        Ok(writer) => retire(window, Some(writer), contents.skipped),
        Err(error) => window.show_notice(error.to_string(), true),
    }
    if let Some((words, is_bad)) = text::case_file_opened(&[], absent, contents.skipped) {
        window.show_notice(words, is_bad);
    }
}

/// Adds notes to those of the case, and sends what is new to its file: nothing of either is lost.
fn take_in(opened: &mut OpenedCase, notes: Notes) {
    let made = marks::joined(&opened.marked, &notes.marked);
    mark::put(opened, made);
    let absent = marks::joined(&opened.absent, &notes.absent);
    let old = marks::put(&mut opened.absent, absent);
    let changes = old.iter().filter_map(|(id, _)| {
        let mark = opened.absent.get(id)?;
        Some(CaseFileChange::Mark(*id, mark.clone()))
    });
    let changes = changes.collect();
    opened.keep(changes);
    let made = marks::joined(&opened.record_marks, &notes.records);
    mark::put_on_records(opened, made);
    for (name, text) in notes.filters {
        if opened.filters.get(&name) != Some(&text) {
            let name = free_name(&opened.filters, name);
            opened.keep(vec![CaseFileChange::Filter(
                name.clone(),
                Some(text.clone()),
            )]);
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
fn retire(window: &mut Window, old: Option<Writer>, unknown: u64) {
    let Some(old) = old else {
        return;
    };
    match &mut window.opened {
        Some(opened) if old.is_draft() && unknown == 0 => opened.drafts_to_remove.push(old),
        _ => window.run_in_background("close case file", move || drop(old)),
    }
}

/// Takes the hashes of the evidence, on a thread.
fn hash(opened: &mut OpenedCase, ctx: &Context) {
    let case = Arc::clone(&opened.loaded.case);
    let ctx = ctx.clone();
    let work = move |cancel: &CancelToken| evidence::with_hashes(&case, cancel);
    opened.hashing.ask(move || ctx.request_repaint(), work);
}

/// Takes the hashes when they are there: they are compared with those of the case file, or kept.
fn poll_hashes(window: &mut Window) {
    let Some(opened) = &mut window.opened else {
        return;
    };
    let Some(Ok(Some(hashed))) = opened.hashing.poll() else {
        return;
    };
    let was: Vec<EvidenceEntry> = std::mem::take(&mut opened.evidence_was);
    let had_hashes = was.iter().any(|file| file.sha256.is_some());
    let changes = evidence::changes(&was, &hashed);
    if !had_hashes && changes.is_empty() {
        opened.keep(vec![CaseFileChange::Evidence(hashed)]);
    } else if had_hashes && !changes.is_empty() {
        window.show_notice(text::evidence_changed(&changes), true);
    }
}

/// Opens evidence, or a case file and the evidence that it is about. Nothing is lost by it.
pub(crate) fn open_paths(window: &mut Window, paths: Vec<PathBuf>, ctx: &Context) {
    // Opening a share may take long: there the name decides, and the thread that opens it finds out the rest.
    let is_far =
        |path: &PathBuf| matches!(PathClass::of(path), PathClass::Share | PathClass::Device);
    let request = match paths.as_slice() {
        [path] if is_far(path) => {
            let end = path.extension().unwrap_or_default();
            let is_draft = path.parent() == window.drafts.folder();
            end.eq_ignore_ascii_case(EXTENSION).then(|| {
                if is_draft {
                    CaseFileRequest::OpenDraft(path.clone(), Consent::Plain)
                } else {
                    CaseFileRequest::Open(path.clone(), Consent::Plain)
                }
            })
        }
        [path] if !is_case_file(path) => None,
        [path] => Some(match window.drafts.folder() {
            Some(folder) if is_draft_in(folder, path) => {
                CaseFileRequest::OpenDraft(path.clone(), Consent::Plain)
            }
            _ => CaseFileRequest::Open(path.clone(), Consent::Plain),
        }),
        _ => None,
    };
    match request {
        Some(request) => start(window, request, ctx),
        None => load::start(window, paths, ctx),
    }
}
