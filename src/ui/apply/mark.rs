//! Commands that mark sessions, and those of the case file that keeps the marks.

use std::path::Path;
use std::sync::Arc;

use egui::Context;

use super::record_mark;
use crate::case::Case;
use crate::casefile::writer::Writer;
use crate::casefile::{CaseFile, CaseFileError, Change, Contents, Evidence, evidence};
use crate::domain::mark::{self, LONGEST_COMMENT, MOST_TAGS, Mark, Marked, tag};
use crate::export::save::is_among_evidence;
use crate::job::cancel::CancelToken;
use crate::ui::app::App;
use crate::ui::command::MarkChange;
use crate::ui::looks::{Kept, Looks};
use crate::ui::state::Opened;
use crate::ui::text;
use crate::ui::undo::Step;

/// Marks the selected sessions, or the one in hand; returns how many.
pub fn mark(opened: &mut Opened, change: &MarkChange) -> usize {
    let sessions = opened.sessions_in_hand();
    let marked = &opened.marked;
    let marks = || {
        sessions
            .iter()
            .map(|session| marked.get(session).unwrap_or(&mark::NONE))
    };
    // A switch switches all the same way: on, unless all are on.
    let turn_on = match change {
        MarkChange::Bookmark => !marks().all(|mark| mark.is_bookmarked),
        MarkChange::Mute => !marks().all(|mark| mark.is_muted),
        _ => true,
    };
    let new: Vec<(u32, Mark)> = sessions
        .iter()
        .zip(marks())
        .map(|(session, mark)| (*session, changed(mark, change, turn_on)))
        .collect();
    let old = put(opened, new);
    let count = old.len();
    if count > 0 {
        opened.undo.keep(Step::Marks(old));
    }
    count
}

pub fn changed(known: &Mark, change: &MarkChange, turn_on: bool) -> Mark {
    let mut mark = known.clone();
    match change {
        MarkChange::Tag(typed) => {
            let room = MOST_TAGS.saturating_sub(mark.tags.len());
            mark.tags
                .extend(typed.split(',').filter_map(tag).take(room));
        }
        MarkChange::Untag(typed) => {
            for gone in typed.split(',').filter_map(tag) {
                mark.tags.remove(&gone);
            }
        }
        MarkChange::Comment(comment) => {
            let end = comment.floor_char_boundary(LONGEST_COMMENT);
            comment
                .get(..end)
                .unwrap_or_default()
                .trim()
                .clone_into(&mut mark.comment);
        }
        MarkChange::Bookmark => mark.is_bookmarked = turn_on,
        MarkChange::Mute => mark.is_muted = turn_on,
    }
    mark
}

/// Puts marks in the place of others, and sends them to the case file; returns those that were
/// there.
pub fn put(opened: &mut Opened, new: Vec<(u32, Mark)>) -> Vec<(u32, Mark)> {
    let marked: &mut Marked = Arc::make_mut(&mut opened.marked);
    let old = mark::put(marked, new);
    let sessions = &opened.loaded.case.sessions;
    let changes = old.iter().filter_map(|(session, _)| {
        let id = sessions.get(*session as usize)?.id;
        let mark = marked.get(session).unwrap_or(&mark::NONE);
        Some(Change::Mark(id, mark.clone()))
    });
    let changes = changes.collect();
    opened.tags = tags(&opened.marked);
    opened.keep(changes);
    old
}

/// The tags in use, the most frequent first.
fn tags(marked: &Marked) -> Vec<(String, u64)> {
    let mut counts: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    for tag in marked.values().flat_map(|mark| &mark.tags) {
        *counts.entry(tag).or_default() += 1;
    }
    let mut all: Vec<(String, u64)> = counts
        .into_iter()
        .map(|(tag, count)| (tag.to_owned(), count))
        .collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all
}

/// Keeps the filter under a name.
pub fn save_filter(opened: &mut Opened, name: String) {
    let text = opened.filter.text.trim().to_owned();
    if !text.is_empty() {
        opened.keep(vec![Change::Filter(name.clone(), Some(text.clone()))]);
        opened.filters.insert(name, text);
    }
}

/// Keeps the case in a file from now on: a new one, or one that is there.
pub fn save_at(app: &mut App, path: &Path, ctx: &Context) {
    let Some(opened) = &mut app.opened else {
        return;
    };
    let mut path = path.to_owned();
    if path.extension().is_none() {
        path.set_extension(crate::casefile::EXTENSION);
    }
    // The old file is closed first: it may be the same.
    opened.file = None;
    match CaseFile::create(&path, &opened.loaded.case) {
        Ok((file, contents)) => {
            app.notice = None;
            attach(app, file, &contents, ctx);
        }
        Err(error) => app.say(error.to_string(), true),
    }
}

/// Joins an opened case file with the case: its marks, with those made before it was there.
pub fn attach(app: &mut App, file: CaseFile, contents: &Contents, ctx: &Context) {
    let Some(opened) = &mut app.opened else {
        return;
    };
    let waker = ctx.clone();
    let writer = match Writer::start(file, move || waker.request_repaint()) {
        Ok(writer) => writer,
        Err(error) => return app.say(error.to_string(), true),
    };
    let case = Arc::clone(&opened.loaded.case);
    let (marked, absent) = contents.marked(&case);
    let unsaved = std::mem::take(&mut opened.marked);
    opened.file = Some(writer);
    // What was marked before the file was there is added to what it holds.
    let made = mark::joined(&marked, &unsaved);
    opened.marked = Arc::new(marked);
    put(opened, made);
    let new_filters: Vec<Change> = opened
        .filters
        .iter()
        .filter(|(name, _)| !contents.filters.contains_key(*name))
        .map(|(name, text)| Change::Filter(name.clone(), Some(text.clone())))
        .collect();
    opened.keep(new_filters);
    for (name, text) in &contents.filters {
        opened
            .filters
            .entry(name.clone())
            .or_insert_with(|| text.clone());
    }
    opened.tags = tags(&opened.marked);
    record_mark::attach(opened, &contents.records);
    let changes = evidence::changes(&contents.evidence, &evidence::of(&case));
    opened.evidence_was.clone_from(&contents.evidence);
    hash(opened, ctx);
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
    let words = text::case_file_opened(&changes, absent, contents.passed_over + not_read);
    if let Some((words, is_bad)) = words {
        app.say(words, is_bad);
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
pub fn poll(app: &mut App) {
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

/// Opens a case file, and the evidence that it is about.
pub fn open(app: &mut App, path: &Path, ctx: &Context) {
    // It is looked at before it is opened for writing: it may lie among the evidence that it names.
    let looked = CaseFile::look_into(path).and_then(|contents| {
        let case = Case {
            paths: contents.roots.clone(),
            ..Case::default()
        };
        if is_among_evidence(&case, path) {
            return Err(CaseFileError::AmongEvidence(path.to_owned()));
        }
        CaseFile::open(path)
    });
    match looked {
        Ok((_, contents)) if contents.roots.is_empty() => app.say(text::NO_ROOTS, true),
        // A share would be a connection to a machine that somebody else has chosen.
        Ok((_, contents)) if contents.roots.iter().any(|root| is_share(root)) => {
            app.say(text::ROOT_IS_SHARE, true);
        }
        Ok((file, contents)) => {
            let roots = contents.roots.clone();
            crate::ui::loading::start(app, roots, ctx);
            if app.loading.is_some() {
                app.waiting_file = Some((file, contents));
            }
        }
        Err(error) => app.say(error.to_string(), true),
    }
}

/// Whether a path leads to another machine.
fn is_share(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.starts_with("\\\\") || text.starts_with("//")
}
