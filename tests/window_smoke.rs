//! The real program on a real (virtual) screen: its window opens and stays open.
#![cfg(feature = "window")]
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DISPLAY: &str = ":93";

fn is_installed(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(program).is_file())
}

/// A child process that is killed at the end of the test, whatever its result.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Self {
        let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
        Self(quiet.spawn().expect("the program starts"))
    }

    fn is_alive(&mut self) -> bool {
        self.0.try_wait().is_ok_and(|status| status.is_none())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn has_window() -> bool {
    Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", "Whence$"])
        .env("DISPLAY", DISPLAY)
        .output()
        .is_ok_and(|output| output.status.success())
}

#[test]
fn the_window_opens_and_stays_open() {
    if !is_installed("Xvfb") {
        println!("skipped: no Xvfb");
        return;
    }
    if !is_installed("xdotool") {
        println!("skipped: no xdotool");
        return;
    }
    let _screen =
        Running::start(Command::new("Xvfb").args([DISPLAY, "-screen", "0", "1280x800x24"]));
    std::thread::sleep(Duration::from_secs(1));
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_logs");
    let mut program = Running::start(
        Command::new(env!("CARGO_BIN_EXE_whence"))
            .arg("--no-persist")
            .arg(logs)
            .env("DISPLAY", DISPLAY)
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("WAYLAND_DISPLAY"),
    );
    let begun = Instant::now();
    while !has_window() {
        assert!(program.is_alive(), "the program ended early");
        assert!(begun.elapsed() < Duration::from_mins(1), "no window came");
        std::thread::sleep(Duration::from_millis(250));
    }
    std::thread::sleep(Duration::from_secs(3));
    assert!(
        program.is_alive() && has_window(),
        "the window did not stay"
    );
}
