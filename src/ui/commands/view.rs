//! Commands that show things in another way: zone, theme, panels, hints, what is shown above the table.

use egui::Context;

use crate::domain::time::DisplayZone;
use crate::ui::state::cursor_target::CursorTarget;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::window::Window;
use crate::ui::theme::{self, Density};
use crate::ui::views::timeline::UpperPanel;

/// Shows things in another way.
#[derive(Clone, Debug)]
pub enum ViewCommand {
    /// A panel was made as wide or as high as this, in points.
    Panel(&'static str, f32),
    /// The zone of times.
    Zone(DisplayZone),
    /// The text of the zone box.
    ZoneText(String),
    /// Show background accounts and kinds.
    ShowHidden(bool),
    /// Fold repeated attempts, and names that were only tried.
    FoldAttempts(bool),
    /// Show the timeline.
    ShowTimeline(bool),
    /// Stronger contrast.
    Contrast(bool),
    /// Reduced motion.
    Still(bool),
    /// How close rows are.
    Density(Density),
    /// Whether the side bar shows words.
    SideBar(bool),
    /// What is shown above the table.
    Above(UpperPanel),
    /// The next stretch of time with sessions in the lanes, or the one before.
    Jump {
        /// The next.
        forward: bool,
    },
    /// Larger text, smaller text, or that of normal size.
    Zoom(i8),
    /// Dark or light.
    Theme(egui::ThemePreference),
    /// Take a message away.
    Dismiss,
    /// Show or hide the list of keys.
    ShowKeys(bool),
}

/// Applies a command.
pub(crate) fn apply(window: &mut Window, command: ViewCommand, ctx: &Context) {
    match command {
        ViewCommand::Panel(name, size) => {
            window.prefs.panels.insert(name.to_owned(), size);
        }
        ViewCommand::Zone(zone) => window.set_zone(zone),
        ViewCommand::ZoneText(text) => window.zone_text = text,
        ViewCommand::ShowHidden(show) => {
            window.prefs.show_hidden = show;
            window.forget_selections();
        }
        ViewCommand::FoldAttempts(is_on) => fold_attempts(window, is_on),
        ViewCommand::ShowTimeline(show) => window.prefs.show_timeline = show,
        ViewCommand::Contrast(is_on) => {
            window.prefs.contrast = is_on;
            theme::apply(ctx, window.prefs.appearance());
        }
        ViewCommand::Still(is_on) => {
            window.prefs.still = is_on;
            theme::apply(ctx, window.prefs.appearance());
        }
        ViewCommand::Density(density) => window.prefs.density = Some(density),
        ViewCommand::SideBar(has_words) => window.prefs.side_bar = Some(has_words),
        ViewCommand::Above(above) => {
            if let Some(opened) = &mut window.opened {
                opened.timeline.show_above(above);
            }
        }
        ViewCommand::Jump { forward } => {
            if let Some(opened) = &mut window.opened {
                opened.timeline.jump(forward);
            }
        }
        ViewCommand::Zoom(by) => zoom(window, ctx, by),
        ViewCommand::Theme(theme) => {
            window.prefs.theme = theme;
            theme::apply(ctx, window.prefs.appearance());
        }
        ViewCommand::Dismiss => window.notice = None,
        ViewCommand::ShowKeys(show) => window.shows_keys = show,
    }
}

/// Folds repeated attempts, or gives each its row. The cursor stays on its row, or goes to that which stands
/// for it.
pub(super) fn fold_attempts(window: &mut Window, is_on: bool) {
    window.prefs.fold_attempts = is_on;
    let at_cursor = window.opened.as_ref().and_then(OpenedCase::row_at_cursor);
    let row = at_cursor.and_then(|(answer, row)| answer.first_row_of(row));
    // Rows have other numbers now.
    window.forget_selections();
    if let Some(opened) = &mut window.opened {
        opened.cursor_target = row.map(CursorTarget::Row);
    }
}

/// Larger text, smaller text, or that of normal size.
fn zoom(window: &mut Window, ctx: &Context, by: i8) {
    let factor = match by {
        0 => 1.0,
        by => (ctx.zoom_factor() + 0.1 * f32::from(by)).clamp(0.5, 3.0),
    };
    window.prefs.zoom = factor;
    ctx.set_zoom_factor(factor);
}
