//! Windows in other languages: the word for the machine's own screen, the names of its service
//! accounts, and texts for people. The words in these stories are invented unless stated otherwise.

use serde_json::Value;

use crate::common::compare::{actual_sessions, check};
use crate::common::records::{LSM, RCM, SECURITY};
use crate::common::sample_case::sample_case;
use crate::common::scenario::{Case, Client, Host, Language, Leave, Os, Person};
use crate::{ALL_SYSTEMS, SID, anna, clock, home, miles, office, running};

const GERMAN: Language = &[
    ("LOCAL", "LOKAL"),
    ("Unknown", "Unbekannt"),
    ("NT AUTHORITY", "NT-AUTORITÄT"),
    ("LOCAL SERVICE", "LOKALER DIENST"),
    ("NETWORK SERVICE", "NETZWERKDIENST"),
    ("ANONYMOUS LOGON", "ANONYMOUS-ANMELDUNG"),
    ("Window Manager", "Fenster-Manager"),
    ("Font Driver Host", "Schriftartentreiberhost"),
    ("VIRTUAL USERS", "VIRTUELLE BENUTZER"),
    ("Other (Planned)", "Anderer Grund (geplant)"),
    ("restart", "Neustart"),
    ("power off", "Ausschalten"),
];

const FRENCH: Language = &[
    ("LOCAL", "ÉCRAN LOCAL"),
    ("Unknown", "Inconnu"),
    ("NT AUTHORITY", "AUTORITE NT"),
    ("SYSTEM", "Système"),
    ("LOCAL SERVICE", "SERVICE LOCAL"),
    ("NETWORK SERVICE", "SERVICE RÉSEAU"),
    ("Window Manager", "Gestionnaire de fenêtres"),
    ("Font Driver Host", "Hôte du pilote de police"),
    ("VIRTUAL USERS", "UTILISATEURS VIRTUELS"),
    ("Other (Planned)", "Autre (planifié)"),
    ("restart", "redémarrer"),
    ("power off", "mettre hors tension"),
];

const GREEK: Language = &[("LOCAL", "ΤΟΠΙΚΟ"), ("Unknown", "Άγνωστο")];

/// A confirmed word.
const JAPANESE: Language = &[("LOCAL", "ローカル"), ("Unknown", "不明")];
/// A confirmed word.
const TURKISH: Language = &[("LOCAL", "YEREL"), ("Unknown", "Bilinmiyor")];

fn petra() -> Person {
    Person::new("LARKFIELD", "petra", &format!("{SID}-1112"))
}

/// Anna's desktop at the screen: she switches to Miles and returns.
fn at_the_screen(mut host: Host) -> Host {
    let first = host.console_logon(clock("08:00:00"), &anna());
    host.unlock(clock("09:00:00"), first);
    host.switch_user(clock("10:00:00"), first);
    let second = host.console_logon(clock("10:00:20"), &miles());
    host.console_logoff(clock("10:30:00"), second);
    host.switch_back(clock("10:30:30"), first);
    host.console_logoff(clock("16:00:00"), first);
    host
}

/// Rules: K1, K3
///
/// [source 6.7]: the constant ActivityID shows that the screen is meant, and so what the word
/// means.
#[test]
fn the_machines_own_screen_is_recognised_in_any_language() {
    for language in [GERMAN, FRENCH, GREEK, JAPANESE] {
        for os in ALL_SYSTEMS {
            let host = at_the_screen(running(os).auditing_other_logons());
            check(&Case::of([host]).in_language(language));
        }
    }
}

/// [source 6.7]: a desktop that moves from the screen to Remote Desktop and back.
#[test]
fn taking_over_a_desktop_is_recognised_in_any_language() {
    for language in [GREEK, TURKISH] {
        for os in [Os::Windows10, Os::Windows11] {
            let mut host = running(os).auditing_other_logons();
            let first = host.console_logon(clock("08:00:00"), &anna());
            let second = host.rdp_logon_displacing(clock("09:00:00"), &miles(), &home(), first);
            host.take_back_at_console(clock("10:00:00"), second);
            host.console_logoff(clock("11:00:00"), second);
            check(&Case::of([host]).in_language(language));
        }
    }
}

/// Rules: K2, K3
///
/// [source 6.7]: Windows 7 writes no ActivityID, so the 4624 shows that the screen is meant. The
/// word is known from then on, also on days that Security does not cover.
#[test]
fn without_activity_ids_the_word_for_the_screen_is_learned_from_the_logon() {
    let mut host = running(Os::Windows7).only(&[LSM, SECURITY]);
    let old = host.console_logon(clock("07:00:00"), &miles());
    host.expected_at(old)
        .noted("other records show that it means the machine's own screen");
    host.console_logoff(clock("07:30:00"), old);
    let first = host.console_logon(clock("08:00:00"), &anna());
    host.console_logoff(clock("09:00:00"), first);
    let remote = host.rdp_logon(clock("10:00:00"), &miles(), &office());
    host.rdp_logoff(clock("11:00:00"), remote);
    host.forget_before(SECURITY, clock("07:45:00"));
    check(&Case::of([host]).in_language(GREEK));
}

/// [source 6.7]: with only LocalSessionManager's records of Windows 7, an unconfirmed word proves
/// nothing, and a confirmed one means the screen.
#[test]
fn an_unknown_word_alone_proves_nothing() {
    let story = || {
        let mut host = running(Os::Windows7).only(&[LSM]);
        let first = host.console_logon(clock("08:00:00"), &anna());
        host.switch_user(clock("10:00:00"), first);
        host.switch_back(clock("11:00:00"), first);
        host.console_logoff(clock("12:00:00"), first);
        let remote = host.rdp_logon(clock("13:00:00"), &miles(), &office());
        host.rdp_logoff(clock("14:00:00"), remote);
        host
    };
    for language in [JAPANESE, TURKISH] {
        check(&Case::of([story()]).in_language(language));
    }
    for language in [GREEK, GERMAN] {
        let mut host = story();
        for expected in &mut host.expected[..2] {
            expected
                .set("kind", "interactive")
                .set("source_class", "unknown")
                .noted("whether it means the machine's own screen is not known");
        }
        check(&Case::of([host]).in_language(language));
    }
}

/// Rules: K3
///
/// [source 6.7]: if RemoteConnectionManager's log is complete and has no connection, nobody
/// connected remotely.
#[test]
fn a_connection_log_without_a_connection_teaches_the_word() {
    let mut host = running(Os::Windows7).only(&[LSM, RCM]);
    let before = host.rdp_logon(clock("07:00:00"), &miles(), &office());
    host.rdp_logoff(clock("07:30:00"), before);
    let first = host.console_logon(clock("08:00:00"), &anna());
    host.console_logoff(clock("09:00:00"), first);
    let after = host.rdp_logon(clock("10:00:00"), &miles(), &home());
    host.rdp_logoff(clock("11:00:00"), after);
    check(&Case::of([host]).in_language(GREEK));
}

/// Rules: K3
///
/// [source 6.7]: a text that a Remote Desktop connection writes too (here for its client) is
/// neither a word for the screen nor an address.
#[test]
fn a_text_that_a_connection_writes_too_is_not_a_word_for_the_screen() {
    let mut host = running(Os::Windows10).only(&[LSM]);
    let first = host.console_logon(clock("08:00:00"), &anna());
    host.console_logoff(clock("09:00:00"), first);
    let client = Client::new("ΤΟΠΙΚΟ", 51_200, "WS-MILES");
    let remote = host.rdp_logon(clock("10:00:00"), &miles(), &client);
    host.expected_at(remote).set("source_ip", Value::Null);
    host.rdp_logoff(clock("11:00:00"), remote);
    check(&Case::of([host]).in_language(GREEK));
}

/// Rules: K1
///
/// [source 6.7]: an empty address belongs to an enhanced session of Hyper-V, whatever the word for
/// the screen is.
#[test]
fn an_empty_address_is_hyper_v_whatever_the_word_for_the_screen() {
    for language in [GERMAN, GREEK, JAPANESE] {
        for os in [Os::Server2016, Os::Windows10] {
            let mut host = running(os);
            let first = host.console_logon(clock("08:00:00"), &anna());
            host.console_logoff(clock("09:00:00"), first);
            let window = host.hyper_v_logon(clock("10:00:00"), &miles());
            host.hyper_v_disconnect(clock("11:00:00"), window);
            check(&Case::of([host]).in_language(language));
        }
    }
}

/// Rules: C5
///
/// [source 6.9]: the constant ActivityID means the screen even on a record with an empty address.
#[test]
fn an_empty_address_with_the_screens_activity_id_is_the_screen() {
    for os in ALL_SYSTEMS {
        let host = at_the_screen(running(os));
        check(&Case::of([host]).in_language(&[("LOCAL", "")]));
    }
}

/// Rules: D8
///
/// 4778 and 4779 call the screen's station `Console` in every language. The word and "unknown" next
/// to it are translated, and are neither a client nor its address.
#[test]
fn a_station_name_without_a_number_is_the_screen() {
    for language in [FRENCH, GREEK, JAPANESE] {
        let mut host = running(Os::Windows10)
            .only(&[SECURITY])
            .auditing_other_logons();
        let first = host.console_logon(clock("08:00:00"), &anna());
        host.switch_user(clock("10:00:00"), first);
        host.switch_back(clock("11:00:00"), first);
        host.console_logoff(clock("16:00:00"), first);
        for expected in &mut host.expected {
            expected
                .unset("local_session_id")
                .set("client_name", Value::Null)
                .set("source_ip", Value::Null);
        }
        check(&Case::of([host]).in_language(language));
    }
}

/// Rules: D8, K3
///
/// [source 6.7]: if logons are not audited, the word is learned from the station of 4778 and 4779.
#[test]
fn the_word_is_learned_from_the_screens_station() {
    let mut host = running(Os::Windows7)
        .only(&[LSM, SECURITY])
        .auditing_other_logons();
    host.stop_writing(SECURITY, &[4624, 4634, 4648, 4672]);
    let before = host.console_logon(clock("07:00:00"), &petra());
    host.expected_at(before)
        .noted("other records show that it means the machine's own screen");
    host.console_logoff(clock("07:30:00"), before);
    let first = host.console_logon(clock("08:00:00"), &anna());
    host.switch_user(clock("10:00:00"), first);
    host.switch_back(clock("11:00:00"), first);
    host.console_logoff(clock("16:00:00"), first);
    for expected in &mut host.expected {
        expected.unset("domain");
    }
    check(&Case::of([host]).in_language(GREEK));
}

/// Rules: D8, K1
///
/// [source 6.7]: the station of 4778 and 4779 also shows that a text in place of an address belongs
/// to a Remote Desktop client.
#[test]
fn a_connections_station_is_remote_desktop_whatever_the_address_text() {
    let mut host = running(Os::Windows7)
        .only(&[LSM, SECURITY])
        .auditing_other_logons();
    host.stop_writing(SECURITY, &[4624, 4634, 4648, 4672]);
    let client = Client::new("ws-miles.lan", 51_200, "WS-MILES");
    let remote = host.rdp_logon(clock("08:00:00"), &petra(), &client);
    host.rdp_disconnect(clock("09:00:00"), remote, Leave::Window);
    host.rdp_reconnect(clock("10:00:00"), remote, &client);
    host.rdp_disconnect(clock("11:00:00"), remote, Leave::Window);
    for expected in &mut host.expected {
        expected.unset("domain").set("source_ip", Value::Null);
    }
    check(&Case::of([host]));
}

/// Rules: V2, W3
///
/// Windows' own accounts are recognised by their SIDs, whatever their names. A person is shown even
/// if the name is that of a built-in account in another language.
#[test]
fn built_in_accounts_are_hidden_and_people_are_shown_in_any_language() {
    let people = [
        (GERMAN, "Administrator", "Gast"),
        (FRENCH, "Administrateur", "Invité"),
        (GREEK, "Διαχειριστής", "Επισκέπτης"),
    ];
    for (language, administrator, guest) in people {
        for os in ALL_SYSTEMS {
            let mut host = running(os);
            let person = Person::new("HOST1", administrator, &format!("{SID}-500"));
            let desk = host.console_logon(clock("08:00:00"), &person);
            host.console_logoff(clock("09:00:00"), desk);
            host.failed_nla(clock("10:00:00"), guest, &home());
            let other = Person::new("HOST1", guest, &format!("{SID}-501"));
            let remote = host.rdp_logon(clock("11:00:00"), &other, &office());
            host.rdp_logoff(clock("12:00:00"), remote);
            check(&Case::of([host]).in_language(language));
        }
    }
}

/// Rules: E5, E6
///
/// A 1074 is recognised by its id: its reason and its kind are texts for people.
#[test]
fn a_shutdown_is_recognised_in_any_language() {
    for language in [GERMAN, FRENCH] {
        for restart in [false, true] {
            let mut host = running(Os::Windows10);
            let desk = host.console_logon(clock("08:00:00"), &anna());
            host.shut_down(clock("16:00:00"), desk, restart);
            host.boot(clock("17:00:00"));
            let again = host.console_logon(clock("17:05:00"), &anna());
            host.console_logoff(clock("18:00:00"), again);
            check(&Case::of([host]).in_language(language));
        }
    }
}

/// The sample case has every kind of session: in another language, exactly these are found.
#[test]
fn the_sample_case_gives_the_same_sessions_in_another_language() {
    let story = sample_case();
    let folder = tempfile::tempdir().expect("a temporary folder");
    story.write(folder.path()).expect("the logs can be written");
    let english = actual_sessions(folder.path());
    for language in [GERMAN, FRENCH, GREEK] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let case = sample_case().in_language(language);
        case.write(folder.path()).expect("the logs can be written");
        assert_eq!(actual_sessions(folder.path()), english);
    }
}
