//! Files that Windows leaves behind of what people do, in a copy of the disk below the logs.

use std::collections::BTreeMap;

use super::desk::{DeskId, Person};
use super::expected_activity::{Done, Tie, When};
use super::host::Host;
use super::time::Time;
use crate::common::artefacts::{
    Link, Used, compound_file, dest_list, info_file, local_info, share_info,
};

/// The name of the jump list of Remote Desktop Connection.
const REMOTE_DESKTOP: &str = "1bc392b8e104a00e";

const FOLDER: u32 = 0x10;
const FILE: u32 = 0x20;

/// Something to open: a file or a folder on a volume, or a file on a share.
#[derive(Clone, Copy)]
pub struct Document<'a> {
    pub path: &'a str,
    /// The machine that has it: a NetBIOS name in small letters.
    pub machine: &'static str,
    /// Nothing for a folder.
    pub created: Option<Time>,
    pub size: u32,
}

/// An item of Remote Desktop Connection.
pub struct Shortcut {
    /// The machine that it is on: a NetBIOS name in small letters.
    pub machine: &'static str,
    pub server: &'static str,
    pub arguments: &'static str,
}

/// Files by path, and jump lists, which grow as the story goes on.
#[derive(Default)]
pub struct LeftFiles {
    files: BTreeMap<String, Vec<u8>>,
    lists: BTreeMap<String, JumpList>,
}

#[derive(Default)]
struct JumpList {
    /// The version of its `DestList`.
    version: u32,
    items: Vec<(Item, Link)>,
}

struct Item {
    path: String,
    machine: &'static str,
    time: Time,
    count: u32,
}

impl LeftFiles {
    /// All files, by their path below the folder of the host.
    pub fn finished(&self) -> BTreeMap<String, Vec<u8>> {
        let lists = self
            .lists
            .iter()
            .map(|(path, list)| (path.clone(), list.bytes()));
        self.files.clone().into_iter().chain(lists).collect()
    }
}

impl JumpList {
    fn bytes(&self) -> Vec<u8> {
        let numbered = || (1..).zip(&self.items);
        let used: Vec<Used> = numbered()
            .map(|(number, (item, _))| Used {
                number,
                time: ticks(item.time),
                count: item.count,
                path: &item.path,
                machine: item.machine,
                ..Used::default()
            })
            .collect();
        let links = numbered().map(|(number, (_, link))| (format!("{number:x}"), link.bytes()));
        let mut streams: Vec<(String, Vec<u8>)> = links.collect();
        // The last one used comes first.
        let used: Vec<Used> = used.into_iter().rev().collect();
        streams.push(("DestList".to_owned(), dest_list(self.version, &used)));
        compound_file(false, &streams)
    }
}

impl Document<'_> {
    fn link(&self) -> Link {
        let share = self.path.strip_prefix(r"\\").map(|path| {
            // The share is `\\SERVER\NAME`.
            let server = path.find('\\').expect("a share");
            let name = path[server + 1..].find('\\').expect("a file on the share");
            let (share, rest) = self.path.split_at(2 + server + 1 + name);
            share_info(share, &rest[1..])
        });
        let created = self.created.map_or(0, ticks);
        Link {
            attributes: if self.created.is_some() { FILE } else { FOLDER },
            created,
            written: created,
            size: self.size,
            info: Some(share.unwrap_or_else(|| local_info(self.path, "", true))),
            machine: Some(self.machine),
            ..Link::default()
        }
    }
}

impl Host {
    /// A user opens something with a program, by now for this number of times. The jump list of the
    /// program has the last time.
    pub fn open_with(
        &mut self,
        time: Time,
        id: DeskId,
        program: &str,
        document: &Document,
        count: u32,
    ) {
        let time = self.moment(time);
        let person = self.desk(id).person.clone();
        let item = Item {
            path: document.path.to_owned(),
            machine: document.machine,
            time,
            count,
        };
        self.add_to_list(&person, program, item, document.link());
        let kind = if document.created.is_some() {
            "document-opened"
        } else {
            "folder-opened"
        };
        self.expect_done_at(id, kind, document.path, When::At(time), Tie::UserAndTime);
        self.expect_creation(document);
    }

    /// Remote Desktop Connection notes the host that a user connects to.
    pub fn note_connection(&mut self, time: Time, id: DeskId, shortcut: &Shortcut) {
        let time = self.moment(time);
        let person = self.desk(id).person.clone();
        let link = Link {
            attributes: FILE,
            info: Some(local_info("C:\\Windows\\System32\\mstsc.exe", "", true)),
            arguments: Some(shortcut.arguments),
            machine: Some(shortcut.machine),
            ..Link::default()
        };
        // The path of such an item is a hash of the link.
        let item = Item {
            path: "4ef9e8d86951a242".to_owned(),
            machine: shortcut.machine,
            time,
            count: 1,
        };
        self.add_to_list(&person, REMOTE_DESKTOP, item, link);
        let (kind, when) = ("connection-made", When::At(time));
        self.expect_done_at(id, kind, shortcut.server, when, Tie::UserAndTime);
    }

    fn add_to_list(&mut self, person: &Person, program: &str, item: Item, link: Link) {
        let folder = recent(person);
        let file = format!("{folder}/AutomaticDestinations/{program}.automaticDestinations-ms");
        let version = self.os.dest_list_version();
        let list = self.left.lists.entry(file).or_default();
        list.version = version;
        list.items.push((item, link));
    }

    /// Windows keeps a link to something that a user opened. The link does not say when that was.
    pub fn keep_link(&mut self, id: DeskId, document: &Document) {
        let account = self.desk(id).person.account.clone();
        let name = document.path.rsplit('\\').next().expect("a name");
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let path = format!("{}/{stem}.lnk", recent(&self.desk(id).person));
        self.left.files.insert(path, document.link().bytes());
        self.expect_done(Done {
            kind: "document-opened",
            object: document.path.to_owned(),
            user: Some(account.name),
            when: When::Unknown,
            tie: Tie::Nothing,
            elsewhere: None,
        });
        self.expect_creation(document);
    }

    /// Expects what a link says about its target: when that was created, but not by whom.
    fn expect_creation(&mut self, document: &Document) {
        let Some(created) = document.created else {
            return;
        };
        // A file on a share was made on the server.
        let domain = self
            .computer
            .split_once('.')
            .map_or("", |(_, domain)| domain);
        let is_remote = document.path.starts_with("\\\\");
        let server = document.machine.to_uppercase();
        let elsewhere = is_remote.then(|| format!("{server}.{domain}"));
        self.expect_done(Done {
            kind: "file-created",
            object: document.path.to_owned(),
            user: None,
            when: When::At(created),
            tie: if elsewhere.is_some() {
                Tie::Nothing
            } else {
                Tie::Time
            },
            elsewhere,
        });
    }

    /// A user moves a file to the recycle bin, where it gets this name.
    pub fn recycle(&mut self, time: Time, id: DeskId, name: &str, document: &Document) {
        let time = self.moment(time);
        let (volume, _) = document.path.split_once(':').expect("a path on a volume");
        let sid = &self.desk(id).person.account.sid;
        let path = format!("{volume}/$Recycle.Bin/{sid}/$I{name}");
        let version = self.os.deletion_version();
        let size = u64::from(document.size);
        let bytes = info_file(version, size, ticks(time), document.path);
        self.left.files.insert(path, bytes);
        let when = When::At(time);
        self.expect_done_at(id, "file-deleted", document.path, when, Tie::UserAndTime);
    }
}

/// The folder with what a user opened recently.
fn recent(person: &Person) -> String {
    let name = &person.account.name;
    format!("C/Users/{name}/AppData/Roaming/Microsoft/Windows/Recent")
}

fn ticks(time: Time) -> i64 {
    i64::try_from(time.0).expect("a year before 30000")
}
