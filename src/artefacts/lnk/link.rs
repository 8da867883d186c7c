//! The body of a shell link, as a file of its own and inside jump lists (MS-SHLLINK).

use super::extra::Extra;
use super::id_list::IdList;
use super::link_info::LinkInfo;
use crate::artefacts::bytes::{ansi, filled, part, size_at, time_at, u16_at, u32_at, utf16};
use crate::domain::activity::{ActivityKind, Artefact, ArtefactEntry, TimeQuality};
use crate::domain::text::Text;
use crate::domain::time::Timestamp;

/// The first bytes of a shell link: the length of its header, and the class of shell links.
pub(crate) const SIGNATURE: [u8; 20] = [
    0x4c, 0, 0, 0, 0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46,
];

/// The length of the header.
const HEADER: usize = 0x4c;

/// Flags of the header: which parts follow.
const HAS_ID_LIST: u32 = 0x01;
const HAS_LINK_INFO: u32 = 0x02;
const HAS_NAME: u32 = 0x04;
const HAS_RELATIVE_PATH: u32 = 0x08;
const HAS_WORKING_FOLDER: u32 = 0x10;
const HAS_ARGUMENTS: u32 = 0x20;
const HAS_ICON: u32 = 0x40;
const IS_UNICODE: u32 = 0x80;

/// The attribute of a folder.
const FOLDER: u32 = 0x10;

/// What a shell link says about its target.
#[derive(Clone, Debug, Default)]
pub(crate) struct Link {
    /// The path of the target, or the name of its place in the shell.
    pub(crate) target: Option<Text>,
    /// Whether the target is a folder or a place in the shell that is like one.
    pub(crate) is_folder: bool,
    /// The command line that the target gets.
    pub(crate) arguments: Option<String>,
    /// The machine on which the target was, as the link tracking service of Windows calls it.
    pub(crate) machine: Option<Text>,
    /// Where the link ends.
    pub(crate) end: usize,
    /// The part that is cut off, and where it begins.
    pub(crate) cut: Option<(&'static str, usize)>,
    created: Option<Timestamp>,
    working_folder: Option<String>,
    volume: Option<String>,
}

/// Where the reading of a link has come.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    cut: Option<(&'static str, usize)>,
}

impl<'a> Reader<'a> {
    /// The next part. Whatever follows a part that is cut off cannot be found.
    fn take(&mut self, what: &'static str, length: usize) -> Option<&'a [u8]> {
        if self.cut.is_some() {
            return None;
        }
        let taken = part(self.bytes, self.at, length);
        match taken {
            Some(_) => self.at += length,
            None => self.cut = Some((what, self.at)),
        }
        taken
    }

    /// A string, which begins with the number of its letters.
    fn string(&mut self, is_unicode: bool) -> Option<String> {
        let what = "a string";
        let letters = usize::from(u16_at(self.take(what, 2)?, 0)?);
        let text = if is_unicode {
            utf16(self.take(what, 2 * letters)?)
        } else {
            ansi(self.take(what, letters)?)
        };
        filled(text)
    }
}

impl Link {
    /// Reads the link that these bytes begin with. `None` where they are no link.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        if !bytes.starts_with(&SIGNATURE) {
            return None;
        }
        let mut reader = Reader {
            bytes,
            at: 0,
            cut: None,
        };
        let header = reader.take("the header", HEADER);
        let header = header.unwrap_or(bytes);
        let flags = u32_at(header, 20).unwrap_or_default();
        let attributes = u32_at(header, 24).unwrap_or_default();
        let has = |flag: u32| flags & flag != 0;
        let mut list = IdList::default();
        if has(HAS_ID_LIST) {
            let what = "the list of shell items";
            let length = reader.take(what, 2).and_then(|bytes| u16_at(bytes, 0));
            let items = length.and_then(|length| reader.take(what, usize::from(length)));
            list = items.map(IdList::read).unwrap_or_default();
        }
        let mut info = LinkInfo::default();
        if has(HAS_LINK_INFO) && reader.cut.is_none() {
            let length = size_at(bytes, reader.at).unwrap_or(4).max(4);
            let block = reader.take("the place of the target", length);
            info = block.map(LinkInfo::read).unwrap_or_default();
        }
        let mut string = |flag: u32| {
            let is_there = has(flag);
            is_there.then(|| reader.string(has(IS_UNICODE))).flatten()
        };
        let _name = string(HAS_NAME);
        let relative_path = string(HAS_RELATIVE_PATH);
        let working_folder = string(HAS_WORKING_FOLDER);
        let arguments = string(HAS_ARGUMENTS);
        let _icon = string(HAS_ICON);
        let mut extra = Extra::default();
        if reader.cut.is_none() {
            let rest = bytes.get(reader.at..).unwrap_or_default();
            extra = Extra::read(rest);
            if extra.is_cut {
                reader.cut = Some(("the additional data", reader.at));
            }
            reader.at += extra.length;
        }
        let is_folder = attributes & FOLDER != 0 || (attributes == 0 && list.is_location);
        let target = target(&info, list, extra.path).or(relative_path);
        Some(Self {
            target: target.map(Text::from),
            is_folder,
            arguments,
            machine: extra.machine.map(Text::from),
            end: reader.at,
            cut: reader.cut,
            created: time_at(header, 28),
            working_folder,
            volume: info.volume,
        })
    }

    /// The machine where somebody opened the target. The machine that the link names is the one that has the
    /// file: on a share that is the server, and nobody needs to have been at a desktop there.
    pub(crate) fn opened_on(&self) -> Option<Text> {
        let is_remote = |target: &Text| target.starts_with("\\\\");
        self.machine
            .clone()
            .filter(|_| !self.target.as_ref().is_some_and(is_remote))
    }

    /// More about the target, in one line.
    pub(crate) fn details(&self) -> Option<Text> {
        let mut parts = Vec::new();
        parts.extend(
            self.arguments
                .iter()
                .map(|text| format!("arguments {text}")),
        );
        let folder = self.working_folder.iter();
        parts.extend(folder.map(|folder| format!("working folder {folder}")));
        parts.extend(self.volume.clone());
        (!parts.is_empty()).then(|| parts.join("; ").into())
    }

    /// The creation of the target, which need not have been by the owner of the link.
    pub(crate) fn creation(
        &self,
        artefact: Artefact,
        entry: Option<Text>,
        offset: u64,
    ) -> Option<ArtefactEntry> {
        Some(ArtefactEntry {
            artefact,
            kind: ActivityKind::FileCreated,
            time: Some(self.created?),
            time_quality: TimeQuality::Exact,
            object: Some(self.target.clone()?),
            details: self.volume.as_deref().map(Text::from),
            entry,
            offset,
            machine: self.machine.clone(),
            by_owner: false,
            at_desktop: false,
        })
    }
}

/// The path of the target, from where it is stated best.
fn target(info: &LinkInfo, list: IdList, from_environment: Option<String>) -> Option<String> {
    let certain = info.path.clone().filter(|_| info.is_certain);
    let listed = list.path.filter(|_| list.is_path);
    certain
        .or(listed)
        .or_else(|| info.path.clone())
        .or(from_environment)
        .or(list.place)
}
