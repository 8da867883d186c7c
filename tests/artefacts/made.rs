//! Shell links and the recycle bin, from bytes that the tests write.

use whence::artefacts::{ArtefactError, MOST_ENTRIES, Parsed, Parser, parse, recognise};
use whence::domain::activity::{ActivityKind, Artefact, TimeQuality};
use whence::domain::time::Timestamp;

use super::builders::{Link, file_item, info_file, info2, item, local_info, share_info};
use super::{read, read_sound, summary};

const NOON: i64 = 133_334_352_807_971_076;

fn noon() -> Timestamp {
    Timestamp::from_ticks(NOON)
}

#[test]
fn a_link_states_its_target_and_when_that_was_created() {
    let mut link = Link::to("C:\\Users\\anna\\Żółw.txt", NOON);
    link.working_folder = Some("C:\\Users\\anna");
    let entries = read_sound(&link.bytes(), "Żółw.lnk");
    let [opened, created] = &entries[..] else {
        panic!("{entries:?}")
    };
    let path = "C:\\Users\\anna\\Żółw.txt";
    assert_eq!(summary(opened), (ActivityKind::DocumentOpened, None, path));
    assert_eq!(opened.time_quality, TimeQuality::None);
    assert!(opened.by_owner && opened.at_desktop);
    assert_eq!(
        opened.details.as_deref(),
        Some("working folder C:\\Users\\anna; fixed volume OS 1234-ABCD")
    );
    assert_eq!(
        summary(created),
        (ActivityKind::FileCreated, Some(noon()), path)
    );
    assert_eq!(created.time_quality, TimeQuality::Exact);
    assert!(!created.by_owner && !created.at_desktop);
    for entry in [opened, created] {
        assert_eq!(entry.machine.as_deref(), Some("ws-anna"));
        assert_eq!((entry.entry.as_deref(), entry.offset), (None, 0));
    }
}

#[test]
fn base_and_suffix_are_one_path() {
    for is_unicode in [false, true] {
        let link = Link {
            info: Some(local_info("C:\\FileShare", "Secret\\a.txt", is_unicode)),
            ..Link::default()
        };
        let entries = read_sound(&link.bytes(), "a.lnk");
        let opened = (
            ActivityKind::DocumentOpened,
            None,
            "C:\\FileShare\\Secret\\a.txt",
        );
        assert_eq!(entries.iter().map(summary).collect::<Vec<_>>(), [opened]);
    }
}

/// The list of shell items has the names in UTF-16, so it says more than a path in a code page.
#[test]
fn a_path_in_a_code_page_gives_way_to_the_shell_items() {
    let this_pc = [
        0x50, 0xe0, 0x4f, 0xd0, 0x20, 0xea, 0x3a, 0x69, 0x10, 0xa2, 0xd8, 0x08, 0x00, 0x2b, 0x30,
        0x30, 0x9d,
    ];
    let items = [
        item(0x1f, &this_pc),
        item(0x2f, b"C:\\\0\0\0"),
        file_item("FOLDE~1", "Folder with a long name"),
        file_item("STRIE~1.TXT", "Strié Привет.txt"),
    ];
    let mut link = Link {
        id_list: Some(items.concat()),
        info: Some(local_info(
            "C:\\Folder with a long name\\Strié ??????.txt",
            "",
            false,
        )),
        ..Link::default()
    };
    let path = "C:\\Folder with a long name\\Strié Привет.txt";
    let entries = read_sound(&link.bytes(), "a.lnk");
    assert_eq!(entries[0].object.as_deref(), Some(path));
    // Without a path of its own, the link leads to the same place.
    link.info = None;
    let entries = read_sound(&link.bytes(), "a.lnk");
    assert_eq!(entries[0].object.as_deref(), Some(path));
    // Without both, what the environment block says is all.
    link.id_list = None;
    link.environment = Some("%windir%\\notepad.exe");
    let entries = read_sound(&link.bytes(), "a.lnk");
    assert_eq!(entries[0].object.as_deref(), link.environment);
}

/// The machine that a link names is the one with the file: nobody was at the desktop of the server.
#[test]
fn a_target_on_a_share_was_not_opened_on_the_server() {
    let link = Link {
        attributes: 0x10,
        created: NOON,
        info: Some(share_info("\\\\SRV01\\Data", "Plans")),
        machine: Some("srv01"),
        ..Link::default()
    };
    let entries = read_sound(&link.bytes(), "Plans.lnk");
    let [opened, created] = &entries[..] else {
        panic!("{entries:?}")
    };
    let path = "\\\\SRV01\\Data\\Plans";
    assert_eq!(summary(opened), (ActivityKind::FolderOpened, None, path));
    assert_eq!(opened.machine, None);
    assert_eq!(created.machine.as_deref(), Some("srv01"));
}

#[test]
fn a_link_that_is_cut_off_gives_what_is_left() {
    let mut link = Link::to("C:\\a.txt", NOON);
    link.arguments = Some("/x");
    let bytes = link.bytes();
    let whole = read_sound(&bytes, "a.lnk");
    // Where only the additional data are absent altogether, nothing is known to be cut off.
    let behind_strings = bytes.len() - 4 - 0x60;
    for length in (0x4c..bytes.len() - 4).filter(|length| *length != behind_strings) {
        let parsed = read(&bytes[..length], "a.lnk");
        let [ArtefactError::Cut { offset, .. }] = parsed.problems[..] else {
            panic!("{length}: {:?}", parsed.problems)
        };
        assert!(offset <= length as u64);
        // The path is whole, or absent.
        for (entry, sound) in parsed.entries.iter().zip(&whole) {
            assert_eq!(entry.object, sound.object);
        }
    }
    let cut = read(&bytes[..bytes.len() - 0x40], "a.lnk");
    assert_eq!(cut.entries.len(), 2);
    assert_eq!(
        cut.problems[0].to_string(),
        format!("the additional data at byte {behind_strings} is cut off")
    );
}

#[test]
fn info_files_of_both_versions_state_a_deletion() {
    let path = "C:\\Users\\anna\\Pläne.docx";
    for version in [1, 2] {
        let bytes = info_file(version, 1234, NOON, path);
        // Without its name, the path shows what it is.
        for name in ["$IABCDEF.docx", "file0001.bin"] {
            let entries = read_sound(&bytes, name);
            let [deleted] = &entries[..] else {
                panic!("{entries:?}")
            };
            assert_eq!(
                summary(deleted),
                (ActivityKind::FileDeleted, Some(noon()), path)
            );
            assert_eq!(deleted.details.as_deref(), Some("1234 bytes"));
            assert_eq!(deleted.time_quality, TimeQuality::Exact);
            assert!(deleted.by_owner && deleted.at_desktop);
        }
        let cut = read(&bytes[..48], "$IABCDEF.docx");
        assert_eq!(cut.problems.len(), 1);
        let object = cut.entries[0].object.as_deref().expect("a path");
        assert!(path.starts_with(object), "{object}");
    }
    let timeless = read_sound(&info_file(2, 1, 0, path), "$I1");
    assert_eq!(
        (timeless[0].time, timeless[0].time_quality),
        (None, TimeQuality::None)
    );
    assert!(recognise(&info_file(3, 1, NOON, path), "$I1").is_none());
    assert!(recognise(&info_file(2, 1, NOON, "no path"), "a.bin").is_none());
}

#[test]
fn each_record_of_an_info2_states_a_deletion() {
    let records = [
        (1, NOON, "C:\\a.txt", false),
        (2, NOON + 1, "C:\\b.txt", true),
    ];
    for length in [280, 800] {
        let mut bytes = info2(length, &records);
        let entries = read_sound(&bytes, "INFO2");
        let [first, second] = &entries[..] else {
            panic!("{entries:?}")
        };
        assert_eq!(
            summary(first),
            (ActivityKind::FileDeleted, Some(noon()), "C:\\a.txt")
        );
        assert_eq!((first.entry.as_deref(), first.offset), (Some("1"), 20));
        // The first letter of a restored file is gone from the path in the code page.
        let path = if length == 280 {
            "?:\\b.txt"
        } else {
            "C:\\b.txt"
        };
        assert_eq!(second.object.as_deref(), Some(path));
        assert_eq!(
            second.details.as_deref(),
            Some("4096 bytes on disk; no longer in the recycle bin")
        );
        bytes.truncate(bytes.len() - 10);
        let cut = read(&bytes, "INFO2");
        let offset = 20 + length as u64;
        let what = "the record of a deletion";
        assert_eq!(cut.problems, [ArtefactError::Cut { what, offset }]);
    }
}

#[test]
fn a_path_that_is_cut_off_or_empty_is_said() {
    let mut bytes = info_file(2, 1, NOON, "C:\\folder\\a.txt");
    bytes.truncate(34);
    let cut = read(&bytes, "$IABC.txt");
    let details: Vec<_> = cut
        .entries
        .iter()
        .map(|entry| entry.details.as_deref())
        .collect();
    assert_eq!(details, [Some("1 bytes; the path is cut off")]);
    let empty = read(&info_file(2, 1, NOON, ""), "$IABC.txt");
    let (what, offset) = ("the path of the deleted file", 24);
    assert_eq!(empty.problems, [ArtefactError::Damaged { what, offset }]);
}

#[test]
fn limits_are_kept_and_stated() {
    let mut large = info_file(2, 1, NOON, "C:\\a.txt");
    large.resize((64 << 10) + 1, 0);
    let parsed = read(&large, "$I1");
    assert_eq!(parsed.entries, []);
    assert_eq!(
        parsed.problems[0].to_string(),
        "the file has 65537 bytes; the limit for its kind is 65536"
    );
    let records = vec![(1, NOON, "C:\\a.txt", false); MOST_ENTRIES + 2];
    let parsed = read(&info2(280, &records), "INFO2");
    assert_eq!(parsed.entries.len(), MOST_ENTRIES);
    assert!(
        matches!(parsed.problems[..], [ArtefactError::TooMany { .. }]),
        "{:?}",
        parsed.problems
    );
}

struct Panics;

impl Parser for Panics {
    fn artefact(&self) -> Artefact {
        Artefact::Lnk
    }

    fn max_size(&self) -> u64 {
        1
    }

    fn recognises(&self, _head: &[u8], _name: &str) -> bool {
        true
    }

    fn parse(&self, _bytes: &[u8], _name: &str) -> Parsed {
        panic!("from the test")
    }
}

#[test]
fn a_parser_that_panics_costs_its_file_only() {
    let parsed = parse(&Panics, b"x", "a.lnk");
    assert_eq!(parsed.entries, []);
    assert_eq!(parsed.problems, [ArtefactError::GaveUp]);
}
