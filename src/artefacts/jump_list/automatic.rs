//! Automatic jump lists: what Windows itself noted about the use of a program.

use std::collections::HashMap;

use super::dest_list::{self, Fault, Item};
use super::use_of_program::Program;
use crate::artefacts::compound_file::{CompoundFile, SIGNATURE, Stream, names_stream};
use crate::artefacts::error::ArtefactError;
use crate::artefacts::lnk::link::Link;
use crate::artefacts::parser::{Parsed, Parser};
use crate::domain::activity::{Artefact, ArtefactEntry, TimeQuality};
use crate::domain::text::Text;

/// The stream with the list.
const DEST_LIST: &str = "DestList";

/// How the names of these files end.
const ENDING: &str = ".automaticdestinations-ms";

/// Reads automatic jump lists: compound files with the stream `DestList` and a link for each of its items.
pub(crate) struct AutomaticJumpLists;

/// A link in its stream.
struct Linked {
    link: Link,
    /// The name of the stream.
    stream: Text,
    /// Where it begins in the file.
    offset: u64,
}

impl Parser for AutomaticJumpLists {
    fn artefact(&self) -> Artefact {
        Artefact::JumpList
    }

    fn max_size(&self) -> u64 {
        64 << 20
    }

    /// Many programs write compound files: one is a jump list by its name, or by its directory, as far
    /// as that is among the first bytes.
    fn recognises(&self, head: &[u8], name: &str) -> bool {
        let is_named = || name.to_ascii_lowercase().ends_with(ENDING);
        head.starts_with(&SIGNATURE) && (is_named() || names_stream(head, DEST_LIST))
    }

    fn parse(&self, bytes: &[u8], name: &str) -> Parsed {
        let mut file = match CompoundFile::open(bytes) {
            Ok(file) => file,
            Err(problem) => return Parsed::failed(problem),
        };
        let program = Program::of_file(name);
        let mut parsed = Parsed::default();
        let streams = file.streams().to_vec();
        let is_list = |stream: &&Stream| stream.name.eq_ignore_ascii_case(DEST_LIST);
        let list = streams.iter().find(is_list).map(|stream| file.read(stream));
        let mut links = links(&mut file, &streams, &mut parsed);
        let Some(list) = list else {
            parsed.problem(ArtefactError::Absent {
                what: "stream DestList",
            });
            add_unlisted(links, &program, &mut parsed);
            return parsed;
        };
        let outcome = dest_list::read(&list.bytes, |item| {
            let offset = list.offset(item.at);
            // Each item has a stream of its own: a second item that names it gets no link.
            let linked = links.remove(&item.number);
            add(&item, offset, linked, &program, &mut parsed)
        });
        let what = "the list of items";
        match outcome {
            Err(Fault::Version(version)) => parsed.problem(ArtefactError::Version {
                what,
                version: u64::from(version),
                offset: list.offset(0),
            }),
            Err(Fault::Cut(at)) => parsed.problem(ArtefactError::Cut {
                what: "an item of the list",
                offset: list.offset(at),
            }),
            Ok(()) if list.is_cut => parsed.problem(ArtefactError::Cut {
                what,
                offset: list.offset(0),
            }),
            Ok(()) => {}
        }
        add_unlisted(links, &program, &mut parsed);
        parsed
    }
}

/// Reads the links, by the number that is the name of their stream.
fn links(file: &mut CompoundFile, streams: &[Stream], parsed: &mut Parsed) -> HashMap<u32, Linked> {
    let mut links = HashMap::new();
    for stream in streams {
        let Ok(number) = u32::from_str_radix(&stream.name, 16) else {
            continue;
        };
        let read = file.read(stream);
        let offset = read.offset(0);
        let link = Link::read(&read.bytes);
        let is_cut = read.is_cut || link.as_ref().is_some_and(|link| link.cut.is_some());
        if link.is_none() && !read.bytes.is_empty() {
            parsed.problem(ArtefactError::Damaged {
                what: "the link of an item",
                offset,
            });
        } else if is_cut {
            let place = link.as_ref().and_then(|link| link.cut);
            let (what, at) = place.unwrap_or(("the link of an item", 0));
            parsed.problem(ArtefactError::Cut {
                what,
                offset: read.offset(at),
            });
        }
        if let Some(link) = link {
            let linked = Linked {
                link,
                stream: stream.name.as_str().into(),
                offset,
            };
            links.entry(number).or_insert(linked);
        }
    }
    links
}

/// Adds what an item states. False when there are too many.
fn add(
    item: &Item,
    offset: u64,
    linked: Option<Linked>,
    program: &Program,
    parsed: &mut Parsed,
) -> bool {
    let link = linked.as_ref().map(|linked| &linked.link);
    let Some(done) = program.use_of(item.path.as_deref(), link) else {
        return true;
    };
    let mut details = done.details;
    details.extend(item.count.map(|count| match count {
        1 => "used once".to_owned(),
        _ => format!("used {count} times"),
    }));
    details.extend(item.is_pinned.then(|| "pinned".to_owned()));
    let entry = linked.as_ref().map_or_else(
        || format!("{:x}", item.number).into(),
        |linked| linked.stream.clone(),
    );
    let is_remote = done.object.starts_with("\\\\");
    // The machine of an item is the one that has the file: on a share, that is the server.
    let stated = item.machine.as_deref().filter(|_| !is_remote);
    let machine = stated.map(Text::from);
    let is_added = parsed.add(ArtefactEntry {
        artefact: Artefact::JumpList,
        kind: done.kind,
        time: item.used,
        time_quality: match (item.used, item.count) {
            (None, _) => TimeQuality::None,
            (Some(_), Some(1)) => TimeQuality::Exact,
            (Some(_), _) => TimeQuality::LastOfMany,
        },
        object: Some(done.object),
        details: line(&details),
        entry: Some(entry),
        offset,
        machine: machine.or_else(|| link.and_then(Link::opened_on)),
        by_owner: true,
        at_desktop: true,
    });
    is_added && linked.is_none_or(|linked| add_creation(linked, parsed))
}

/// Adds what the links state that are in no item of the list: they were opened, but when is not known.
fn add_unlisted(links: HashMap<u32, Linked>, program: &Program, parsed: &mut Parsed) {
    let mut links: Vec<(u32, Linked)> = links.into_iter().collect();
    links.sort_unstable_by_key(|(number, _)| *number);
    for (_, linked) in links {
        let is_added = program.use_of(None, Some(&linked.link)).is_none_or(|done| {
            parsed.add(ArtefactEntry {
                artefact: Artefact::JumpList,
                kind: done.kind,
                time: None,
                time_quality: TimeQuality::None,
                object: Some(done.object),
                details: line(&done.details),
                entry: Some(linked.stream.clone()),
                offset: linked.offset,
                machine: linked.link.opened_on(),
                by_owner: true,
                at_desktop: true,
            })
        });
        if !is_added || !add_creation(linked, parsed) {
            return;
        }
    }
}

/// Adds the creation of the target. False when there are too many entries.
fn add_creation(linked: Linked, parsed: &mut Parsed) -> bool {
    let Linked {
        link,
        stream,
        offset,
    } = linked;
    let entry = link.creation(Artefact::JumpList, Some(stream), offset);
    entry.is_none_or(|entry| parsed.add(entry))
}

fn line(details: &[String]) -> Option<Text> {
    (!details.is_empty()).then(|| details.join("; ").into())
}
