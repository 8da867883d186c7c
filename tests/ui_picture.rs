//! The timeline as a picture: written where the user chooses, but never to a folder with evidence.
#![cfg(feature = "window")]

mod common_ui;

use std::fs;
use std::path::Path;

use common_ui::*;

fn open(window: &mut Window) {
    click(window, "More about the timeline");
    click(window, "Picture…");
}

fn save_to(window: &mut Window, target: &Path) {
    open(window);
    type_into(window, "Write to", &target.display().to_string());
    click(window, "Write");
    wait_for(window, |window| !is_shown(window, "Writing…"));
    settle(window);
}

#[test]
fn the_picture_has_the_lanes_in_view_and_their_labels() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("timeline.svg");
    let mut window = start_with(small_case());
    type_into(&mut window, "Filter", "anna");
    save_to(&mut window, &target);
    assert!(is_said(&window, "The picture was written to"));
    let svg = fs::read_to_string(&target).expect("the picture");
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    assert!(svg.contains("Users; Filter: anna</text>"), "{svg}");
    assert!(svg.contains(">anna</text>"));
    assert!(!svg.contains("berta"), "only what is in view");
    assert!(svg.contains("2 sessions and 0 refusals in all"));
    click(&mut window, "Close");
    assert!(!is_said(&window, "The picture was written to"));
    if let Some(folder) = std::env::var_os("REACH_PNG") {
        fs::copy(&target, Path::new(&folder).join("timeline.svg")).expect("a copy");
    }
}

#[test]
fn a_name_that_ends_in_png_gives_pixels_with_the_shown_coverage() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = start_with_sample();
    let mut bytes = |name: &str| {
        let target = folder.path().join(name);
        save_to(&mut window, &target);
        assert!(is_said(&window, "The picture was written to"));
        click(&mut window, "Close");
        click(&mut window, "Coverage: how far the logs of each host reach");
        fs::read(&target).expect("the picture")
    };
    let (lanes, with_coverage) = (bytes("lanes.png"), bytes("coverage.PNG"));
    let height = |png: &[u8]| {
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        u32::from_be_bytes(png[20..24].try_into().expect("a height"))
    };
    assert!(height(&with_coverage) > height(&lanes) + 200);
    if let Some(folder) = std::env::var_os("REACH_PNG") {
        fs::write(Path::new(&folder).join("timeline.png"), with_coverage).expect("a copy");
    }
}

#[test]
fn an_existing_file_is_replaced_only_when_asked_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("timeline.svg");
    fs::write(&target, "mine").expect("a file");
    let mut window = start_with(small_case());
    save_to(&mut window, &target);
    assert!(is_said(&window, "This file already exists."));
    assert_eq!(fs::read_to_string(&target).expect("a file"), "mine");
    click(&mut window, "Write");
    wait_for(&mut window, |window| {
        is_said(window, "The picture was written to")
    });
    assert!(
        fs::read_to_string(&target)
            .expect("a file")
            .contains("<svg")
    );
}

#[test]
fn no_picture_is_written_among_evidence() {
    let folder = tempfile::tempdir().expect("a folder");
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).expect("a folder");
    copy_logs("FS01", &logs);
    let mut window = start(vec![logs.clone()]);
    wait_for(&mut window, |window| window.state().case().is_some());
    settle(&mut window);
    let target = logs.join("timeline.svg");
    save_to(&mut window, &target);
    assert!(is_said(&window, "is evidence or lies among it"));
    assert!(!target.exists());
}

#[test]
fn a_picture_needs_a_file_name_and_escape_closes_the_dialog() {
    let mut window = start_with(small_case());
    open(&mut window);
    click(&mut window, "Write");
    assert!(is_shown(&window, "Choose where to write."));
    press(&mut window, egui::Key::Escape);
    assert!(!is_shown(&window, "Choose where to write."));
}
