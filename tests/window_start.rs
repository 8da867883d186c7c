//! The folder that the program leaves before its window opens, and its answers on the command line.
#![cfg(feature = "window")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use whence::startup::{
    from_start_folder, leave_start_folder, return_to_program_folder, start_folder,
};

fn current_folder() -> PathBuf {
    std::env::current_dir().expect("a current folder")
}

/// The only test here that may use the current folder, which belongs to the whole process.
#[test]
fn paths_mean_the_same_after_leaving_the_start_folder() {
    let program = std::env::current_exe().expect("the program's path");
    let program = program.parent().expect("its folder");
    let start = current_folder();
    assert_ne!(start, program);
    assert_eq!(start_folder(), None);
    assert_eq!(from_start_folder(Path::new("Logs")), Path::new("Logs"));

    let mut paths = ["sample_logs", "", "./a b/Security.evtx"].map(PathBuf::from);
    leave_start_folder(&mut paths).expect("the folder can be left");
    assert_eq!(
        paths,
        [
            start.join("sample_logs"),
            PathBuf::new(),
            start.join("a b/Security.evtx")
        ]
    );
    assert!(paths[0].is_dir());
    assert_eq!(current_folder(), program);

    assert_eq!(start_folder(), Some(start.as_path()));
    assert_eq!(from_start_folder(Path::new("Logs")), start.join("Logs"));
    assert_eq!(from_start_folder(&start), start);

    // A file dialog may change the folder.
    let elsewhere = tempfile::tempdir().expect("a folder");
    std::env::set_current_dir(elsewhere.path()).expect("another folder");
    return_to_program_folder();
    assert_eq!(current_folder(), program);
}

fn run(argument: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_whence"))
        .arg(argument)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("the program starts")
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_display_the_reason_is_said_and_no_path_of_the_builder() {
    let output = run("--no-persist");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("Whence cannot open its window."), "{said}");
    assert!(said.contains("DISPLAY"), "the reason: {said}");
    assert!(!said.contains("/registry/"), "{said}");
    let message = said.split("cannot open its window").nth(1);
    assert!(message.is_some_and(|text| !text.contains(".rs:")), "{said}");
}

#[test]
fn help_and_version_are_printed() {
    let version = run("--version");
    assert_eq!(version.status.code(), Some(0));
    let expected = format!("whence {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8_lossy(&version.stdout), expected);
    assert!(version.stderr.is_empty());

    let help = run("--help");
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&help.stdout).contains("--no-persist"));
    assert!(help.stderr.is_empty());
}

#[test]
fn a_wrong_option_is_named_on_standard_error() {
    let wrong = run("--no-such-option");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(wrong.stdout.is_empty());
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("--no-such-option"));
}
