//! Jump lists, from bytes that the tests write.

use whence::artefacts::{ArtefactError, Parser, recognise};
use whence::domain::activity::{ActivityKind, ArtefactEntry, TimeQuality};
use whence::domain::time::Timestamp;

use super::builders::{Link, Used, compound_file, custom, dest_list, item};
use super::{read, read_sound, summary};

const NOON: i64 = 133_334_352_807_971_076;
const NOTEPAD: &str = "9b9cdc69c1c24e2b.automaticDestinations-ms";

fn used(number: u32, path: &str) -> Used<'_> {
    Used {
        number,
        time: NOON + i64::from(number),
        count: 1,
        path,
        machine: "ws-anna",
        ..Used::default()
    }
}

fn list(version: u32, has_long_sectors: bool, items: &[Used], links: &[(u32, Link)]) -> Vec<u8> {
    let mut streams: Vec<(String, Vec<u8>)> = links
        .iter()
        .map(|(number, link)| (format!("{number:x}"), link.bytes()))
        .collect();
    streams.push(("DestList".to_owned(), dest_list(version, items)));
    compound_file(has_long_sectors, &streams)
}

fn of_kind(entries: &[ArtefactEntry], kind: ActivityKind) -> Vec<&ArtefactEntry> {
    entries.iter().filter(|entry| entry.kind == kind).collect()
}

/// Every version, in short and long sectors, with lists that fit into the short stream and such that do not.
#[test]
fn each_item_states_when_it_was_used() {
    for version in 1..=4 {
        for (has_long_sectors, count) in [(false, 3), (true, 3), (false, 60), (true, 60)] {
            let paths: Vec<String> = (1..=count).map(|n| format!("C:\\docs\\{n}.txt")).collect();
            let items: Vec<Used> = (1..=count)
                .zip(&paths)
                .map(|(number, path)| Used {
                    more: if version == 4 { 40 } else { 0 },
                    ..used(number, path)
                })
                .collect();
            let links: Vec<(u32, Link)> = (1..=count)
                .zip(&paths)
                .map(|(number, path)| (number, Link::to(path, NOON - i64::from(number))))
                .collect();
            let bytes = list(version, has_long_sectors, &items, &links);
            let entries = read_sound(&bytes, NOTEPAD);
            assert_eq!(entries.len(), 2 * paths.len());
            let opened = of_kind(&entries, ActivityKind::DocumentOpened);
            for (entry, item) in opened.into_iter().zip(&items) {
                let time = Timestamp::from_ticks(item.time);
                assert_eq!(entry.time, Some(time));
                assert_eq!(entry.object.as_deref(), Some(item.path));
                assert_eq!(entry.entry.as_deref(), Some(&*format!("{:x}", item.number)));
                let quality = if version == 1 {
                    TimeQuality::LastOfMany
                } else {
                    TimeQuality::Exact
                };
                assert_eq!(entry.time_quality, quality, "version {version}");
                assert_eq!(entry.machine.as_deref(), Some("ws-anna"));
                // The offset leads to the item in the file.
                let at = usize::try_from(entry.offset).expect("in the file");
                assert_eq!(bytes[at..at + 2], item.number.to_le_bytes()[..2]);
            }
            let created = of_kind(&entries, ActivityKind::FileCreated);
            for (entry, (number, _)) in created.into_iter().zip(&links) {
                let time = Timestamp::from_ticks(NOON - i64::from(*number));
                assert_eq!(entry.time, Some(time));
                let at = usize::try_from(entry.offset).expect("in the file");
                assert_eq!(bytes[at..at + 4], [0x4c, 0, 0, 0]);
            }
        }
    }
}

#[test]
fn a_counter_of_one_makes_the_time_exact() {
    let mut items = [used(1, "C:\\a"), used(2, "C:\\b"), used(3, "C:\\c")];
    items[1].count = 7;
    items[1].is_pinned = true;
    items[2].time = 0;
    // The folder says nothing of the program.
    let name = format!("Collected/JumpLists/{NOTEPAD}");
    let entries = read_sound(&list(3, false, &items, &[]), &name);
    let said: Vec<_> = entries
        .iter()
        .map(|entry| (entry.time_quality, entry.details.as_deref().unwrap_or("")))
        .collect();
    let expected = [
        (TimeQuality::Exact, "opened with Notepad; used once"),
        (
            TimeQuality::LastOfMany,
            "opened with Notepad; used 7 times; pinned",
        ),
        (TimeQuality::None, "opened with Notepad; used once"),
    ];
    assert_eq!(said, expected);
}

#[test]
fn remote_desktop_connections_name_their_host() {
    let hosts = [
        ("/v:\"desktop-sdn1rpt\"", Some("desktop-sdn1rpt")),
        ("/v:10.0.0.5:3390 /f", Some("10.0.0.5:3390")),
        ("/admin /V:srv01", Some("srv01")),
        ("/f /v srv02", Some("srv02")),
        ("C:\\x\\v:none.rdp", None),
        ("/v:", None),
    ];
    for (arguments, host) in hosts {
        let mut link = Link::to("C:\\Windows\\System32\\mstsc.exe", NOON);
        link.arguments = Some(arguments);
        let bytes = list(1, false, &[used(1, "4ef9e8d86951a242")], &[(1, link)]);
        let entries = read_sound(&bytes, "1bc392b8e104a00e.automaticDestinations-ms");
        let made = of_kind(&entries, ActivityKind::ConnectionMade);
        let made = made.first().and_then(|entry| entry.object.as_deref());
        assert_eq!(made, host, "{arguments}");
        // The path of such an item is a hash; the link says what it starts.
        let object = host.unwrap_or("C:\\Windows\\System32\\mstsc.exe");
        assert_eq!(entries[0].object.as_deref(), Some(object));
    }
}

#[test]
fn shell_locations_are_folders_with_a_name() {
    let unknown = "::{11111111-2222-3333-4444-555555555555}";
    let items = [
        used(
            1,
            "::{26EE0668-A00A-44D7-9371-BEB064C98683}\\5\\::{BB06C0E4-D293-4F75-8A90-CB05B6477EEE}",
        ),
        used(2, unknown),
        used(3, "knownfolder:{374DE290-123F-4565-9164-39C4925E467B}"),
    ];
    let mut folder = Link::to("C:\\Users\\anna\\Downloads", 0);
    folder.attributes = 0x10;
    let entries = read_sound(&list(1, false, &items, &[(3, folder)]), NOTEPAD);
    let time = |number| Some(Timestamp::from_ticks(NOON + number));
    let kind = ActivityKind::FolderOpened;
    assert_eq!(
        entries.iter().map(summary).collect::<Vec<_>>(),
        [
            (kind, time(1), "Control Panel\\System and Security\\System"),
            (kind, time(2), unknown),
            (kind, time(3), "C:\\Users\\anna\\Downloads"),
        ]
    );
    // A link to such a place alone.
    let control_panel = [
        0x70, 0x68, 0x06, 0xee, 0x26, 0x0a, 0xa0, 0xd7, 0x44, 0x93, 0x71, 0xbe, 0xb0, 0x64, 0xc9,
        0x86, 0x83,
    ];
    let link = Link {
        id_list: Some(item(0x1f, &control_panel)),
        ..Link::default()
    };
    let entries = read_sound(&link.bytes(), "a.lnk");
    assert_eq!(summary(&entries[0]), (kind, None, "Control Panel"));
}

/// A link without an item was opened, but nothing says when; an item without a link says when.
#[test]
fn links_and_items_without_each_other_are_kept() {
    let links = [(0xa, Link::to("C:\\lost.txt", NOON))];
    let bytes = list(1, false, &[used(1, "C:\\listed.txt")], &links);
    let entries = read_sound(&bytes, NOTEPAD);
    let said: Vec<_> = entries
        .iter()
        .map(|entry| (summary(entry), entry.entry.as_deref()))
        .collect();
    let opened = ActivityKind::DocumentOpened;
    let at = |ticks| Some(Timestamp::from_ticks(ticks));
    assert_eq!(
        said,
        [
            ((opened, at(NOON + 1), "C:\\listed.txt"), Some("1")),
            ((opened, None, "C:\\lost.txt"), Some("a")),
            (
                (ActivityKind::FileCreated, at(NOON), "C:\\lost.txt"),
                Some("a")
            ),
        ]
    );
}

#[test]
fn damaged_lists_give_what_is_left() {
    let links = [(1, Link::to("C:\\a.txt", NOON))];
    let streams = |list: Vec<u8>| {
        let link = ("1", links[0].1.bytes());
        compound_file(false, &[("DestList", list), link])
    };
    let whole = dest_list(3, &[used(1, "C:\\a.txt"), used(2, "C:\\b.txt")]);
    let cut = read(&streams(whole[..whole.len() - 30].to_vec()), NOTEPAD);
    assert_eq!(of_kind(&cut.entries, ActivityKind::DocumentOpened).len(), 1);
    assert!(matches!(cut.problems[..], [ArtefactError::Cut { .. }]));
    let unknown = read(&streams(dest_list(9, &[])), NOTEPAD);
    assert_eq!(unknown.entries.len(), 2);
    let stated = unknown.problems[0].to_string();
    assert!(
        stated.ends_with("has version 9, which is not known"),
        "{stated}"
    );
    let absent = read(&compound_file(false, &[("1", links[0].1.bytes())]), NOTEPAD);
    assert_eq!(absent.entries.len(), 2);
    assert_eq!(
        absent.problems[0].to_string(),
        "the file has no stream DestList"
    );
    assert_eq!(read_sound(&streams(Vec::new()), NOTEPAD).len(), 2);
}

/// All streams of a hostile file can be one and the same, or a chain can be a circle.
#[test]
fn hostile_compound_files_are_read_in_bounded_time() {
    let link = Link::to(&format!("C:\\{}", "a".repeat(3000)), NOON);
    let mut streams = vec![("DestList".to_owned(), dest_list(1, &[]))];
    streams.extend((1..400).map(|number| (format!("{number:x}"), link.bytes())));
    let mut bytes = compound_file(false, &streams);
    let sector = |number: u32| (number as usize + 1) * 512;
    let number_at = |bytes: &[u8], at: usize| {
        u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
    };
    // Every entry of the directory gets the same first sector and a size of a gigabyte.
    for at in (512..bytes.len() - 127).step_by(128) {
        if bytes[at + 66] == 2 && bytes[at + 1] == 0 && bytes[at + 65] == 0 {
            bytes[at + 116..at + 120].copy_from_slice(&1_u32.to_le_bytes());
            bytes[at + 120..at + 124].copy_from_slice(&(1_u32 << 30).to_le_bytes());
        }
    }
    // And the table is one circle.
    let table = sector(number_at(&bytes, 76));
    for number in 0..128 {
        let next = u32::try_from((number + 1) % 128).expect("small");
        bytes[table + 4 * number..table + 4 * number + 4].copy_from_slice(&next.to_le_bytes());
    }
    let start = std::time::Instant::now();
    let parsed = read(&bytes, NOTEPAD);
    assert!(!parsed.problems.contains(&ArtefactError::GaveUp));
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn tasks_are_no_activity() {
    let document = Link::to("C:\\plan.docx", NOON);
    let mut page = Link::to("C:\\browser.exe", NOON + 1);
    page.arguments = Some("https://example.com");
    let mut task = Link::to("C:\\browser.exe", NOON + 1);
    task.arguments = Some("--new-window");
    let bytes = custom(&[document.clone(), page], &[task]);
    let name = "5d696d521de238c3.customDestinations-ms";
    let entries = read_sound(&bytes, name);
    let opened = of_kind(&entries, ActivityKind::DocumentOpened);
    let [opened] = opened[..] else {
        panic!("{entries:?}")
    };
    assert_eq!(
        summary(opened),
        (ActivityKind::DocumentOpened, None, "C:\\plan.docx")
    );
    assert_eq!(opened.details.as_deref(), Some("opened with Google Chrome"));
    // The creation of a target is a fact about the file, whatever the link is for.
    assert_eq!(of_kind(&entries, ActivityKind::FileCreated).len(), 3);
    // A damaged link does not hide the ones behind it.
    let mut damaged = custom(&[document.clone(), document.clone(), document], &[]);
    let second = 12 + 4 + 2 + 24 + 4 + Link::to("C:\\plan.docx", NOON).bytes().len() + 16;
    damaged[second + 16] = 0x4d;
    let parsed = read(&damaged, name);
    let opened = of_kind(&parsed.entries, ActivityKind::DocumentOpened);
    assert_eq!(opened.len(), 2);
    assert!(!parsed.problems.is_empty());
}

#[test]
fn only_jump_lists_are_recognised_as_such() {
    let name = |bytes: &[u8], name: &str| recognise(bytes, name).map(Parser::artefact);
    let jump_list = list(1, false, &[used(1, "C:\\a")], &[]);
    assert!(name(&jump_list, NOTEPAD).is_some());
    assert!(name(&jump_list, "carved.bin").is_some());
    let other = compound_file(false, &[("WordDocument", vec![1; 100])]);
    assert!(name(&other, "letter.doc").is_none());
    assert!(name(&other, NOTEPAD).is_some());
    let custom = custom(&[], &[]);
    assert!(name(&custom, "a.customDestinations-ms").is_some());
    assert!(name(&custom, "a.bin").is_none());
    for name in ["a.lnk", NOTEPAD, "a.customDestinations-ms", "$I1", "INFO2"] {
        for bytes in [&b""[..], b"ElfFile\0", &[0; 4096]] {
            assert!(recognise(bytes, name).is_none(), "{name}");
        }
    }
}
