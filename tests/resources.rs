//! Resources of the programs for Windows and of the bundle for macOS, checked on every system.

use std::path::{Path, PathBuf};

fn asset(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("assets")
        .join(name)
}

fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn little_endian(bytes: &[u8]) -> u32 {
    let joined = bytes.iter().rev();
    joined.fold(0, |sum, byte| (sum << 8) | u32::from(*byte))
}

#[test]
fn the_manifest_has_the_settings_that_windows_needs() {
    let text = text_of(&asset("windows/whence.manifest"));
    assert!(
        text.contains("version=\"@VERSION@\""),
        "build.rs fills it in"
    );
    let manifest = roxmltree::Document::parse(&text).expect("well-formed XML");
    let smi = "http://schemas.microsoft.com/SMI";
    for (name, year, value) in [
        ("activeCodePage", 2019, "UTF-8"),
        ("dpiAwareness", 2016, "PerMonitorV2"),
        ("heapType", 2020, "SegmentHeap"),
        ("longPathAware", 2016, "true"),
    ] {
        // Windows silently ignores a setting in another namespace.
        let namespace = format!("{smi}/{year}/WindowsSettings");
        let setting = manifest
            .descendants()
            .find(|node| node.has_tag_name((namespace.as_str(), name)))
            .unwrap_or_else(|| panic!("{name} in {namespace}"));
        assert_eq!(setting.text(), Some(value));
        let parent = setting.parent_element().expect("an element around it");
        assert_eq!(parent.tag_name().name(), "windowsSettings");
    }
    let level = manifest
        .descendants()
        .find(|node| node.tag_name().name() == "requestedExecutionLevel")
        .expect("a level");
    assert_eq!(level.attribute("level"), Some("asInvoker"));
}

#[test]
fn the_icon_for_windows_has_every_size() {
    let icon = std::fs::read(asset("windows/whence.ico")).expect("a readable icon");
    assert_eq!(icon[..4], [0, 0, 1, 0]);
    let mut sizes = Vec::new();
    for entry in icon[6..].chunks(16).take(usize::from(icon[4])) {
        // 256 does not fit in a byte and is written as 0.
        sizes.push(if entry[0] == 0 {
            256
        } else {
            u32::from(entry[0])
        });
        let length = little_endian(&entry[8..12]) as usize;
        let start = little_endian(&entry[12..16]) as usize;
        let picture = &icon[start..start + length];
        assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
    }
    sizes.sort_unstable();
    assert_eq!(sizes, [16, 24, 32, 48, 64, 128, 256]);
}

#[test]
fn the_icon_for_macos_is_complete() {
    let icon = std::fs::read(asset("macos/whence.icns")).expect("a readable icon");
    let number = |at: usize| {
        icon[at..at + 4]
            .iter()
            .fold(0, |n, b| (n << 8) | usize::from(*b))
    };
    assert_eq!((&icon[..4], number(4)), (&b"icns"[..], icon.len()));
    let mut kinds = Vec::new();
    let mut at = 8;
    while at < icon.len() {
        kinds.push(String::from_utf8_lossy(&icon[at..at + 4]).into_owned());
        at += number(at + 4);
    }
    assert_eq!(at, icon.len());
    // 16 points to 512 points, each for both kinds of screen.
    for kind in [
        "icp4", "ic11", "icp5", "ic12", "ic07", "ic13", "ic08", "ic14", "ic09", "ic10",
    ] {
        assert!(kinds.iter().any(|found| found == kind), "{kind}: {kinds:?}");
    }
}

/// The value of a key in a property list with a single dictionary.
fn property(text: &str, key: &str) -> Option<String> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..Default::default()
    };
    let list = roxmltree::Document::parse_with_options(text, options).expect("well-formed XML");
    let key = list
        .descendants()
        .find(|node| node.has_tag_name("key") && node.text() == Some(key))?;
    let value = key.next_sibling_element()?;
    value.text().map(str::to_owned)
}

#[cfg(unix)]
#[test]
fn the_bundle_has_version_icon_and_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("built");
    std::fs::write(&program, "the program").expect("a written file");
    let make = || {
        std::process::Command::new(asset("macos/bundle.sh"))
            .arg(&program)
            .arg(folder.path().join("out"))
            .output()
            .expect("the script runs")
    };
    let made = make();
    let stderr = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "{stderr}");

    let contents = folder.path().join("out/Whence.app/Contents");
    let list = text_of(&contents.join("Info.plist"));
    let version = env!("CARGO_PKG_VERSION");
    for key in ["CFBundleShortVersionString", "CFBundleVersion"] {
        assert_eq!(property(&list, key).as_deref(), Some(version), "{key}");
    }
    assert_eq!(property(&list, "CFBundleDocumentTypes"), None);
    let icon = property(&list, "CFBundleIconFile").expect("an icon");
    let icon = contents.join("Resources").join(icon + ".icns");
    assert_eq!(
        std::fs::read(icon).expect("the icon is in the bundle"),
        std::fs::read(asset("macos/whence.icns")).expect("the icon")
    );
    let executable = property(&list, "CFBundleExecutable").expect("a program");
    let executable = contents.join("MacOS").join(executable);
    assert_eq!(text_of(&executable), "the program");
    let mode = std::fs::metadata(&executable).expect("the program exists");
    let mode = std::os::unix::fs::PermissionsExt::mode(&mode.permissions());
    assert_eq!(mode & 0o777, 0o755);

    let again = make();
    assert!(
        !again.status.success(),
        "an older bundle is not mixed with a new one"
    );
}
