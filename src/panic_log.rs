//! Writes a report when the program panics: a file that users can send to the developers. It
//! contains the place of the panic and a backtrace, and nothing of the evidence except what the
//! panic message contains.

use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::path::PathBuf;

use crate::build_paths::relative;

thread_local! {
    /// The report of this thread's last panic.
    static REPORT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Installs a panic hook that writes a report to a file in the folder for temporary files, and the
/// path of that file to standard error.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        let report = match write(info) {
            Ok(path) => format!("Whence has failed. What happened is in {}", path.display()),
            Err(error) => format!("Whence has failed, and could not say so in a file: {error}"),
        };
        eprintln!("{}\n{report}", relative(&info.to_string()));
        // The hook may run while the thread is ending and its thread-local variables are gone.
        let _ = REPORT.try_with(|kept| kept.replace(Some(report)));
    }));
}

/// Takes the report of this thread's last panic, for use where nobody reads standard error.
pub(crate) fn take_report() -> Option<String> {
    REPORT.try_with(RefCell::take).ok().flatten()
}

fn write(info: &PanicHookInfo<'_>) -> std::io::Result<PathBuf> {
    // A random name, so that nobody can plant a link in its place.
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
    writeln!(file, "{}", relative(&info.to_string()))?;
    let backtrace = Backtrace::force_capture().to_string();
    writeln!(file, "{}", relative(&backtrace))?;
    let (file, path) = file.keep().map_err(std::io::Error::from)?;
    file.sync_all()?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_in(report: &str) -> PathBuf {
        let (_, path) = report
            .split_once("What happened is in ")
            .expect("a path is told");
        PathBuf::from(path)
    }

    #[test]
    fn a_panic_is_reported_once_and_to_its_own_thread() {
        install();
        assert_eq!(take_report(), None);
        let fault = std::thread::Builder::new().spawn(|| {
            let caught = std::panic::catch_unwind(|| panic!("panic from the test"));
            assert!(caught.is_err());
            (take_report(), take_report())
        });
        let fault = fault.expect("a thread");
        let (first, second) = fault.join().expect("the fault was caught");
        assert_eq!(take_report(), None, "another thread's fault");
        assert_eq!(second, None);
        let file = file_in(&first.expect("a report"));
        let text = std::fs::read_to_string(&file).expect("the file is there");
        std::fs::remove_file(&file).expect("the file can be removed");
        assert!(text.starts_with("Whence "), "{text}");
        assert!(text.contains("panic from the test"), "{text}");
    }
}
