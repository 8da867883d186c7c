//! Commands that show things in another way: zone, theme, panels, hints, what is shown above the table.

use egui::Context;

use crate::domain::time::DisplayZone;
use crate::ui::state::window::Window;
use crate::ui::theme;
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
    /// Show the timeline.
    ShowTimeline(bool),
    /// Stronger contrast.
    Contrast(bool),
    /// Reduced motion.
    Still(bool),
    /// The hint of a view was read.
    HintRead(&'static str),
    /// All hints again.
    ShowHints,
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
        ViewCommand::ShowTimeline(show) => window.prefs.show_timeline = show,
        ViewCommand::Contrast(is_on) => {
            window.prefs.contrast = is_on;
            theme::apply(ctx, window.prefs.appearance());
        }
        ViewCommand::Still(is_on) => {
            window.prefs.still = is_on;
            theme::apply(ctx, window.prefs.appearance());
        }
        ViewCommand::HintRead(view) => {
            window.prefs.hints_read.insert(view.to_owned());
        }
        ViewCommand::ShowHints => window.prefs.hints_read.clear(),
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

/// Larger text, smaller text, or that of normal size.
fn zoom(window: &mut Window, ctx: &Context, by: i8) {
    let factor = match by {
        0 => 1.0,
        by => (ctx.zoom_factor() + 0.1 * f32::from(by)).clamp(0.5, 3.0),
    };
    window.prefs.zoom = factor;
    ctx.set_zoom_factor(factor);
}
