//! What remains of a fault of the program: a file that can be sent to its makers. It holds where in the
//! program it happened and how it came there, and nothing of the evidence but what the message says.

use std::backtrace::Backtrace;
use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::path::PathBuf;

/// From now on a fault is written to a file in the folder for temporary files, and its path to standard
/// error.
pub fn install() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        match write(info) {
            Ok(path) => eprintln!("Whence has failed. What happened is in {}", path.display()),
            Err(error) => eprintln!("Whence has failed, and could not say so in a file: {error}"),
        }
        before(info);
    }));
}

fn write(info: &PanicHookInfo<'_>) -> std::io::Result<PathBuf> {
    // A name that nobody can lay a link under.
    let mut file = tempfile::Builder::new()
        .prefix("whence-failure-")
        .suffix(".log")
        .tempfile()?;
    writeln!(
        file,
        "Whence {} on {}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS
    )?;
    writeln!(file, "{info}")?;
    writeln!(file, "{}", Backtrace::force_capture())?;
    let (file, path) = file.keep().map_err(std::io::Error::from)?;
    file.sync_all()?;
    Ok(path)
}
