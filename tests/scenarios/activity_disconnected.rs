//! What goes on in a desktop to which nobody is connected.

use whence::analysis::session_index::SessionIndex;
use whence::analysis::story::Story;
use whence::analysis::user_names::UserNames;
use whence::domain::time::DisplayZone;

use crate::common::activities::{acts_of, told};
use crate::common::records::activity::{script_block, service_installed, task_audited};
use crate::common::scenario::{Host, Leave, Os};
use crate::{anna, clock, home, miles, office, running};

const BLOCK: &str = "11111111-2222-3333-4444-000000000001";

fn server() -> Host {
    running(Os::Server2016)
}

/// Rules: A4.
#[test]
fn a_disconnected_desktop_is_found_by_logon_id_by_user_and_by_time() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let who = host.acting(desk);
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.write(
        clock("09:10:00"),
        task_audited(&who.account, who.luid, "\\a"),
    );
    host.write(clock("09:11:00"), script_block(&who.account, BLOCK, (1, 1)));
    host.write(clock("09:12:00"), service_installed("S-1-5-18", "A"));
    let found = [
        "task-created \\a: logon-id of 0, disconnected",
        "script-run C:\\TMP\\run.ps1: user-and-time of 0, disconnected",
        "service-installed A: time-only of 0, disconnected",
    ];
    assert_eq!(acts_of(host), found);
}

/// Nobody was connected, so the Summary must not call the session open.
///
/// Rules: A3, A4.
#[test]
fn the_summary_keeps_the_open_session_and_the_disconnected_desktop_apart() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.write(clock("08:30:00"), service_installed("S-1-5-18", "A"));
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.write(clock("09:12:00"), service_installed("S-1-5-18", "B"));
    let case = told(host);
    let shown = case
        .sessions
        .iter()
        .position(|session| session.hidden.is_none());
    let session = shown.and_then(|index| u32::try_from(index).ok());
    let session_index = SessionIndex::of(&case, &UserNames::of(&case));
    let told = (&case, &session_index);
    let story = Story::of(told, session.expect("a session"), &DisplayZone::Utc).expect("a story");
    let texts: Vec<&str> = story
        .happened
        .iter()
        .map(|happened| happened.text.as_str())
        .filter(|text| text.starts_with("Installed"))
        .collect();
    assert_eq!(
        texts,
        [
            "Installed the service A, perhaps",
            "Installed the service B, nobody connected",
        ]
    );
}

/// Rules: A1, A4.
#[test]
fn after_a_reconnect_from_elsewhere_the_session_open_then_is_meant() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let who = host.acting(desk);
    host.write(
        clock("08:10:00"),
        task_audited(&who.account, who.luid, "\\home"),
    );
    host.rdp_reconnect(clock("09:00:00"), desk, &office());
    host.write(
        clock("09:10:00"),
        task_audited(&who.account, who.luid, "\\office"),
    );
    host.write(clock("09:11:00"), script_block(&who.account, BLOCK, (1, 1)));
    host.rdp_disconnect(clock("10:00:00"), desk, Leave::Window);
    host.write(
        clock("10:10:00"),
        task_audited(&who.account, who.luid, "\\nobody"),
    );
    let found = [
        "task-created \\home: logon-id 0",
        "task-created \\office: logon-id 1",
        "script-run C:\\TMP\\run.ps1: user-and-time 1",
        "task-created \\nobody: logon-id of 1, disconnected",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A2, A4.
#[test]
fn a_second_desktop_that_lives_on_is_one_more_place() {
    let mut host = server();
    let first = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let who = host.acting(first);
    host.rdp_disconnect(clock("08:30:00"), first, Leave::Window);
    let _second = host.console_logon(clock("09:00:00"), &anna());
    host.write(clock("09:10:00"), script_block(&who.account, BLOCK, (1, 1)));
    host.write(
        clock("09:11:00"),
        task_audited(&who.account, who.luid, "\\first"),
    );
    let found = [
        "script-run C:\\TMP\\run.ps1: time-only of 0, 1",
        "task-created \\first: logon-id of 0, disconnected",
    ];
    assert_eq!(acts_of(host), found);
}

/// Rules: A2, A4.
#[test]
fn two_disconnected_desktops_of_one_user_are_two_candidates() {
    let mut host = server();
    let first = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let second = host.rdp_logon(clock("08:10:00"), &anna(), &office());
    host.rdp_disconnect(clock("08:30:00"), first, Leave::Window);
    host.rdp_disconnect(clock("08:40:00"), second, Leave::Window);
    host.write(
        clock("09:10:00"),
        script_block(&anna().account, BLOCK, (1, 1)),
    );
    let found = ["script-run C:\\TMP\\run.ps1: time-only of 0, 1, disconnected"];
    assert_eq!(acts_of(host), found);
}

/// Near miss: the system acts while somebody else is connected.
///
/// Rules: A3, A4.
#[test]
fn a_disconnected_desktop_is_no_candidate_beside_somebody_who_is_there() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    host.rdp_disconnect(clock("08:30:00"), desk, Leave::Window);
    let _other = host.rdp_logon(clock("09:00:00"), &miles(), &office());
    host.write(clock("09:10:00"), service_installed("S-1-5-18", "A"));
    assert_eq!(acts_of(host), ["service-installed A: time-only of 1"]);
}

/// Near miss: the desktop was logged off, so its logon id does not live.
///
/// Rules: A1, A4.
#[test]
fn a_desktop_that_was_logged_off_is_over() {
    let mut host = server();
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let who = host.acting(desk);
    host.rdp_disconnect(clock("08:30:00"), desk, Leave::Window);
    host.disconnected_limit(clock("09:00:00"), desk);
    host.write(
        clock("09:10:00"),
        task_audited(&who.account, who.luid, "\\a"),
    );
    host.write(clock("09:11:00"), script_block(&who.account, BLOCK, (1, 1)));
    host.write(clock("09:12:00"), service_installed("S-1-5-18", "A"));
    for act in acts_of(host) {
        assert!(act.ends_with(": none"), "{act}");
    }
}

/// Rules: A4.
#[test]
fn a_console_desktop_behind_another_user_is_disconnected() {
    let mut host = running(Os::Windows10);
    let first = host.console_logon(clock("08:00:00"), &anna());
    let who = host.acting(first);
    host.switch_user(clock("08:30:00"), first);
    let _second = host.console_logon(clock("08:31:00"), &miles());
    host.write(
        clock("08:40:00"),
        task_audited(&who.account, who.luid, "\\a"),
    );
    assert_eq!(
        acts_of(host),
        ["task-created \\a: logon-id of 0, disconnected"]
    );
}
