//! Ten million rows in the table, and a case that is loaded in two steps.
#![cfg(feature = "window")]

mod common_ui;

use std::borrow::Cow;

use egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use whence::domain::event::EventIndex;
use whence::domain::time::DisplayZone;
use whence::tables::cell::CellValue;
use whence::tables::column::Header;
use whence::tables::layout::ColumnLayout;
use whence::tables::route::Route;
use whence::tables::rows::TableRows;
use whence::tables::selection::Selection;
use whence::tables::sorting::{Sort, Sorting};
use whence::ui::widgets::table::TableView;

const MANY: usize = 10_000_000;

/// Table rows whose value is their own number.
struct Counted([Header; 1]);

impl Default for Counted {
    fn default() -> Self {
        Self([Header::new("number", "Number", 200.0)])
    }
}

impl TableRows for Counted {
    fn name(&self) -> &'static str {
        "counted"
    }

    fn len(&self) -> usize {
        MANY
    }

    fn headers(&self) -> &[Header] {
        &self.0
    }

    fn first_sort(&self) -> Sort {
        Sort::up(0)
    }

    fn cell(&self, row: u32, _: usize) -> CellValue {
        CellValue::Plain(u64::from(row))
    }

    fn row_name(&self, row: u32) -> String {
        format!("row {row}")
    }

    fn down(&self, _: u32) -> Option<Route> {
        None
    }

    fn sessions(&self, _: u32) -> Cow<'_, [u32]> {
        Cow::Borrowed(&[])
    }

    fn event(&self, _: u32) -> Option<EventIndex> {
        None
    }

    fn sorted(&self, _: Sorting) -> Vec<u32> {
        (0..MANY as u32).collect()
    }

    fn row_of(&self, _: u32) -> Option<u32> {
        None
    }
}

/// A table and the position to bring into view.
struct Shown {
    rows: Counted,
    order: Vec<u32>,
    reveal: Option<usize>,
}

/// The fonts and colours of the application; the first frame is drawn without them.
fn install_once(ctx: &egui::Context) {
    let id = egui::Id::unique("installed");
    if ctx.data(|data| data.get_temp::<bool>(id)).is_none() {
        ctx.data_mut(|data| data.insert_temp(id, true));
        let appearance = whence::ui::theme::Appearance {
            theme: egui::ThemePreference::Dark,
            contrast: false,
            still: true,
            zoom: 1.0,
        };
        whence::ui::theme::install(ctx, appearance);
    }
}

fn table() -> Harness<'static, Shown> {
    let rows = Counted::default();
    let shown = Shown {
        order: rows.sorted(Sort::up(0).into()),
        rows,
        reveal: None,
    };
    let mut window = Harness::builder()
        .with_size(vec2(600.0, 500.0))
        .with_step_dt(1.0 / 60.0)
        .build_ui_state(
            |ui, shown: &mut Shown| {
                install_once(ui.ctx());
                TableView {
                    rows: &shown.rows,
                    order: &shown.order,
                    // Unsorted: the arrow needs the fonts of the application.
                    sort: Sort::up(1).into(),
                    grouped: None,
                    column: 0,
                    selection: &Selection::default(),
                    reveal: shown.reveal.take(),
                    zone: &DisplayZone::Utc,
                    filter: "",
                    layout: &ColumnLayout::all(1),
                    row_menu: &[],
                    widths: None,
                    density: whence::ui::theme::Density::Compact,
                    one_year: true,
                    parts: 0,
                }
                .show(ui, &mut Vec::new());
            },
            shown,
        );
    window.run_steps(3);
    window
}

/// The rows that are completely in view, with the y positions of their tops.
fn in_view(window: &Harness<'_, Shown>) -> Vec<(u32, f32)> {
    let header = window.get_by_label("Number").rect();
    let bottom = window.get_by_label("rows").rect().bottom();
    window
        .query_all_by_role(egui::accesskit::Role::Row)
        .filter(|row| row.rect().top() >= header.bottom() && row.rect().bottom() <= bottom + 0.5)
        .filter_map(|row| {
            let label = row.accesskit_node().label()?;
            Some((label.strip_prefix("row ")?.parse().ok()?, row.rect().top()))
        })
        .collect()
}

fn reveal(window: &mut Harness<'_, Shown>, position: usize) -> Vec<u32> {
    window.state_mut().reveal = Some(position);
    window.run_steps(3);
    in_view(window).into_iter().map(|(row, _)| row).collect()
}

/// Turns the wheel. Returns how many points the rows moved.
fn turn_wheel(window: &mut Harness<'_, Shown>, notches: f32) -> f32 {
    let before = in_view(window);
    window.hover_at(egui::pos2(150.0, 250.0));
    window.event(Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta: vec2(0.0, notches),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    window.run_steps(60);
    let after = in_view(window);
    let (first, place) = before[before.len() / 2];
    let pitch = before[1].1 - before[0].1;
    let (same, now) = after[after.len() / 2];
    (f64::from(place - now) + (f64::from(same) - f64::from(first)) * f64::from(pitch)) as f32
}

#[test]
fn the_first_middle_and_last_of_ten_million_rows_can_be_brought_into_view() {
    let mut window = table();
    assert_eq!(in_view(&window).first().map(|(row, _)| *row), Some(0));
    for position in [MANY - 1, MANY / 2, 0, 1_234_567, MANY - 2, 1] {
        let rows = reveal(&mut window, position);
        assert!(rows.contains(&(position as u32)), "{position}: {rows:?}");
        assert!(
            rows.windows(2).all(|pair| pair[0] + 1 == pair[1]),
            "{rows:?}"
        );
        assert!((15..30).contains(&rows.len()), "{rows:?}");
    }
    let last = reveal(&mut window, MANY - 1);
    assert_eq!(last.last(), Some(&(MANY as u32 - 1)));
}

#[test]
fn a_notch_of_the_wheel_moves_as_far_at_the_bottom_as_at_the_top() {
    let mut window = table();
    let at_top = turn_wheel(&mut window, -1.0);
    assert!(at_top > 10.0, "{at_top}");
    assert!((turn_wheel(&mut window, 1.0) + at_top).abs() < 0.1);
    for position in [MANY / 2, MANY - 1, 999_999] {
        reveal(&mut window, position);
        let up = turn_wheel(&mut window, 1.0);
        assert!((up + at_top).abs() < 0.1, "{position}: {up} and {at_top}");
        let down = turn_wheel(&mut window, -1.0);
        assert!(
            (down - at_top).abs() < 0.1,
            "{position}: {down} and {at_top}"
        );
    }
}

#[test]
fn small_scroll_movements_are_exact_far_down() {
    let mut window = table();
    reveal(&mut window, MANY - 1_000);
    let before = in_view(&window);
    window.hover_at(egui::pos2(150.0, 250.0));
    for _ in 0..40 {
        window.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, -2.0),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Trackpad,
            modifiers: Modifiers::NONE,
        });
        window.step();
    }
    window.run_steps(30);
    let after = in_view(&window);
    let find = |rows: &[(u32, f32)]| {
        let middle = before[before.len() - 2].0;
        rows.iter()
            .find(|(row, _)| *row == middle)
            .map(|(_, top)| *top)
    };
    let moved = find(&before).expect("in view") - find(&after).expect("still in view");
    assert!((moved - 80.0).abs() < 0.5, "{moved}");
}

#[test]
fn the_scroll_bar_spans_all_rows() {
    let mut window = table();
    let bar = window.get_by_label("rows").rect();
    for (place, expected) in [(0.5, 5_000_000_u32), (1.0, 10_000_000), (0.0, 0)] {
        let y = bar.top() + 1.0 + (bar.height() - 2.0) * place;
        let at = egui::pos2(bar.center().x, y);
        window.hover_at(at);
        window.step();
        window.drag_at(at);
        window.step();
        window.drop_at(at);
        window.run_steps(5);
        let (row, _) = in_view(&window)[0];
        assert!(row.abs_diff(expected) < 100_000, "{row} and not {expected}");
    }
}

#[test]
fn the_smaller_logs_are_shown_first_and_then_all_of_them() {
    let mut window = common_ui::start(Vec::new());
    window.state_mut().set_first_bytes(500_000);
    let path = common_ui::sample_logs().display().to_string();
    common_ui::type_into(
        &mut window,
        "Path of a folder, an .evtx file or a case file",
        &path,
    );
    let open = window.get_all_by_label("Open").last().expect("a button");
    open.click();
    let banner = |window: &common_ui::Window| {
        common_ui::is_said(window, "Still reading: these sessions come")
    };
    common_ui::wait_for(&mut window, banner);
    assert!(window.state().is_loading());
    let early = window.state().case().map(|case| case.sessions.len());
    assert!(
        !common_ui::rows(&window).is_empty(),
        "rows are there before the load is complete"
    );
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num4);
    common_ui::wait_for(&mut window, |window| !window.state().is_loading());
    common_ui::settle(&mut window);
    assert!(!banner(&window));
    let all = window.state().case().map(|case| case.sessions.len());
    assert!(all > early, "{all:?} sessions after {early:?}");
    assert!(
        common_ui::is_shown(&window, "Begin (UTC) ▲"),
        "the view stays"
    );
}

#[test]
fn many_rows_are_copied_in_the_background() {
    let sessions = (0..30_000).map(|n| common_ui::session(n, "anna", [10, 0, 0, 1]));
    let mut window = common_ui::start_with(common_ui::case_of(sessions.collect()));
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num4);
    common_ui::wait_for(&mut window, |window| {
        common_ui::is_said(window, "30,000 rows")
    });
    common_ui::press_with(&mut window, Modifiers::COMMAND, Key::A);
    window.event(Event::Copy);
    let copied = |window: &common_ui::Window| {
        let commands = &window.output().platform_output.commands;
        commands.iter().any(|command| match command {
            egui::OutputCommand::CopyText(text) => text.lines().count() == 30_001,
            _ => false,
        })
    };
    common_ui::wait_for(&mut window, copied);
}
