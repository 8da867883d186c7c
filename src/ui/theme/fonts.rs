//! The embedded fonts and the sizes of text. A weight is a family of its own, so that a font id says all about
//! a text, in labels and in what is painted.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId, FontTweak, RichText, TextStyle};

/// Plex Sans, all weights.
const SANS: &[u8] = include_bytes!("../../../assets/fonts/IBMPlexSansVar-Roman.ttf");
/// Plex Mono.
const MONO: &[u8] = include_bytes!("../../../assets/fonts/IBMPlexMono-Regular.ttf");
/// Outlined icons.
const ICONS: &[u8] = include_bytes!("../../../assets/fonts/whence-icons.ttf");
/// Filled icons.
const ICONS_FILLED: &[u8] = include_bytes!("../../../assets/fonts/whence-icons-fill.ttf");

/// Icons are moved down by this part of their size, so that their middle is that of capital letters.
pub const ICON_SHIFT: f32 = 0.08;

/// Family of weight 500.
const MEDIUM: &str = "medium";
/// Family of weight 600.
const SEMIBOLD: &str = "semibold";
/// Family of the filled icons.
const FILLED: &str = "icons-fill";

/// All fonts. What Plex lacks comes from the fonts of egui.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let mut add = |name: &str, bytes: &'static [u8], tweak: FontTweak| {
        let data = FontData::from_static(bytes).tweak(tweak);
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    };
    let shifted = FontTweak {
        y_offset_factor: ICON_SHIFT,
        ..FontTweak::default()
    };
    add("plex", SANS, FontTweak::default());
    add(MEDIUM, SANS, weight(500.0));
    add(SEMIBOLD, SANS, weight(600.0));
    add("plex-mono", MONO, FontTweak::default());
    add("icons", ICONS, shifted.clone());
    add(FILLED, ICONS_FILLED, shifted);
    let known = |family: &FontFamily| fonts.families.get(family).cloned().unwrap_or_default();
    let (text, mono) = (
        known(&FontFamily::Proportional),
        known(&FontFamily::Monospace),
    );
    let chain = |first: &str, rest: &[String]| -> Vec<String> {
        let own = [first.to_owned(), "icons".to_owned()];
        // Hack has arrows and triangles that the proportional fonts lack.
        let last = "Hack".to_owned();
        own.into_iter()
            .chain(rest.iter().cloned())
            .chain([last])
            .collect()
    };
    let families = [
        (FontFamily::Proportional, chain("plex", &text)),
        (FontFamily::Name(MEDIUM.into()), chain(MEDIUM, &text)),
        (FontFamily::Name(SEMIBOLD.into()), chain(SEMIBOLD, &text)),
        (FontFamily::Name(FILLED.into()), chain(FILLED, &text)),
        (FontFamily::Monospace, chain("plex-mono", &mono)),
    ];
    fonts.families.extend(families);
    fonts
}

fn weight(weight: f32) -> FontTweak {
    let mut tweak = FontTweak::default();
    tweak.coords.push(b"wght", weight);
    tweak
}

/// The sizes of text, by style.
pub fn text_styles() -> [(TextStyle, FontId); 10] {
    [
        (TextStyle::Small, FontId::proportional(11.0)),
        (TextStyle::Body, FontId::proportional(13.0)),
        (TextStyle::Button, medium(13.0)),
        (TextStyle::Heading, semibold(18.0)),
        (TextStyle::Monospace, FontId::monospace(12.0)),
        (named("figure"), semibold(22.0)),
        (named("story"), FontId::proportional(16.0)),
        (named("section"), semibold(14.0)),
        (named("label"), FontId::proportional(12.0)),
        (named("caption"), medium(11.0)),
    ]
}

/// A text style of ours.
fn named(name: &str) -> TextStyle {
    TextStyle::Name(name.into())
}

/// A font of weight 500.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(MEDIUM.into()))
}

/// A font of weight 600.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD.into()))
}

/// The font of the filled icons.
pub fn filled(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(FILLED.into()))
}

/// The font of outlined icons, which is that of the text.
pub fn outlined(size: f32) -> FontId {
    FontId::proportional(size)
}

/// The font of table cells and lists.
pub fn body() -> FontId {
    FontId::proportional(13.0)
}

/// The font of chips, of the status line, of lane labels.
pub fn label() -> FontId {
    FontId::proportional(12.0)
}

/// The font of column headers, axes and badges.
pub fn caption() -> FontId {
    medium(11.0)
}

/// The title of a page: one for each.
pub fn title(text: impl Into<String>) -> RichText {
    RichText::new(text).font(semibold(18.0))
}

/// The heading of a card or block.
pub fn section(text: impl Into<String>) -> RichText {
    RichText::new(text).font(semibold(14.0))
}

/// A name in a text, of weight 600.
pub fn name(text: impl Into<String>) -> RichText {
    RichText::new(text).font(semibold(13.0))
}

/// A small text.
pub fn small(text: impl Into<String>) -> RichText {
    RichText::new(text).font(label())
}
