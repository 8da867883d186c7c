//! The timeline: the sessions in view on lanes.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use egui::text::LayoutJob;
use egui::{
    Button, Color32, Context, Frame, Label, Panel, Rangef, Rect, TextFormat, TextStyle, Theme, Ui,
    Vec2, vec2,
};
use serde::{Deserialize, Serialize};

use crate::analysis::lanes::zoom::TimeRange;
use crate::analysis::lanes::{BarRow, Lane, LaneBy, LaneInput, LaneKey, lanes};
use crate::analysis::outliers::{Level, Outliers};
use crate::domain::session::{HostIndex, Kind};
use crate::domain::time::{DisplayZone, Timestamp};
use crate::tables::loaded_case::{ClearedLog, LoadedCase};
use crate::ui::actions::chord::{IS_MAC, command_key};
use crate::ui::latest::{AT_ONCE, Latest};
use crate::ui::picture::Sheet;
use crate::ui::picture_form::{PictureForm, SAVE_PICTURE};
use crate::ui::text;
use crate::ui::views::week::Week;
use crate::ui::widgets::lane_plot::{
    CacheKey, LanePlot, LanePlotCache, LanePlotResponse, PlotColors, PlotMoment, gutter_width,
};
use crate::ui::widgets::span_lines::SpanLines;
use crate::ui::widgets::span_wording::LEGEND;

/// What the pointer brings up over "How to use it".
fn help() -> String {
    let held = command_key(IS_MAC);
    format!(
        "\
Drag: filter by time. Click an empty area: clear that filter.
Wheel: zoom at the pointer. Middle-drag or {held}+drag: pan.
W/S: zoom in/out. A/D: earlier/later. Home, or double-click an empty area: show everything.
Click a bar: select it. Double-click: open it. Click a name: go to it.
A straight end is known, a hatched one inferred; an arrow means that the session was still open when the \
evidence ends.
A paler bar is an attempt that is not known to have succeeded."
    )
}

/// What lanes can be, in the words of the switch.
const SWITCH: [(LaneBy, &str); 4] = [
    (LaneBy::User, text::LANE_USER),
    (LaneBy::UserPlace, text::LANE_USER_PLACE),
    (LaneBy::Host, text::LANE_HOST),
    (LaneBy::Range, text::LANE_RANGE),
];

/// What the timeline keeps from frame to frame.
pub struct Timeline {
    /// What a lane is.
    pub by: LaneBy,
    /// Which picture is shown.
    pub shows: TimelineMode,
    /// Whether lines below the lanes show how far the evidence reaches.
    pub shows_coverage: bool,
    /// What of time is in view; `None` for all.
    pub view: Option<TimeRange>,
    /// What is drawn; rebuilt only when `asked` changes.
    picture: Picture,
    /// What the newest picture is made of, or is being made of.
    asked: Option<Subject>,
    pictures: Latest<Picture>,
    /// How many pictures there were before this one.
    number: u64,
    memory: RefCell<LanePlotCache>,
    week: Week,
    /// The picture that is about to be written.
    pub saving: Option<PictureForm>,
}

/// Which picture of the sessions is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimelineMode {
    /// Bars on lanes.
    #[default]
    Lanes,
    /// Days of the week and hours.
    Week,
}

/// What is shown above the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpperPanel {
    /// Lanes.
    Lanes(LaneBy),
    /// Days of the week and hours.
    Week,
    /// How far the evidence reaches, below the lanes or not.
    Coverage,
}

/// What a picture is made of.
type Subject = (Arc<Vec<u32>>, LaneBy);

/// The timeline as data.
struct Picture {
    lanes: Vec<Lane>,
    all: TimeRange,
    kinds: BTreeSet<Kind>,
    has_refusals: bool,
    cleared: Vec<PlotMoment>,
}

impl Default for Picture {
    fn default() -> Self {
        Self {
            lanes: Vec::new(),
            all: TimeRange::of(&[]),
            kinds: BTreeSet::new(),
            has_refusals: false,
            cleared: Vec::new(),
        }
    }
}

impl Picture {
    fn of(loaded: &LoadedCase, (sessions, by): &Subject) -> Self {
        let session_index = sessions
            .iter()
            .filter_map(|&index| loaded.session_index.get(index));
        let hosts: BTreeSet<HostIndex> = session_index.map(|entry| entry.host).collect();
        let told = LaneInput {
            session_index: &loaded.session_index,
            hosts: &loaded.case.hosts,
            last_seen: &loaded.last_seen,
        };
        let mut lanes = lanes(told, sessions, *by);
        // What is worth a look is not below the edge of the picture.
        lanes.sort_by_cached_key(|lane| Reverse(level(&loaded.outliers, &lane.key)));
        let bars = lanes.iter().flat_map(|lane| &lane.stays);
        // Over all lanes: what was before a clearing may be missing from any of them.
        let in_view = |cleared: &&ClearedLog| cleared.hosts.iter().any(|host| hosts.contains(host));
        let cleared = loaded.cleared_logs.iter().filter(in_view);
        Self {
            all: TimeRange::of(&lanes),
            kinds: bars.flat_map(BarRow::bars).map(|bar| bar.kind).collect(),
            has_refusals: lanes.iter().any(|lane| lane.counts().1 > 0),
            cleared: cleared.map(moment).collect(),
            lanes,
        }
    }
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            by: LaneBy::default(),
            shows: TimelineMode::default(),
            shows_coverage: false,
            view: None,
            picture: Picture::default(),
            asked: None,
            pictures: Latest::new("lanes"),
            number: 0,
            memory: RefCell::default(),
            week: Week::default(),
            saving: None,
        }
    }
}

/// What the timeline is shown with.
pub struct TimelineInput<'a> {
    /// The case.
    pub loaded: &'a Arc<LoadedCase>,
    /// The view and its filter, in words.
    pub about: &'a str,
    /// The sessions in view, those outside the filter's range of time included.
    pub sessions: &'a Arc<Vec<u32>>,
    /// The sessions in view, those outside the filter's range of time excluded.
    pub in_range: &'a Arc<Vec<u32>>,
    /// Whether a filter acts on what is shown.
    pub is_filtered: bool,
    /// Which of them are selected.
    pub selected: &'a dyn Fn(u32) -> bool,
    /// A number that changes when `selected` does.
    pub selection: u64,
    /// The range of the time filter.
    pub brush: Option<(Timestamp, Timestamp)>,
    /// The zone of the window.
    pub zone: &'a DisplayZone,
    /// Colours.
    pub palette: PlotColors,
}

/// What the examiner did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimelineResponse {
    /// In the lanes.
    pub lanes: LanePlotResponse,
    /// In the week: a day and an hour were clicked.
    pub hour: Option<(usize, usize)>,
    /// A dialog was requested that chooses where to write the picture.
    pub asks_place: bool,
}

impl Timeline {
    /// The lanes shown last; `LanePlotResponse::lane` counts in them.
    pub fn lanes(&self) -> &[Lane] {
        &self.picture.lanes
    }

    /// Below this a part of it would not be seen: a week has seven days.
    pub fn least_height(&self) -> f32 {
        match self.shows {
            TimelineMode::Lanes => 90.0,
            TimelineMode::Week => 225.0,
        }
    }

    /// Shows something else above the table.
    pub fn show_above(&mut self, above: UpperPanel) {
        match above {
            UpperPanel::Lanes(by) => (self.shows, self.by) = (TimelineMode::Lanes, by),
            UpperPanel::Week => self.shows = TimelineMode::Week,
            UpperPanel::Coverage => {
                (self.shows, self.shows_coverage) = (TimelineMode::Lanes, !self.shows_coverage);
            }
        }
    }

    /// Whether lanes are being computed; those shown meanwhile are of what was in view before.
    pub fn is_working(&self) -> bool {
        self.pictures.is_busy() || self.week.is_working()
    }

    /// All the time that is shown. Without coverage only that of the sessions: a log may be much
    /// longer than they are.
    fn all(&self, loaded: &LoadedCase) -> TimeRange {
        let sessions = self.picture.all;
        match loaded.reach.all.filter(|_| self.shows_coverage) {
            None => sessions,
            Some(reach) if self.picture.lanes.is_empty() => reach,
            Some(reach) => reach.with(&sessions),
        }
    }

    fn show(&mut self, picture: Picture) {
        self.picture = picture;
        self.number += 1;
    }

    /// Asks for the lanes of these sessions, and takes what has come.
    fn update(&mut self, loaded: &Arc<LoadedCase>, sessions: &Arc<Vec<u32>>, ctx: &Context) {
        match self.pictures.poll() {
            Some(Ok(picture)) => self.show(picture),
            Some(Err(error)) => log::error!("{error}"),
            None => {}
        }
        let by = self.by;
        let same = |(known, known_by): &Subject| Arc::ptr_eq(known, sessions) && *known_by == by;
        if self.asked.as_ref().is_some_and(same) {
            return;
        }
        let subject = (Arc::clone(sessions), by);
        self.asked = Some(subject.clone());
        // Running work would finish later and be shown instead.
        if sessions.len() <= AT_ONCE && !self.pictures.is_busy() {
            self.show(Picture::of(loaded, &subject));
            return;
        }
        let (loaded, ctx) = (Arc::clone(loaded), ctx.clone());
        self.pictures.ask(
            move || ctx.request_repaint(),
            move |_| Picture::of(&loaded, &subject),
        );
    }
}

/// How much attention a lane asks for.
fn level(outliers: &Outliers, key: &LaneKey) -> Option<Level> {
    let mark = match key {
        LaneKey::User(user) => outliers.user(user),
        LaneKey::UserPlace(user, place) => outliers.place(user, place),
        LaneKey::Host(_) | LaneKey::Range(_) => None,
    };
    mark.map(|mark| mark.level)
}

fn moment(cleared: &ClearedLog) -> PlotMoment {
    PlotMoment {
        time: cleared.time.as_unix_seconds(),
        text: cleared.text.clone(),
    }
}

/// Shows the timeline, with its switch and its legend, in the available space.
pub fn timeline_ui(
    ui: &mut Ui,
    timeline: &mut Timeline,
    input: &TimelineInput,
) -> TimelineResponse {
    ui.horizontal_wrapped(|ui| {
        switch(ui, timeline);
        let has_coverage = timeline.shows == TimelineMode::Lanes;
        ui.add_enabled_ui(has_coverage, |ui| {
            ui.toggle_value(&mut timeline.shows_coverage, text::COVERAGE)
                .on_hover_text(LEGEND);
        });
        if timeline.shows == TimelineMode::Lanes {
            ui.separator();
            legend(ui, &timeline.picture, input.palette);
            ui.weak("How to use it").on_hover_text(help());
            let has_lanes = !timeline.picture.lanes.is_empty();
            let save = ui.add_enabled(has_lanes, Button::new(SAVE_PICTURE));
            if save.clicked() {
                timeline.saving = Some(PictureForm::new(svg(ui, timeline, input)));
            }
        }
    });
    let mut did = TimelineResponse::default();
    match timeline.shows {
        TimelineMode::Lanes => {
            if timeline.shows_coverage {
                reach_ui(ui, timeline, input);
            }
            did.lanes = lanes_ui(ui, timeline, input);
        }
        TimelineMode::Week => {
            let how = (input.zone, input.is_filtered);
            did.hour = timeline.week.show(ui, input.loaded, input.in_range, how);
        }
    }
    if let Some(form) = &mut timeline.saving {
        let asked = form.show(ui, &input.loaded.case);
        did.asks_place = asked.dialog;
        if asked.close {
            timeline.saving = None;
        }
    }
    did
}

/// The lanes in view as a picture, on a light ground: it is for paper.
fn svg(ui: &Ui, timeline: &Timeline, input: &TimelineInput) -> String {
    let style = ui.ctx().style_of(Theme::Light);
    Sheet {
        about: input.about,
        lanes: &timeline.picture.lanes,
        view: timeline.view.unwrap_or(timeline.all(input.loaded)),
        moments: &timeline.picture.cleared,
        reach: if timeline.shows_coverage {
            &input.loaded.reach.lines
        } else {
            &[]
        },
        case: &input.loaded.case,
        zone: input.zone,
        palette: input.palette,
        visuals: &style.visuals,
    }
    .svg()
}

/// What is shown: lanes of one kind, or the week.
fn switch(ui: &mut Ui, timeline: &mut Timeline) {
    ui.label(text::LANES);
    for (by, word) in SWITCH {
        let is_on = timeline.shows == TimelineMode::Lanes && timeline.by == by;
        if ui.selectable_label(is_on, word).clicked() {
            (timeline.shows, timeline.by) = (TimelineMode::Lanes, by);
        }
    }
    ui.separator();
    ui.selectable_value(&mut timeline.shows, TimelineMode::Week, text::WEEK)
        .on_hover_text(text::WEEK_HINT);
}

/// How far the evidence reaches, below the lanes and under the same time.
fn reach_ui(ui: &mut Ui, timeline: &Timeline, input: &TimelineInput) {
    Panel::bottom("reach")
        .resizable(true)
        .default_size(86.0)
        .size_range(24.0..=(ui.available_height() * 0.7).max(25.0))
        .frame(Frame::NONE)
        .show(ui, |ui| {
            let whole = ui.max_rect();
            let split = whole.left() + gutter_width(whole.width());
            let drawn = timeline.memory.borrow().x();
            let has_lanes = !timeline.picture.lanes.is_empty();
            SpanLines {
                case: &input.loaded.case,
                lines: &input.loaded.reach.lines,
                view: timeline.view.unwrap_or(timeline.all(input.loaded)),
                x: drawn
                    .filter(|_| has_lanes)
                    .unwrap_or(Rangef::new(split, whole.right())),
                zone: input.zone,
            }
            .show(ui);
            ui.take_available_height();
        });
}

fn lanes_ui(ui: &mut Ui, timeline: &mut Timeline, input: &TimelineInput) -> LanePlotResponse {
    timeline.update(input.loaded, input.sessions, ui.ctx());
    if timeline.picture.lanes.is_empty() {
        ui.weak(if timeline.is_working() {
            text::WORKING
        } else {
            "No sessions with a known time are in view."
        });
        return LanePlotResponse::default();
    }
    LanePlot {
        case: &input.loaded.case,
        lanes: &timeline.picture.lanes,
        all: timeline.all(input.loaded),
        stamp: CacheKey {
            lanes: timeline.number,
            selection: input.selection,
        },
        memory: &timeline.memory,
        moments: &timeline.picture.cleared,
        activity: &input.loaded.activity_times,
        view: &mut timeline.view,
        selected: input.selected,
        brush: input.brush,
        zone: input.zone,
        palette: input.palette,
    }
    .show(ui)
}

/// The colours that are in the picture, with their words.
fn legend(ui: &mut Ui, picture: &Picture, palette: PlotColors) {
    for &kind in &picture.kinds {
        swatch(ui, (palette.stay)(ui.visuals(), kind), kind.as_str());
    }
    if picture.has_refusals {
        swatch(ui, (palette.refusal)(ui.visuals()), "refused");
    }
    if !picture.cleared.is_empty() {
        swatch(ui, ui.visuals().warn_fg_color, "log cleared");
    }
}

/// A colour and its word, which stay together where the line is broken.
fn swatch(ui: &mut Ui, color: Color32, word: &str) {
    let font = TextStyle::Body.resolve(ui.style());
    let format = TextFormat::simple(font, ui.visuals().weak_text_color());
    let mut text = LayoutJob::default();
    text.append(word, 14.0, format);
    let place = ui.add(Label::new(text).extend()).rect;
    let square = Rect::from_center_size(place.left_center() + vec2(5.0, 0.0), Vec2::splat(10.0));
    ui.painter().rect_filled(square, 2.0, color);
}
