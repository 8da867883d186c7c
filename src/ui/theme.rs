//! Colours, fonts and spacing, for dark and light: the only place with literal colours. Contrast
//! of text against its background is at least 4.5 to 1 in both.

use egui::{Color32, Context, FontFamily, Stroke, Theme, Ui, Visuals};

use crate::analysis::outliers::Level;
use crate::domain::session::{Confidence, Kind, Outcome};

/// Height of a table row.
pub const ROW_HEIGHT: f32 = 22.0;
/// Space between blocks.
pub const GAP: f32 = 8.0;

/// How the user wants the window to look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Appearance {
    /// Dark, light or as the system.
    pub theme: egui::ThemePreference,
    /// Stronger contrast.
    pub contrast: bool,
    /// Reduced motion.
    pub still: bool,
    /// How large everything is drawn, 1 for normal.
    pub zoom: f32,
}

/// Sets fonts, styles and the chosen theme.
pub fn install(ctx: &Context, appearance: Appearance) {
    let mut fonts = egui::FontDefinitions::default();
    // The proportional fonts have no arrows and no triangles; Hack has.
    if let Some(family) = fonts.families.get_mut(&FontFamily::Proportional) {
        family.push("Hack".to_owned());
    }
    ctx.set_fonts(fonts);
    ctx.all_styles_mut(|style| {
        style.spacing.button_padding = egui::vec2(8.0, 3.0);
        style.spacing.item_spacing = egui::vec2(8.0, 4.0);
        style.interaction.tooltip_delay = 0.4;
    });
    ctx.set_zoom_factor(appearance.zoom.clamp(0.5, 3.0));
    apply(ctx, appearance);
}

/// Sets colours and movement as the user likes them.
pub fn apply(ctx: &Context, appearance: Appearance) {
    let (mut dark, mut light) = (dark(), light());
    if appearance.contrast {
        strengthen(&mut dark, Color32::WHITE, Color32::BLACK);
        strengthen(&mut light, Color32::BLACK, Color32::WHITE);
    }
    ctx.set_visuals_of(Theme::Dark, dark);
    ctx.set_visuals_of(Theme::Light, light);
    ctx.all_styles_mut(|style| style.animation_time = if appearance.still { 0.0 } else { 0.083 });
    ctx.set_theme(appearance.theme);
}

/// Text in one colour on the other, with lines around everything that can be used.
fn strengthen(visuals: &mut Visuals, text: Color32, ground: Color32) {
    visuals.override_text_color = Some(text);
    visuals.weak_text_color = Some(text);
    visuals.panel_fill = ground;
    visuals.window_fill = ground;
    visuals.extreme_bg_color = ground;
    visuals.window_stroke = Stroke::new(2.0, text);
    for widget in [
        &mut visuals.widgets.inactive,
        &mut visuals.widgets.hovered,
        &mut visuals.widgets.active,
        &mut visuals.widgets.open,
    ] {
        widget.bg_stroke = Stroke::new(1.5, text);
    }
    visuals.selection.stroke = Stroke::new(2.0, text);
}

fn dark() -> Visuals {
    let mut visuals = Visuals::dark();
    visuals.override_text_color = Some(Color32::from_gray(220));
    visuals.weak_text_color = Some(Color32::from_gray(160));
    visuals.panel_fill = Color32::from_rgb(24, 26, 30);
    visuals.window_fill = Color32::from_rgb(30, 33, 38);
    visuals.extreme_bg_color = Color32::from_rgb(16, 17, 20);
    visuals.faint_bg_color = Color32::from_white_alpha(7);
    visuals.selection.bg_fill = Color32::from_rgb(38, 79, 120);
    visuals.selection.stroke.color = Color32::from_gray(240);
    visuals.widgets.hovered.bg_fill = Color32::from_rgb(48, 54, 64);
    visuals.warn_fg_color = Color32::from_rgb(240, 180, 80);
    visuals.error_fg_color = Color32::from_rgb(255, 128, 120);
    visuals
}

fn light() -> Visuals {
    let mut visuals = Visuals::light();
    visuals.override_text_color = Some(Color32::from_gray(28));
    visuals.weak_text_color = Some(Color32::from_gray(92));
    visuals.panel_fill = Color32::from_gray(247);
    visuals.faint_bg_color = Color32::from_black_alpha(10);
    visuals.selection.bg_fill = Color32::from_rgb(174, 209, 246);
    visuals.selection.stroke.color = Color32::from_gray(10);
    visuals.widgets.hovered.bg_fill = Color32::from_gray(224);
    visuals.warn_fg_color = Color32::from_rgb(148, 84, 0);
    visuals.error_fg_color = Color32::from_rgb(176, 22, 22);
    visuals
}

/// One colour for dark backgrounds and one for light.
fn pick(visuals: &Visuals, on_dark: [u8; 3], on_light: [u8; 3]) -> Color32 {
    let [r, g, b] = if visuals.dark_mode { on_dark } else { on_light };
    Color32::from_rgb(r, g, b)
}

/// The colour of a kind, in the timeline.
pub fn kind_color(visuals: &Visuals, kind: Kind) -> Color32 {
    let (on_dark, on_light) = match kind {
        Kind::Console => ([110, 190, 120], [40, 130, 60]),
        Kind::Rdp => ([90, 160, 240], [30, 100, 190]),
        Kind::Interactive => ([120, 200, 200], [0, 120, 125]),
        Kind::HyperV => ([150, 140, 230], [90, 75, 190]),
        Kind::Ssh => ([230, 160, 90], [175, 95, 15]),
        Kind::WinRm => ([220, 130, 200], [160, 50, 135]),
        Kind::Network => ([200, 190, 110], [125, 110, 10]),
        Kind::Gateway | Kind::Vpn | Kind::Rmm => ([120, 180, 170], [30, 115, 100]),
        Kind::CredentialUse | Kind::DomainAuth => ([190, 160, 200], [120, 80, 135]),
        Kind::Connection | Kind::Batch | Kind::Service | Kind::System => {
            ([150, 150, 155], [110, 110, 115])
        }
    };
    pick(visuals, on_dark, on_light)
}

/// The colour of the grid of the timeline: stronger, it would hide the bars.
pub fn grid_color(visuals: &Visuals) -> Color32 {
    pick(visuals, [104, 107, 112], [150, 152, 156])
}

/// The colour of a refused attempt, in the timeline.
pub fn refusal_color(visuals: &Visuals) -> Color32 {
    visuals.error_fg_color
}

/// The colour of an outcome.
pub fn outcome_color(visuals: &Visuals, outcome: Outcome) -> Color32 {
    match outcome {
        Outcome::Success => pick(visuals, [120, 205, 130], [20, 110, 40]),
        Outcome::Failed => visuals.error_fg_color,
        Outcome::Refused | Outcome::Aborted => visuals.warn_fg_color,
        Outcome::Unknown => visuals.weak_text_color(),
    }
}

/// The colour of a confidence.
pub fn confidence_color(visuals: &Visuals, confidence: Confidence) -> Color32 {
    match confidence {
        Confidence::High => visuals.text_color(),
        Confidence::Medium => visuals.weak_text_color(),
        Confidence::Low => visuals.warn_fg_color,
    }
}

/// The colour of a mark that the examiner should look at.
pub fn mark_color(visuals: &Visuals, level: Level) -> Color32 {
    match level {
        Level::Notice => visuals.text_color(),
        Level::Warning => visuals.warn_fg_color,
    }
}

/// What lies over the window while files are dragged above it.
pub fn overlay(ui: &Ui) -> Color32 {
    ui.visuals().extreme_bg_color.gamma_multiply(0.85)
}

/// The colours of XML: of a tag, and of the text between tags.
pub fn xml_colors(visuals: &Visuals) -> (Color32, Color32) {
    (
        pick(visuals, [130, 175, 225], [25, 85, 160]),
        visuals.text_color(),
    )
}
