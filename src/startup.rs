//! The command line of the window, and the folder that relative paths refer to.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

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
    /// Direct3D 12 on Windows, Metal on macOS, Vulkan or OpenGL on Linux.
    #[default]
    Wgpu,
    /// OpenGL.
    Glow,
}

impl Renderer {
    /// This renderer first, then the other.
    pub fn in_order(self) -> [Self; 2] {
        match self {
            Self::Wgpu => [Self::Wgpu, Self::Glow],
            Self::Glow => [Self::Glow, Self::Wgpu],
        }
    }
}

/// So many folders up from the program the sample case is looked for: it lies beside the program in an archive, and at
/// the top of a checkout.
const FOLDERS_UP: usize = 4;

/// The folder of the sample case that came with the program.
pub fn sample_case() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let folders = program.ancestors().skip(1).take(FOLDERS_UP);
    let mut samples = folders.map(|folder| folder.join("sample_logs"));
    samples.find(|sample| sample.is_dir())
}

/// The answer to a command line that does not open the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClapMessage {
    /// The text, without colours.
    pub text: String,
    /// Whether the command line is wrong. Help and the version are not errors.
    pub is_error: bool,
    /// The exit code of the program.
    pub exit_code: u8,
}

impl ClapMessage {
    /// The answer to a command line that clap rejected.
    pub fn to(error: &clap::Error) -> Self {
        Self {
            text: error.render().to_string().trim_end().to_owned(),
            is_error: error.use_stderr(),
            exit_code: u8::try_from(error.exit_code()).unwrap_or(1),
        }
    }
}

/// The folders that are needed after the program has left the folder where it was started.
#[derive(Debug)]
struct Folders {
    /// Where the program was started. Paths typed later are relative to it.
    start: PathBuf,
    /// Where the program file is.
    program: PathBuf,
}

/// Set at most once. Global because the current folder is global too.
static LEFT_FOLDERS: OnceLock<Folders> = OnceLock::new();

/// Makes `paths`, the paths of the command line, absolute, and changes to the program's own folder.
///
/// A double-click makes the folder of the file the current one, and Windows also searches that
/// folder for libraries that are loaded by their bare name. A library among the evidence would then
/// be executed. So this must run before any graphics code.
///
/// # Errors
///
/// A folder cannot be determined or entered. The window must not be opened in that case.
pub fn leave_start_folder(paths: &mut [PathBuf]) -> io::Result<()> {
    let program = std::env::current_exe()?;
    let program = program.parent().ok_or(io::ErrorKind::NotFound)?.to_owned();
    let start = std::env::current_dir()?;
    for path in paths {
        // An empty path has no absolute form. It is reported as missing later, unchanged.
        if let Ok(absolute) = std::path::absolute(&*path) {
            *path = absolute;
        }
    }
    std::env::set_current_dir(&program)?;
    // A second call changes nothing: the first folder is the real one.
    let _ = LEFT_FOLDERS.set(Folders { start, program });
    Ok(())
}

/// Returns to the program's own folder if `leave_start_folder` was called. The file dialogs of
/// Windows may change the current folder to the chosen one.
pub fn return_to_program_folder() {
    if let Some(folders) = LEFT_FOLDERS.get()
        && let Err(error) = std::env::set_current_dir(&folders.program)
    {
        log::warn!("cannot go back to the program's own folder: {error}");
    }
}

/// The folder where the program was started, if the program has left it.
pub fn start_folder() -> Option<&'static Path> {
    LEFT_FOLDERS.get().map(|folders| folders.start.as_path())
}

/// Resolves a path that the user typed against the folder where the program was started. Returns it
/// unchanged if the program is still there, which is the case on all systems except Windows.
pub fn from_start_folder(typed: &Path) -> PathBuf {
    start_folder().map_or_else(|| typed.to_owned(), |start| resolve(start, typed))
}

/// Resolves a typed path against `start`. This only works on the text; nothing is looked up.
///
/// A path that begins with a drive letter is returned unchanged. `C:x` is relative to the current
/// folder of that drive, which only Windows knows; joined to `start` it would name another file.
pub fn resolve(start: &Path, typed: &Path) -> PathBuf {
    match typed.as_os_str().as_encoded_bytes() {
        [] => PathBuf::new(),
        [letter, b':', ..] if letter.is_ascii_alphabetic() => typed.to_owned(),
        // On Windows this adds the drive of `start` to `\x` and leaves `\\host\x` unchanged.
        _ => start.join(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_double_click_passes_one_path() {
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

    fn answer_to(line: &[&str]) -> ClapMessage {
        let error = StartupOptions::try_parse_from(line).expect_err("no window is opened");
        ClapMessage::to(&error)
    }

    #[test]
    fn help_and_version_are_not_errors() {
        let help = answer_to(&["whence", "--help"]);
        assert!(help.text.contains("--renderer"), "{}", help.text);
        assert!(help.text.contains("Usage: whence"), "{}", help.text);
        assert_eq!((help.is_error, help.exit_code), (false, 0));

        let version = answer_to(&["whence", "--version"]);
        assert_eq!(
            version,
            ClapMessage {
                text: format!("whence {}", env!("CARGO_PKG_VERSION")),
                is_error: false,
                exit_code: 0,
            }
        );
    }

    #[test]
    fn a_wrong_option_is_an_error_and_named() {
        for line in [
            ["whence", "--renderre"].as_slice(),
            &["whence", "--renderer", "crayon"],
        ] {
            let answer = answer_to(line);
            assert!(
                answer.text.contains(line[line.len() - 1]),
                "{}",
                answer.text
            );
            assert!(!answer.text.contains('\u{1b}'), "no colours in a dialog");
            assert_eq!((answer.is_error, answer.exit_code), (true, 2));
        }
    }

    #[test]
    fn typed_paths_are_relative_to_the_start_folder() {
        let start = Path::new("/cases/17");
        for (typed, meant) in [
            ("Logs", "/cases/17/Logs"),
            ("./Logs/Security.evtx", "/cases/17/./Logs/Security.evtx"),
            ("../18", "/cases/17/../18"),
            ("/mnt/image", "/mnt/image"),
            ("a b", "/cases/17/a b"),
            ("1:x", "/cases/17/1:x"),
            ("ab:x", "/cases/17/ab:x"),
        ] {
            assert_eq!(
                resolve(start, Path::new(typed)),
                Path::new(meant),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_drive_letter_is_never_joined() {
        let start = Path::new("/cases/17");
        for typed in ["C:x", "c:", "C:..\\x", "C:\\x", "D:/x", ""] {
            let meant = resolve(start, Path::new(typed));
            assert_eq!(meant.as_os_str(), typed, "{typed}");
        }
    }

    /// Other paths follow the rules of the standard library.
    #[cfg(windows)]
    #[test]
    fn rooted_paths_have_the_drive_of_the_start() {
        for (start, typed, meant) in [
            (r"D:\cases", r"\image", r"D:\image"),
            (r"D:\cases", "/image", "D:/image"),
            (r"\\host\share\cases", r"\image", r"\\host\share\image"),
            (r"D:\cases", r"\\host\share\x", r"\\host\share\x"),
            (r"D:\cases", "//host/share/x", "//host/share/x"),
            (r"D:\cases", r"\\?\C:\x", r"\\?\C:\x"),
            (r"D:\cases", "Logs", r"D:\cases\Logs"),
        ] {
            let resolved = resolve(Path::new(start), Path::new(typed));
            assert_eq!(resolved.as_os_str(), meant, "{start} {typed}");
        }
    }
}
