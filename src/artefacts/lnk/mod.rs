//! Shell links (`.lnk`) [source 16.18].

mod extra;
mod id_list;
pub(super) mod link;
mod link_info;

use super::error::ArtefactError;
use super::parser::{Parsed, Parser};
use crate::domain::activity::{ActivityKind, Artefact, ArtefactEntry, TimeQuality};
use link::Link;

/// Reads shell links.
///
/// A link gives an opening without a time, which counts only where the link lies in a folder of recent
/// documents: on a desktop or in the Start menu somebody put it there, and opened nothing. The caller knows the
/// place. It also states when its target was created.
pub(super) struct ShellLinks;

impl Parser for ShellLinks {
    fn artefact(&self) -> Artefact {
        Artefact::Lnk
    }

    fn max_size(&self) -> u64 {
        16 << 20
    }

    fn recognises(&self, head: &[u8], _name: &str) -> bool {
        head.starts_with(&link::SIGNATURE)
    }

    fn parse(&self, bytes: &[u8], _name: &str) -> Parsed {
        let Some(link) = Link::read(bytes) else {
            return Parsed::failed(ArtefactError::Damaged {
                what: "the header of the shell link",
                offset: 0,
            });
        };
        let mut parsed = Parsed::default();
        if let Some((what, at)) = link.cut {
            parsed.problem(ArtefactError::Cut {
                what,
                offset: at as u64,
            });
        }
        if let Some(object) = &link.target {
            parsed.add(ArtefactEntry {
                artefact: Artefact::Lnk,
                kind: if link.is_folder {
                    ActivityKind::FolderOpened
                } else {
                    ActivityKind::DocumentOpened
                },
                time: None,
                time_quality: TimeQuality::None,
                object: Some(object.clone()),
                details: link.details(),
                entry: None,
                offset: 0,
                machine: link.opened_on(),
                by_owner: true,
                at_desktop: true,
            });
        }
        if let Some(entry) = link.creation(Artefact::Lnk, None, 0) {
            parsed.add(entry);
        }
        parsed
    }
}
