//! What was done, in the window: the list of all activities, the tab of a session, marks, export, and who was on
//! which host.
#![cfg(feature = "window")]

mod common_ui;

use std::fs;

use common_ui::*;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

/// Opens the list of activities and filters it.
fn activities(filter: &str) -> Window {
    let mut window = start_with_sample();
    press_with(&mut window, Modifiers::COMMAND, Key::D);
    press_with(&mut window, Modifiers::COMMAND, Key::F);
    type_into(&mut window, "Filter", filter);
    press(&mut window, Key::Enter);
    settle(&mut window);
    window
}

#[test]
fn all_activities_are_listed_with_their_sessions() {
    let window = activities("did:service-installed user:svc-backup");
    assert_eq!(rows(&window), ["service-installed Fernsill Remote Control"]);
    assert!(is_said(&window, "192.0.2.146"));
    assert!(is_said(&window, "user-and-time"));
}

#[test]
fn a_document_leads_to_its_session_and_to_its_bytes() {
    let mut window = activities("did:document object:*Payroll* after:2025-03-12");
    let row = rows(&window).first().cloned().expect("a document");
    assert!(row.starts_with("document-opened"), "{row}");
    click(&mut window, &row);
    wait_for(&mut window, |window| {
        is_said(window, "automaticDestinations-ms, from byte")
    });
    press(&mut window, Key::Enter);
    settle(&mut window);
    assert!(is_said(&window, "in this session"));
    click(&mut window, "What happened");
    assert!(is_said(&window, " Opened Payroll"));
    assert!(is_said(&window, "from 10.20.0.5"));
}

#[test]
fn an_onward_connection_leads_to_the_session_on_the_target() {
    let mut window = activities("did:connection strength:logon-id user:svc-backup");
    click(&mut window, "connection-made TERMSRV/FS01");
    press(&mut window, Key::Enter);
    settle(&mut window);
    click(&mut window, "connection-made TERMSRV/FS01");
    press(&mut window, Key::Enter);
    settle(&mut window);
    assert!(is_said(&window, "to FS01"), "the session on the target");
}

#[test]
fn activities_are_tagged_and_found_by_their_tags() {
    let mut window = activities("did:service-installed");
    click(&mut window, "service-installed Fernsill Remote Control");
    press(&mut window, Key::T);
    type_into(&mut window, "Which tags? Separate them with commas.", "c2");
    press(&mut window, Key::Enter);
    settle(&mut window);
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    type_into(&mut window, "Filter", "tag:c2");
    press(&mut window, Key::Enter);
    settle(&mut window);
    assert_eq!(rows(&window), ["service-installed Fernsill Remote Control"]);
}

#[test]
fn activities_are_exported() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("done.csv");
    let mut window = activities("did:service-installed");
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    assert!(is_said(&window, "1 activity (shown) with"));
    type_into(&mut window, "Write to", &target.display().to_string());
    click(&mut window, "Write");
    wait_for(&mut window, |window| {
        is_said(window, "1 activity written to")
    });
    let text = fs::read_to_string(&target).expect("the export");
    assert!(text.contains("Fernsill Remote Control"), "{text}");
    assert!(text.contains("time_quality"), "{text}");
}

#[test]
fn a_list_of_hosts_and_times_is_answered() {
    let mut window = start_with_sample();
    click(&mut window, "Who was there at…");
    click(&mut window, "A list…");
    let lines =
        "GATE01 2025-03-12 01:10:00\nFS01, 2025-03-12T01:20:00Z\nnowhere 2025-03-12 01:20:00\n";
    let role = egui::accesskit::Role::MultilineTextInput;
    let name = "Who was there? One host and time per line.";
    window.get_by_role_and_label(role, name).focus();
    window.step();
    window.get_by_role_and_label(role, name).type_text(lines);
    settle(&mut window);
    click(&mut window, "Ask");
    let found = rows(&window);
    assert!(
        found.iter().any(|row| row.starts_with("line 1: ")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|row| row.starts_with("line 2: ")),
        "{found:?}"
    );
    assert!(found.contains(&"line 3".to_owned()), "{found:?}");
    assert!(is_said(&window, "no host of this case has that name"));
}
