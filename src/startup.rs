//! What the command line asks of the window.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Who came in, from where, when: access sessions from Windows event logs.
#[derive(Clone, Debug, PartialEq, Eq, Parser)]
#[command(name = "whence", version)]
pub struct StartupOptions {
    /// Folders and .evtx files to open. A double-click on a file hands it over here.
    pub paths: Vec<PathBuf>,

    /// How the window is drawn. When it does not work, the other way is tried.
    #[arg(long, value_enum, default_value_t)]
    pub renderer: Renderer,

    /// Neither read nor keep preferences and opened paths, and keep no drafts of unsaved marks.
    #[arg(long)]
    pub no_persist: bool,
}

/// A way of drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Renderer {
    /// Vulkan, Metal, Direct3D or OpenGL, whichever is there.
    #[default]
    Wgpu,
    /// OpenGL.
    Glow,
}

impl Renderer {
    /// This way first, then the other.
    pub fn in_order(self) -> [Self; 2] {
        match self {
            Self::Wgpu => [Self::Wgpu, Self::Glow],
            Self::Glow => [Self::Glow, Self::Wgpu],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_double_click_hands_over_one_path() {
        let options = StartupOptions::parse_from(["whence", "/cases/a b/Security.evtx"]);
        assert_eq!(options.paths, [PathBuf::from("/cases/a b/Security.evtx")]);
        assert_eq!(options.renderer, Renderer::Wgpu);
        assert!(!options.no_persist);
    }

    #[test]
    fn the_other_renderer_is_second() {
        let options = StartupOptions::parse_from(["whence", "--renderer", "glow", "--no-persist"]);
        assert_eq!(
            options.renderer.in_order(),
            [Renderer::Glow, Renderer::Wgpu]
        );
        assert!(options.no_persist);
    }
}
