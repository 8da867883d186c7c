//! Differences between shells: which of them expand wildcards, and what they do to the output.

use std::process::{Command, Output};

fn whence(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_whence-cli"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("whence-cli runs")
}

/// The shells of Unix expand patterns themselves: a pattern that reaches the program there was
/// quoted and is a name.
#[test]
fn wildcards_are_expanded_if_the_shell_does_not_expand_them() {
    let folder = whence(&["sessions", "sample_logs/GATE01"]);
    let pattern = whence(&["sessions", "sample_logs/GATE01/*.evtx"]);
    let lines = |output: &Output| String::from_utf8_lossy(&output.stdout).lines().count();
    if cfg!(windows) {
        assert_eq!(pattern.status.code(), Some(0));
        assert_eq!(lines(&pattern), lines(&folder));
    } else {
        assert_eq!(pattern.status.code(), Some(4));
        let text = String::from_utf8_lossy(&pattern.stderr);
        assert!(
            text.contains("sample_logs/GATE01/*.evtx: no such file"),
            "{text}"
        );
    }
    assert!(lines(&folder) > 0);
}

#[test]
fn help_explains_why_to_use_output_in_powershell() {
    for arguments in [["--help"].as_slice(), &["sessions", "--help"]] {
        let output = whence(arguments);
        assert_eq!(output.status.code(), Some(0));
        let text = String::from_utf8_lossy(&output.stdout);
        for part in ["In PowerShell", "--output FILE", "UTF-16"] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}
