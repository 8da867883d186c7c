//! Custom jump lists: what a program itself put into its list.

use super::use_of_program::{Program, Use};
use crate::artefacts::bytes::{part, u16_at, u32_at};
use crate::artefacts::error::ArtefactError;
use crate::artefacts::lnk::link::{Link, SIGNATURE};
use crate::artefacts::parser::{Parsed, Parser};
use crate::domain::activity::{ActivityKind, Artefact, ArtefactEntry, TimeQuality};
use crate::domain::text::Text;

/// The first four bytes: the version.
const VERSION: u32 = 2;

/// The length of the header.
const HEADER: usize = 12;

/// What ends a category.
const FOOTER: u32 = 0xbabf_fbab;

/// The class of shell links, which stands before each link: the second part of its signature.
const CLASS: usize = 16;

/// How often links are looked for behind one that is damaged.
const MOST_SEARCHES: usize = 256;

/// How the names of these files end.
const ENDING: &str = ".customdestinations-ms";

/// Reads custom jump lists: categories of links, one behind the other.
///
/// Nothing in them says when. Only what a program shows as a destination was opened; a task, such as
/// *New window*, is an action on offer and not a past one.
pub(crate) struct CustomJumpLists;

/// What the links of a category are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Category {
    /// Destinations under a heading of the program.
    Destinations,
    /// Tasks.
    Tasks,
}

impl Parser for CustomJumpLists {
    fn artefact(&self) -> Artefact {
        Artefact::JumpList
    }

    fn max_size(&self) -> u64 {
        64 << 20
    }

    /// The version alone is a number as any other: the name must fit too.
    fn recognises(&self, head: &[u8], name: &str) -> bool {
        u32_at(head, 0) == Some(VERSION) && name.to_ascii_lowercase().ends_with(ENDING)
    }

    fn parse(&self, bytes: &[u8], name: &str) -> Parsed {
        let mut parsed = Parsed::default();
        match u32_at(bytes, 0) {
            Some(VERSION) if bytes.len() >= HEADER => {}
            Some(VERSION) | None => {
                return Parsed::failed(ArtefactError::Cut {
                    what: "the header of the jump list",
                    offset: 0,
                });
            }
            Some(version) => {
                return Parsed::failed(ArtefactError::Version {
                    what: "the jump list",
                    version: u64::from(version),
                    offset: 0,
                });
            }
        }
        let mut reader = Reader {
            bytes,
            at: HEADER,
            program: Program::of_file(name),
            category: Category::Tasks,
            searches: 0,
            parsed: &mut parsed,
        };
        while reader.at < bytes.len() && reader.step() {}
        parsed
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    program: Program,
    category: Category,
    searches: usize,
    parsed: &'a mut Parsed,
}

impl Reader<'_> {
    /// Reads what comes next: a link, the end of a category, or its beginning. False when that was all.
    fn step(&mut self) -> bool {
        if self.is_link() {
            return self.link();
        }
        if u32_at(self.bytes, self.at) == Some(FOOTER) {
            self.at += 4;
            return true;
        }
        self.begin_category() || self.search("a category")
    }

    fn is_link(&self) -> bool {
        let class = SIGNATURE.get(SIGNATURE.len() - CLASS..);
        part(self.bytes, self.at, CLASS) == class
            && part(self.bytes, self.at + CLASS, SIGNATURE.len()) == Some(&SIGNATURE[..])
    }

    /// The beginning of a category: its kind, its heading and the number of its links.
    fn begin_category(&mut self) -> bool {
        let Some(kind) = u32_at(self.bytes, self.at) else {
            return false;
        };
        let length = match kind {
            0 => {
                let letters = u16_at(self.bytes, self.at + 4).map(usize::from);
                letters.map(|letters| 4 + 2 + 2 * letters + 4)
            }
            // Recent or frequent: a number says which, and Windows itself finds the links. Tasks: the number
            // of links.
            1 | 2 => Some(8),
            _ => None,
        };
        let Some(length) = length.filter(|length| part(self.bytes, self.at, *length).is_some())
        else {
            return false;
        };
        self.category = if kind == 0 {
            Category::Destinations
        } else {
            Category::Tasks
        };
        self.at += length;
        true
    }

    fn link(&mut self) -> bool {
        let at = self.at + CLASS;
        let rest = self.bytes.get(at..).unwrap_or_default();
        let Some(link) = Link::read(rest) else {
            return self.search("the link of an item");
        };
        let cut = link.cut;
        let end = at + link.end;
        if !self.add(&link, at as u64) {
            return false;
        }
        if let Some((what, within)) = cut {
            self.parsed.problem(ArtefactError::Cut {
                what,
                offset: (at + within) as u64,
            });
            self.at = at;
            return self.search("the item behind it");
        }
        self.at = end;
        true
    }

    /// Goes on at the next link, since what is here cannot be read.
    fn search(&mut self, what: &'static str) -> bool {
        self.parsed.problem(ArtefactError::Damaged {
            what,
            offset: self.at as u64,
        });
        self.searches += 1;
        let from = self.at + 1;
        let rest = self.bytes.get(from..).unwrap_or_default();
        let class = SIGNATURE.get(SIGNATURE.len() - CLASS..).unwrap_or_default();
        let found = rest.windows(CLASS).position(|window| window == class);
        let found = found.filter(|_| self.searches <= MOST_SEARCHES);
        self.at = found.map_or(self.bytes.len(), |ahead| from + ahead);
        found.is_some()
    }

    /// Adds what a link states. False when there are too many.
    fn add(&mut self, link: &Link, offset: u64) -> bool {
        let is_destination = self.category == Category::Destinations;
        let done = self.program.use_of(None, Some(link));
        let done = done.filter(|done| is_destination && is_opening(done, link));
        let is_added = done.is_none_or(|done| {
            self.parsed.add(ArtefactEntry {
                artefact: Artefact::JumpList,
                kind: done.kind,
                time: None,
                time_quality: TimeQuality::None,
                object: Some(done.object),
                details: Some(Text::from(done.details.join("; "))).filter(|text| !text.is_empty()),
                entry: None,
                offset,
                machine: link.opened_on(),
                by_owner: true,
                at_desktop: true,
            })
        });
        let creation = link.creation(Artefact::JumpList, None, offset);
        is_added && creation.is_none_or(|entry| self.parsed.add(entry))
    }
}

/// Whether a destination is a document, a folder or a host. A program with arguments, as browsers have for
/// pages, is none.
fn is_opening(done: &Use, link: &Link) -> bool {
    done.kind == ActivityKind::ConnectionMade || link.arguments.is_none()
}
