//! How the window looks: tokens (colours), fonts, icons, measures, and the signs of what is shown most.

pub mod fonts;
pub mod icons;
pub mod signs;
pub mod tokens;

use egui::{
    Color32, Context, CornerRadius, Margin, Shadow, Stroke, Theme, Ui, Visuals, style::ScrollStyle,
    style::Spacing, style::WidgetVisuals, vec2,
};

use self::tokens::Tokens;

/// Space between blocks, in points.
pub const GAP: f32 = 8.0;
/// From the edge of a page with a table to its content.
pub const PAGE_PADDING: i8 = 16;
/// Radius of chips.
pub const CHIP_RADIUS: u8 = 5;
/// Radius of buttons and inputs.
pub const BUTTON_RADIUS: u8 = 6;
/// Radius of cards and menus.
pub const CARD_RADIUS: u8 = 8;
/// Radius of dialogs.
pub const DIALOG_RADIUS: u8 = 10;
/// Height of what can be clicked.
pub const CLICK_HEIGHT: f32 = 28.0;

/// How close rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Density {
    /// For reading.
    #[default]
    Comfortable,
    /// For scanning.
    Compact,
}

impl Density {
    /// Height of a table row, in points.
    pub fn row(self) -> f32 {
        match self {
            Self::Comfortable => 30.0,
            Self::Compact => 24.0,
        }
    }

    /// Height of a lane of the timeline, in points.
    pub fn lane(self) -> f32 {
        match self {
            Self::Comfortable => 24.0,
            Self::Compact => 18.0,
        }
    }
}

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
    ctx.set_fonts(fonts::definitions());
    ctx.all_styles_mut(|style| {
        style.text_styles.extend(fonts::text_styles());
        style.spacing = spacing();
        style.interaction.tooltip_delay = 0.4;
    });
    ctx.set_zoom_factor(appearance.zoom.clamp(0.5, 3.0));
    apply(ctx, appearance);
}

fn spacing() -> Spacing {
    Spacing {
        item_spacing: vec2(8.0, 4.0),
        button_padding: vec2(10.0, 5.0),
        interact_size: vec2(28.0, CLICK_HEIGHT),
        menu_margin: Margin::same(6),
        window_margin: Margin::same(16),
        icon_width: 16.0,
        scroll: ScrollStyle {
            bar_width: 8.0,
            // The bar has its own space: it never covers what lies under it.
            ..ScrollStyle::solid()
        },
        ..Spacing::default()
    }
}

/// Sets colours and movement as the user likes them.
pub fn apply(ctx: &Context, appearance: Appearance) {
    let (dark, light) = if appearance.contrast {
        (&tokens::DARK_STRONG, &tokens::LIGHT_STRONG)
    } else {
        (&tokens::DARK, &tokens::LIGHT)
    };
    ctx.set_visuals_of(Theme::Dark, visuals(dark));
    ctx.set_visuals_of(Theme::Light, visuals(light));
    ctx.all_styles_mut(|style| style.animation_time = if appearance.still { 0.0 } else { 0.08 });
    ctx.set_theme(appearance.theme);
}

/// What egui makes of the tokens.
fn visuals(tokens: &Tokens) -> Visuals {
    let base = if tokens.is_dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let shadow = Shadow {
        offset: [0, 8],
        blur: 24,
        spread: 0,
        color: Color32::from_black_alpha(102),
    };
    let mut visuals = Visuals {
        weak_text_color: Some(tokens.third),
        hyperlink_color: tokens.accent,
        faint_bg_color: Color32::TRANSPARENT,
        extreme_bg_color: tokens.ground,
        code_bg_color: tokens.raised,
        warn_fg_color: tokens.worth_a_look,
        error_fg_color: tokens.look_first,
        panel_fill: tokens.panel,
        window_fill: tokens.card,
        window_stroke: Stroke::new(if tokens.is_strong { 2.0 } else { 1.0 }, tokens.strong_line),
        window_corner_radius: CornerRadius::same(DIALOG_RADIUS),
        menu_corner_radius: CornerRadius::same(CARD_RADIUS),
        window_shadow: shadow,
        popup_shadow: shadow,
        striped: false,
        slider_trailing_fill: true,
        indent_has_left_vline: false,
        ..base
    };
    visuals.selection.bg_fill = tokens.selection;
    visuals.selection.stroke = Stroke::new(2.0, tokens.accent);
    let frame = Stroke::new(tokens.frame(), tokens.strong_line);
    let widgets = &mut visuals.widgets;
    set(&mut widgets.noninteractive, tokens.panel, tokens.text);
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, tokens.line);
    set(&mut widgets.inactive, tokens.raised, tokens.text);
    set(&mut widgets.hovered, tokens.pressed, tokens.text);
    set(&mut widgets.active, tokens.accent_fill, tokens.on_accent);
    set(&mut widgets.open, tokens.pressed, tokens.text);
    widgets.inactive.bg_stroke = frame;
    widgets.hovered.bg_stroke = frame;
    widgets.open.bg_stroke = frame;
    widgets.active.bg_stroke = Stroke::new(2.0, tokens.accent);
    visuals
}

fn set(widget: &mut WidgetVisuals, fill: Color32, text: Color32) {
    widget.bg_fill = fill;
    widget.weak_bg_fill = fill;
    widget.fg_stroke = Stroke::new(1.0, text);
    widget.corner_radius = CornerRadius::same(BUTTON_RADIUS);
    // What is under the pointer must not grow.
    widget.expansion = 0.0;
}

/// The tokens of a window.
pub fn tokens(ui: &Ui) -> &'static Tokens {
    Tokens::of(ui.visuals())
}

/// What lies over the window while files are dragged above it.
pub fn overlay(ui: &Ui) -> Color32 {
    ui.visuals().extreme_bg_color.gamma_multiply(0.85)
}

/// The colours of XML: of a tag, and of the text between tags.
pub fn xml_colors(visuals: &Visuals) -> (Color32, Color32) {
    let tokens = Tokens::of(visuals);
    (tokens.accent, tokens.text)
}
