//! Runs the application without a window, frame by frame, and times layout and tessellation.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{
    Context, Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, RawInput, Rect,
    TouchPhase,
};
use egui::{Ui, Vec2, pos2, vec2};
use whence::analysis::lanes::Lane;
use whence::analysis::lanes::zoom::TimeRange;
use whence::case::Case;
use whence::domain::time::DisplayZone;
use whence::tables::layout::ColumnLayout;
use whence::tables::loaded_case::LoadedCase;
use whence::tables::rows::TableRows;
use whence::tables::selection::Selection;
use whence::tables::sorting::Sort;
use whence::ui::app::App;
use whence::ui::theme;
use whence::ui::theme::Density;
use whence::ui::views::timeline::{Timeline, TimelineInput, timeline_ui};
use whence::ui::widgets::lane_plot::{CacheKey, LanePlot, LanePlotCache};
use whence::ui::widgets::table::TableView;

use super::spread;

/// The size of the window in points.
pub const SIZE: Vec2 = vec2(1600.0, 1000.0);

/// An egui context and its clock.
pub struct Screen {
    ctx: Context,
    size: Vec2,
    time: f64,
}

impl Screen {
    /// A screen of this size.
    pub fn new(size: Vec2) -> Self {
        let ctx = Context::default();
        ctx.set_fonts(theme::fonts::definitions());
        ctx.all_styles_mut(|style| style.text_styles.extend(theme::fonts::text_styles()));
        Self {
            ctx,
            size,
            time: 0.0,
        }
    }

    /// Runs one frame and returns the time that it took.
    pub fn frame(&mut self, events: Vec<Event>, draw: impl FnMut(&mut Ui)) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let begun = Instant::now();
        let mut output = self.ctx.run_ui(input, draw);
        let shapes = std::mem::take(&mut output.shapes);
        let drawn = self.ctx.tessellate(shapes, output.pixels_per_point);
        let took = begun.elapsed();
        assert!(!drawn.is_empty());
        output.textures_delta.clear();
        took
    }
}

/// The whole application.
pub struct Window {
    screen: Screen,
    app: App,
    frame: eframe::Frame,
}

impl Window {
    /// Opens a case.
    pub fn with_case(case: Case) -> Self {
        let screen = Screen::new(SIZE);
        let creation = eframe::CreationContext::_new_kittest(screen.ctx.clone());
        Self {
            app: App::with_case(&creation, case),
            screen,
            frame: eframe::Frame::_new_kittest(),
        }
    }

    /// Starts to open evidence.
    pub fn opening(paths: Vec<PathBuf>) -> Self {
        let screen = Screen::new(SIZE);
        let creation = eframe::CreationContext::_new_kittest(screen.ctx.clone());
        Self {
            app: App::new(&creation, paths, false),
            screen,
            frame: eframe::Frame::_new_kittest(),
        }
    }

    /// Whether evidence is being read or background work is running.
    pub fn is_busy(&self) -> bool {
        self.app.is_loading() || self.app.is_working()
    }

    /// Runs one frame and returns the time that it took.
    pub fn frame(&mut self, events: Vec<Event>) -> Duration {
        let (app, frame) = (&mut self.app, &mut self.frame);
        self.screen.frame(events, |ui| {
            eframe::App::logic(app, ui.ctx(), frame);
            eframe::App::ui(app, ui, frame);
        })
    }

    /// Runs frames until no background work is running.
    pub fn rest(&mut self) {
        for _ in 0..20 {
            self.frame(Vec::new());
        }
        while self.app.is_working() {
            std::thread::sleep(Duration::from_millis(2));
            self.frame(Vec::new());
        }
        for _ in 0..5 {
            self.frame(Vec::new());
        }
    }

    /// Passes these events and runs frames until the question is answered. Returns the time from
    /// the first frame.
    pub fn until_answered(&mut self, events: Vec<Event>) -> Duration {
        let begun = Instant::now();
        self.frame(events);
        self.frame(Vec::new());
        while self.app.is_asking() {
            std::thread::sleep(Duration::from_millis(1));
            self.frame(Vec::new());
        }
        begun.elapsed()
    }

    /// Presses a key with modifiers.
    pub fn key(&mut self, modifiers: Modifiers, key: Key) {
        for pressed in [true, false] {
            self.frame(vec![Event::Key {
                key,
                physical_key: None,
                pressed,
                repeat: false,
                modifiers,
            }]);
        }
        self.rest();
    }

    /// Moves the pointer.
    pub fn point(&mut self, x: f32, y: f32) {
        self.frame(vec![Event::PointerMoved(pos2(x, y))]);
    }
}

/// Only the timeline.
pub struct Plot {
    screen: Screen,
    loaded: Arc<LoadedCase>,
    sessions: Arc<Vec<u32>>,
    timeline: Timeline,
}

impl Plot {
    /// All sessions of a case, in a view as high as forty lanes.
    pub fn of(case: Case) -> Self {
        let sessions = (0..).take(case.sessions.len()).collect();
        let mut plot = Self {
            screen: Screen::new(vec2(SIZE.x, 1_270.0)),
            loaded: Arc::new(LoadedCase::new(case)),
            sessions: Arc::new(sessions),
            timeline: Timeline::default(),
        };
        plot.frame(Vec::new(), false);
        while plot.timeline.is_working() {
            std::thread::sleep(Duration::from_millis(5));
            plot.frame(Vec::new(), false);
        }
        plot
    }

    /// Runs one frame and returns the time that it took. With `selected`, every hundredth session
    /// is selected.
    pub fn frame(&mut self, events: Vec<Event>, selected: bool) -> Duration {
        let zone = DisplayZone::Utc;
        let input = TimelineInput {
            loaded: &self.loaded,
            sessions: &self.sessions,
            in_range: &self.sessions,
            about: "Sessions",
            is_filtered: true,
            selected: &|session| selected && session.is_multiple_of(100),
            selection: u64::from(selected),
            shows_hidden: false,
            brush: None,
            moment: None,
            density: Density::Comfortable,
            zone: &zone,
        };
        let timeline = &mut self.timeline;
        self.screen.frame(events, |ui| {
            timeline_ui(ui, timeline, &input);
        })
    }
}

/// A table of any rows.
pub struct Grid<R> {
    screen: Screen,
    rows: R,
    order: Vec<u32>,
}

impl<R: TableRows> Grid<R> {
    /// The rows in their own order.
    pub fn of(rows: R) -> Self {
        Self {
            screen: Screen::new(SIZE),
            order: (0..rows.len() as u32).collect(),
            rows,
        }
    }

    /// Runs one frame and returns the time that it took.
    pub fn frame(&mut self, events: Vec<Event>, reveal: Option<usize>) -> Duration {
        let table = TableView {
            rows: &self.rows,
            order: &self.order,
            sort: Sort::up(0).into(),
            grouped: None,
            column: 0,
            selection: &Selection::default(),
            reveal,
            zone: &DisplayZone::Utc,
            filter: "",
            layout: &ColumnLayout::all(8),
            row_menu: &[],
            widths: None,
            density: Density::Compact,
            one_year: true,
            parts: 0,
        };
        let draw = |ui: &mut Ui| table.show(ui, &mut Vec::new());
        self.screen.frame(events, draw)
    }
}

/// Only the plot of these lanes, in a view as high as forty of them.
pub struct Bars {
    screen: Screen,
    lanes: Vec<Lane>,
    memory: RefCell<LanePlotCache>,
    view: Option<TimeRange>,
}

impl Bars {
    /// Shows the whole time range of the lanes.
    pub fn of(lanes: Vec<Lane>) -> Self {
        Self {
            screen: Screen::new(vec2(SIZE.x, 1_240.0)),
            lanes,
            memory: RefCell::default(),
            view: None,
        }
    }

    /// Runs one frame and returns the time that it took.
    pub fn frame(&mut self, events: Vec<Event>) -> Duration {
        let (lanes, memory, view) = (&self.lanes, &self.memory, &mut self.view);
        let all = TimeRange::of(lanes);
        self.screen.frame(events, |ui| {
            let plot = LanePlot {
                activity: &whence::analysis::activities::times::ActivityTimes::default(),
                case: &Case::default(),
                lanes,
                fit: all,
                all,
                density: Density::Comfortable,
                stamp: CacheKey::default(),
                memory,
                moments: &[],
                view: &mut *view,
                selected: &|_| false,
                brush: None,
                moment: None,
                zone: &DisplayZone::Utc,
            };
            plot.show(ui);
        })
    }
}

/// Turns the mouse wheel by `points`.
pub fn wheel(points: f32) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, points),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    }
}

/// Prints frame times and whether the 99th percentile is within `allowed` milliseconds.
pub fn report(what: &str, times: &mut [Duration], allowed: f64) {
    let (median, p99, most) = spread(times);
    let verdict = if p99 <= allowed { "ok" } else { "TOO SLOW" };
    println!(
        "{what:<52} median {median:6.2}  p99 {p99:6.2}  max {most:6.2} ms  (p99 <= {allowed} ms: {verdict})"
    );
}
