//! The opened case and how it is shown.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::carried_selection::CarriedSelection;
use super::cursor_target::CursorTarget;
use super::detail_pane::DetailPane;
use super::export_form::ExportForm;
use super::filter_form::FilterForm;
use super::highlight::Highlight;
use super::history::{History, Stop};
use super::prefs::Preferences;
use super::presence_form::PresenceForm;
use super::story_cache::StoryCache;
use super::undo::Undo;
use super::view_settings::{SavedViewSettings, SettingsUpdate, ViewSettings};
use crate::analysis::filter::Marked;
use crate::analysis::session_index::SessionEntry;
use crate::casefile::drafts::DraftCount;
use crate::casefile::writer::Writer;
use crate::casefile::{CaseFileChange, EvidenceEntry};
use crate::domain::mark::Mark;
use crate::domain::record_key::{RecordKey, RecordMarks};
use crate::domain::session_id::SessionId;
use crate::domain::time::DisplayZone;
use crate::tables::loaded_case::LoadedCase;
use crate::tables::question::{Answer, Question, answer};
use crate::tables::route::{Route, SessionTab};
use crate::tables::rows::Marks;
use crate::ui::detail::record::RecordPane;
use crate::ui::latest::{AT_ONCE, Latest};
use crate::ui::text;
use crate::ui::views::timeline::Timeline;

/// An opened case and how it is shown.
pub struct OpenedCase {
    /// The case.
    pub loaded: Arc<LoadedCase>,
    /// Where the window is.
    pub history: History,
    /// The filter.
    pub filter: FilterForm,
    /// The examiner's marks.
    pub marked: Arc<Marked>,
    /// The examiner's marks on single records.
    pub record_marks: Arc<RecordMarks>,
    /// How the case is shown, as stored in the case file.
    pub view_settings: SavedViewSettings,
    /// Marks on sessions that this evidence does not have, as the file has them.
    pub absent: BTreeMap<SessionId, Mark>,
    /// Entries of the draft that are not understood.
    pub unknown: u64,
    /// The case file that keeps the marks, or the draft.
    pub file: Option<Writer>,
    /// The case file that could only be read and has all marks, as long as none is changed.
    pub read_from: Option<PathBuf>,
    /// Drafts whose marks that file takes over: they go as soon as it has them on the disk.
    pub drafts_to_remove: Vec<Writer>,
    /// The examiner no longer wants the marks: the draft goes with the case.
    pub discards_marks: bool,
    /// Filters by the names that the examiner gave them.
    pub filters: BTreeMap<String, String>,
    /// The hashes of the evidence, while they are taken.
    pub hashing: Latest<Option<Vec<EvidenceEntry>>>,
    /// The evidence as the case file knows it, until it is compared.
    pub evidence_was: Vec<EvidenceEntry>,
    /// The tags in use, with how many sessions have each.
    pub tags: Vec<(String, u64)>,
    /// What can be taken back.
    pub undo: Undo,
    /// The presence question.
    pub presence: PresenceForm,
    /// What a view shows.
    pub shown: Option<Answer>,
    /// What will be shown.
    asked: Option<Question>,
    answers: Latest<Option<Answer>>,
    /// Rows being copied to the clipboard.
    pub copying: Latest<String>,
    /// The timeline.
    pub timeline: Timeline,
    /// The selected sessions, for the timeline.
    pub highlight: Highlight,
    /// The record pane of a session.
    pub record: RecordPane,
    /// The story of the session that is shown, on its page or next to the table.
    pub story: StoryCache,
    /// The session at the cursor, next to the table.
    pub pane: Option<DetailPane>,
    /// Which part of it.
    pub pane_tab: SessionTab,
    /// The export window.
    pub export: Option<ExportForm>,
    /// How many rows a page key moves.
    pub page: usize,
    /// How wide the table is, in points.
    pub room: f32,
    /// A position that the table is to bring into view.
    pub reveal: Option<usize>,
    /// For this many more frames the cursor is brought into view: the table has changed its height.
    pub frames_to_reveal: u8,
    /// Where the cursor should go as soon as the rows are there.
    pub cursor_target: Option<CursorTarget>,
    /// What was selected in the early case, until the first answer is there.
    pub carried: Option<Arc<CarriedSelection>>,
}

impl OpenedCase {
    /// A case, at its first view.
    pub fn new(loaded: LoadedCase, zone: &DisplayZone) -> Self {
        // Without a session, what was read is the question; without a file, what was in the way.
        let case = &loaded.case;
        let route = match (case.sessions.is_empty(), case.files.is_empty()) {
            (false, _) => Route::Users,
            (true, false) => Route::Evidence,
            (true, true) => Route::Problems,
        };
        Self {
            history: History::new(Stop::new(route, &loaded, zone)),
            loaded: Arc::new(loaded),
            filter: FilterForm::default(),
            marked: Arc::default(),
            record_marks: Arc::default(),
            view_settings: SavedViewSettings::default(),
            absent: BTreeMap::new(),
            unknown: 0,
            read_from: None,
            file: None,
            drafts_to_remove: Vec::new(),
            discards_marks: false,
            filters: BTreeMap::new(),
            hashing: Latest::new("hash evidence"),
            evidence_was: Vec::new(),
            tags: Vec::new(),
            undo: Undo::default(),
            presence: PresenceForm::default(),
            shown: None,
            asked: None,
            answers: Latest::new("answer"),
            copying: Latest::new("copy"),
            timeline: Timeline::default(),
            highlight: Highlight::default(),
            record: RecordPane::default(),
            story: StoryCache::default(),
            pane: None,
            pane_tab: SessionTab::Summary,
            export: None,
            page: 20,
            room: f32::INFINITY,
            reveal: None,
            frames_to_reveal: 0,
            cursor_target: None,
            carried: None,
        }
    }

    /// The current view.
    pub fn route(&self) -> Option<&Route> {
        self.history.here().map(|stop| &stop.route)
    }

    /// What is shown, when it belongs to the current view.
    pub fn answer(&self) -> Option<&Answer> {
        let route = self.route()?;
        self.shown
            .as_ref()
            .filter(|shown| shown.question.route == *route)
    }

    /// Begins a new path at a view.
    pub fn jump(&mut self, stop: Stop) {
        self.history.jump(stop);
        self.record.clear();
    }

    /// Goes one level down.
    pub fn go_down(&mut self, stop: Stop) {
        self.history.down(stop);
        self.record.clear();
    }

    /// Another tab of the session next to the table.
    pub fn show_pane_tab(&mut self, tab: SessionTab) {
        self.pane_tab = tab;
        self.record.clear();
    }

    /// Expands or collapses a group.
    pub fn turn_group(&mut self, name: &str) {
        let stop = self.history.here_mut();
        if let Some(grouping) = stop.and_then(|stop| stop.grouping.as_mut()) {
            grouping.turn(name);
        }
    }

    /// Sends the settings of the view to the case file where they have changed; how long to wait where it
    /// is too early.
    pub fn keep_view_settings(&mut self, prefs: &Preferences, is_last: bool) -> Option<Duration> {
        self.file.as_ref()?;
        let now = ViewSettings::of(prefs, &self.timeline);
        let change = self.view_settings.update(now, is_last)?;
        match change {
            SettingsUpdate::Write(text) => {
                self.keep(vec![CaseFileChange::Layout(text)]);
                None
            }
            SettingsUpdate::Wait(pause) => Some(pause),
        }
    }

    /// Has the session that is shown told as a story.
    pub fn refresh_story(&mut self, prefs: &Preferences, ctx: &egui::Context) {
        let of = |route: &Route| match route {
            Route::Session(index, _) => Some(*index),
            _ => None,
        };
        let on_page = self.route().and_then(of);
        let beside = || of(&self.pane.as_ref()?.stop.route);
        let shown = on_page.or_else(beside);
        self.story.refresh(shown, (&self.loaded, &prefs.zone), ctx);
    }

    /// The row that the cursor is on.
    pub fn row_at_cursor(&self) -> Option<(&Answer, u32)> {
        let answer = self.answer()?;
        let position = self.history.here()?.selection.cursor()?;
        Some((answer, *answer.order.get(position)?))
    }

    /// The open session, or the first one that the row at the cursor represents.
    pub fn current_session(&self) -> Option<u32> {
        if let Some(&Route::Session(index, _)) = self.route() {
            return Some(index);
        }
        let (answer, row) = self.row_at_cursor()?;
        answer.rows.sessions(row).first().copied()
    }

    /// The sessions that an action applies to: those of the selected rows, otherwise the current one.
    pub fn sessions_to_act_on(&self) -> Vec<u32> {
        let is_list = self.route().is_some_and(Route::is_list);
        let (sessions, is_selection) = self.export_sessions();
        if is_list && is_selection {
            return sessions;
        }
        self.current_session().into_iter().collect()
    }

    /// The record or artefact at the cursor, in the view or in the table next to it.
    pub fn current_record(&self) -> Option<RecordKey> {
        let in_view = || {
            let (answer, row) = self.row_at_cursor()?;
            answer.rows.mark_key(row)
        };
        let beside = || {
            let pane = self.pane.as_ref()?;
            let row = pane.answer.order.get(pane.stop.selection.cursor()?)?;
            pane.answer.rows.mark_key(*row)
        };
        in_view().or_else(beside)
    }

    /// The records and artefacts that an action applies to: those of the selected rows, otherwise the current one.
    pub fn records_to_act_on(&self) -> Vec<RecordKey> {
        let selected = self
            .answer()
            .zip(self.history.here())
            .map(|(answer, stop)| {
                let rows = stop.selection.rows(&answer.order);
                let keys = rows.iter().filter_map(|&row| answer.rows.mark_key(row));
                keys.collect::<Vec<_>>()
            });
        match selected {
            Some(keys) if keys.len() > 1 => keys,
            _ => self.current_record().into_iter().collect(),
        }
    }

    /// The examiner's marks.
    pub fn marks(&self) -> Marks {
        Marks {
            sessions: Arc::clone(&self.marked),
            records: Arc::clone(&self.record_marks),
        }
    }

    /// A time from the evidence, as an example of how times are typed.
    pub fn example_time(&self, zone: &DisplayZone) -> String {
        let first = self
            .loaded
            .session_index
            .rows()
            .iter()
            .find_map(SessionEntry::sort_time);
        let text = first.map_or_else(|| text::TIME_HINT.to_owned(), |first| zone.short(first));
        text.chars().take(text::TIME_HINT.len()).collect()
    }

    /// What the case is called: its file, or what was opened.
    pub fn name(&self) -> Option<String> {
        let opened = || self.loaded.case.paths.first().map(PathBuf::as_path);
        let file = self.file.as_ref().filter(|file| !file.is_draft());
        let path = file.map(Writer::path).or_else(opened)?;
        Some(path.file_name()?.to_string_lossy().into_owned())
    }

    /// Sends changes to the case file, where there is one.
    pub fn keep(&mut self, changes: Vec<CaseFileChange>) {
        // What was read of a file is no longer all that there is.
        if !changes.iter().all(CaseFileChange::is_by_itself) {
            self.read_from = None;
        }
        if let Some(file) = self.file.as_mut().filter(|_| !changes.is_empty()) {
            file.write(changes);
        }
    }

    /// How much was noted.
    pub fn count(&self) -> DraftCount {
        DraftCount {
            sessions: self.marked.len() + self.absent.len(),
            records: self.record_marks.len(),
            filters: self.filters.len(),
            unknown: self.unknown,
        }
    }

    /// Whether the examiner has chosen a file that keeps the marks.
    pub fn has_case_file(&self) -> bool {
        self.file.as_ref().is_some_and(|file| !file.is_draft())
    }

    /// Closes the file. A draft goes where it has nothing left, or nothing that is wanted. Waits for
    /// the disk.
    pub fn close_file(&mut self) {
        let is_done = self.discards_marks || self.count().is_nothing();
        match self.file.take() {
            Some(file) if file.is_draft() && is_done => file.discard(),
            file => drop(file),
        }
    }

    /// Whether the rows of the view are being computed.
    pub fn is_asking(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether anything is being computed.
    pub fn is_working(&self) -> bool {
        self.is_asking() || self.copying.is_busy()
    }

    /// Requests what the current view needs, and takes results that have arrived.
    pub fn refresh(&mut self, prefs: &Preferences, ctx: &egui::Context) {
        self.record.poll();
        match self.copying.poll() {
            Some(Ok(text)) => ctx.copy_text(text),
            Some(Err(error)) => log::error!("{error}"),
            None => {}
        }
        let session_index = &self.loaded.session_index;
        self.highlight
            .update(self.shown.as_ref(), self.history.here(), session_index);
        if let Some(result) = self.answers.poll() {
            match result {
                Ok(Some(answer)) => self.take(answer),
                Ok(None) => {}
                Err(error) => log::error!("{error}"),
            }
            self.asked = None;
        }
        let Some(stop) = self.history.here() else {
            return;
        };
        let question = Question {
            route: stop.route.clone(),
            filter: self.filter.filter(prefs),
            sort: stop.sort,
            grouping: stop.grouping.clone(),
            folding: prefs.fold_attempts.then(|| stop.folding.clone()),
            marks: self.marks(),
        };
        let is_shown = self
            .shown
            .as_ref()
            .is_some_and(|shown| shown.question == question);
        if is_shown || self.asked.as_ref() == Some(&question) {
            return;
        }
        let loaded = Arc::clone(&self.loaded);
        let carried = self.carried.clone();
        let finish = move |answer: Answer| match carried {
            Some(carried) => carried.select_in(answer),
            None => answer,
        };
        let is_small =
            loaded.case.sessions.len() <= AT_ONCE && loaded.case.activities.len() <= AT_ONCE;
        if is_small {
            let answer = answer(&loaded, question, self.shown.as_ref(), &|| true);
            if let Some(answer) = answer.map(finish) {
                self.take(answer);
            }
            return;
        }
        self.asked = Some(question.clone());
        let known = self.shown.clone();
        let ctx = ctx.clone();
        self.answers.ask(
            move || ctx.request_repaint(),
            move |cancel| {
                let go_on = || !cancel.is_cancelled();
                answer(&loaded, question, known.as_ref(), &go_on).map(finish)
            },
        );
    }

    fn take(&mut self, answer: Answer) {
        let known = self.shown.as_ref();
        let same = known.filter(|known| Arc::ptr_eq(&known.plain, &answer.plain));
        let stop = self.history.here_mut();
        if let (Some(stop), Some(same)) = (stop, same) {
            stop.selection.follow(&same.order, &answer.order);
        }
        // Marks may have taken rows away, or brought some: the numbers of the others are new then.
        let other_marks = known.is_some_and(|known| {
            known.question.marks != answer.question.marks && known.sessions != answer.sessions
        });
        // The header of a group may represent other sessions now, as after a tag in groups by tag.
        let other_groups = known.is_some_and(|known| match (&known.grouped, &answer.grouped) {
            (Some(known), Some(new)) => !new.has_groups_of(known),
            _ => false,
        });
        let before = known.filter(|known| known.question.route == answer.question.route);
        let other_folds = before.is_some_and(|known| match (&known.folded, &answer.folded) {
            (Some(known), Some(new)) => !new.has_folds_of(known),
            (known, new) => known.is_some() != new.is_some(),
        });
        let is_other = other_marks || other_groups || other_folds;
        if let Some(stop) = self.history.here_mut().filter(|_| is_other) {
            stop.selection.clear();
        }
        let is_carried = self.carried.take().is_some();
        if let (true, Some(stop)) = (is_carried, self.history.here_mut()) {
            stop.selection.select(&answer.carried, &answer.order);
        }
        let cursor = self.history.here().and_then(|stop| stop.selection.cursor());
        // Another list is shown from its top, not from where the last one was scrolled to.
        self.reveal = if same.is_some() || is_carried {
            cursor
        } else {
            cursor.or(Some(0))
        };
        self.shown = Some(answer);
    }

    /// The activities in view, and the selected ones.
    pub fn export_activities(&self) -> (Vec<u32>, Vec<u32>) {
        let Some((answer, stop)) = self.answer().zip(self.history.here()) else {
            return (Vec::new(), Vec::new());
        };
        let of = |rows: &mut dyn Iterator<Item = u32>| -> Vec<u32> {
            let mut found: Vec<u32> = rows.filter_map(|row| answer.rows.activity(row)).collect();
            found.sort_unstable();
            found
        };
        let all = of(&mut (0..).take(answer.plain.len()));
        let selected = of(&mut stop.selection.rows(&answer.order).into_iter());
        (all, selected)
    }

    /// The sessions that an export would write: those of the selected rows, else all in view.
    /// The flag is whether a selection was made.
    pub fn export_sessions(&self) -> (Vec<u32>, bool) {
        let (Some(answer), Some(stop)) = (self.answer(), self.history.here()) else {
            return (Vec::new(), false);
        };
        let is_list = !matches!(stop.route, Route::Session(..));
        if stop.selection.is_empty() || !is_list {
            return (answer.sessions.to_vec(), false);
        }
        let rows = stop.selection.rows(&answer.order);
        let mut sessions: Vec<u32> = rows
            .iter()
            .flat_map(|&row| answer.rows.sessions(row).into_owned())
            .collect();
        sessions.sort_unstable();
        sessions.dedup();
        (sessions, true)
    }
}
