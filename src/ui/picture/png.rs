//! The picture as PNG: the same as the SVG, drawn here.

use egui::FontDefinitions;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

/// Drawn so much larger, where there is room: small text stays sharp on paper.
const SCALE: f32 = 2.0;

/// A picture has no more pixels: four bytes of memory each.
const MAX_PIXELS: f32 = 64e6;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PngError {
    /// The SVG cannot be drawn.
    #[error("the picture could not be drawn: {0}")]
    Drawing(#[from] resvg::usvg::Error),
    /// More pixels than are drawn.
    #[error("{0} by {1} pixels are too many for a PNG: save it as SVG, or filter first")]
    TooLarge(u32, u32),
    /// The pixels cannot be written.
    #[error("the picture could not be written: {0}")]
    Encoding(String),
}

/// Draws an SVG, twice as large as it says where that is not too much.
///
/// # Errors
/// `TooLarge` where even its own size is too much; else what drawing and writing answer.
pub(crate) fn png(svg: &str) -> Result<Vec<u8>, PngError> {
    let tree = Tree::from_str(svg, &options())?;
    let size = tree.size();
    let fits = |scale: f32| size.width() * size.height() * scale * scale <= MAX_PIXELS;
    let scale = if fits(SCALE) { SCALE } else { 1.0 };
    let pixels = |length: f32| (length * scale).ceil() as u32;
    let (width, height) = (pixels(size.width()), pixels(size.height()));
    let pixmap = fits(scale).then(|| Pixmap::new(width, height)).flatten();
    let mut pixmap = pixmap.ok_or(PngError::TooLarge(width, height))?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    pixmap
        .encode_png()
        .map_err(|error| PngError::Encoding(error.to_string()))
}

/// The window's own font first, those of the system for names in other scripts.
fn options() -> Options<'static> {
    let mut options = Options::default();
    let fonts = options.fontdb_mut();
    for data in FontDefinitions::default().font_data.values() {
        fonts.load_font_source(fontdb::Source::Binary(data.font.clone()));
    }
    let family = fonts.faces().find_map(family_of);
    fonts.load_system_fonts();
    if let Some(family) = family {
        fonts.set_sans_serif_family(&family);
        options.font_family = family;
    }
    options
}

/// The family of a font that is for text.
fn family_of(face: &fontdb::FaceInfo) -> Option<String> {
    let (name, _) = face.families.first()?;
    (name.contains("Ubuntu") && !face.monospaced).then(|| name.clone())
}
