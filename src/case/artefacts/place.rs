//! Whose an artefact is and on which host it was made, as far as it and its place in the evidence show. Rule A9.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::FoundArtefact;
use super::owner::{PROFILE_FOLDERS, is_one_of, owner};
use crate::correlate::KnownHosts;
use crate::domain::account::{host_label, same_host_label};
use crate::domain::activity::{
    ActivityKind, ActivityNote, Artefact, ArtefactEntry, PlacedArtefact,
};
use crate::domain::session::{Host, HostIndex};
use crate::evidence::discover::ArtefactFile;
use crate::evidence::evidence_file::EvidenceFile;

/// Folders of shortcuts that a person or an installer made: they show no opening [source 16.22].
const SHORTCUT_FOLDERS: [&str; 8] = [
    "desktop",
    "start menu",
    "programs",
    "startup",
    "sendto",
    "quick launch",
    "links",
    "taskbar",
];
/// What decides the places of artefacts.
pub(crate) struct Places<'a> {
    /// The real folders of the paths that were opened.
    pub roots: &'a [PathBuf],
    /// The event logs.
    pub logs: &'a [EvidenceFile],
    /// The artefact files.
    pub files: &'a [ArtefactFile],
    /// Where each statement was found.
    pub found: &'a [FoundArtefact],
    /// The statements.
    pub entries: &'a [ArtefactEntry],
    /// The host that the examiner named, used where no other rule finds one.
    pub given_host: Option<&'a str>,
}

impl Places<'_> {
    /// Gives each statement its host and owner. A link that somebody made says nothing of an opening, and is left
    /// out.
    pub(crate) fn of(&self, known: &KnownHosts<'_>) -> Vec<PlacedArtefact> {
        let by_folder = self.hosts_of_folders(known);
        let statements = (0..).zip(self.found.iter().zip(self.entries));
        let placed = statements.filter_map(|(index, (found, entry))| {
            let is_opening = matches!(
                entry.kind,
                ActivityKind::DocumentOpened | ActivityKind::FolderOpened
            );
            let file = self.files.get(found.file as usize)?;
            if entry.artefact == Artefact::Lnk && is_opening && !may_be_recent(&file.place) {
                return None;
            }
            let mut notes = Vec::new();
            let host = self.host(file, entry, known.hosts, &by_folder, &mut notes);
            Some(PlacedArtefact {
                index,
                host,
                owner: owner(&file.place),
                notes,
            })
        });
        placed.collect()
    }

    /// The hosts whose logs lie in each folder or below, up to the paths that were opened.
    fn hosts_of_folders(&self, known: &KnownHosts<'_>) -> HashMap<PathBuf, BTreeSet<HostIndex>> {
        let mut by_folder: HashMap<PathBuf, BTreeSet<HostIndex>> = HashMap::new();
        for (log, hosts) in self.logs.iter().zip(known.of_files) {
            if hosts.is_empty() {
                continue;
            }
            let folder = log.source.identity().folder();
            let is_inside = |folder: &&Path| self.roots.iter().any(|root| folder.starts_with(root));
            for folder in folder.ancestors().take_while(is_inside) {
                by_folder
                    .entry(folder.to_owned())
                    .or_default()
                    .extend(hosts);
            }
        }
        by_folder
    }

    fn host(
        &self,
        file: &ArtefactFile,
        entry: &ArtefactEntry,
        hosts: &[Host],
        by_folder: &HashMap<PathBuf, BTreeSet<HostIndex>>,
        notes: &mut Vec<ActivityNote>,
    ) -> Option<HostIndex> {
        let by_place = || {
            let folder = file.source.identity().folder();
            let nearest = folder.ancestors().find_map(|folder| by_folder.get(folder));
            let by_logs = nearest.and_then(only);
            by_logs.or_else(|| by_folder_name(&file.place, hosts))
        };
        // The machine of a target on a share is the server: there the file was made, but here it was opened.
        let is_remote = entry
            .object
            .as_deref()
            .is_some_and(|path| path.starts_with(r"\\"));
        let is_elsewhere = is_remote && entry.by_owner;
        if let Some(machine) = entry.machine.as_deref().filter(|_| !is_elsewhere) {
            let named = host_named(machine, hosts);
            if by_place().is_some_and(|place| Some(place) != named) {
                notes.push(ActivityNote::OtherMachine);
            }
            return named;
        }
        if let Some(host) = by_place() {
            return Some(host);
        }
        if let [_] = hosts {
            notes.push(ActivityNote::OnlyHost);
            return Some(HostIndex(0));
        }
        let given = self.given_host.and_then(|name| host_named(name, hosts));
        notes.extend(given.map(|_| ActivityNote::HostGiven));
        given
    }
}

/// The only member of a set.
fn only(hosts: &BTreeSet<HostIndex>) -> Option<HostIndex> {
    let first = hosts.first().copied();
    first.filter(|_| hosts.len() == 1)
}

/// The host that a folder above a file is named after, the nearest folder first.
fn by_folder_name(name: &str, hosts: &[Host]) -> Option<HostIndex> {
    let mut folders = name.rsplit('/').skip(1);
    folders.find_map(|folder| host_named(folder, hosts))
}

/// The only host that has this name.
fn host_named(name: &str, hosts: &[Host]) -> Option<HostIndex> {
    let fits = |host: &Host| {
        let mut names = host.names();
        names.any(|own| same_host_label(name, &host_label(own)))
    };
    let named = (0..).map(HostIndex).zip(hosts);
    let mut named = named.filter(|(_, host)| fits(host));
    let (first, _) = named.next()?;
    named.next().is_none().then_some(first)
}

/// Whether Windows may have made a link when somebody opened its target: it lies in a folder of recent documents,
/// or its place shows nothing at all.
fn may_be_recent(path: &str) -> bool {
    let mut folders = path.rsplit('/').skip(1);
    let is_loose = || {
        let mut folders = path.rsplit('/').skip(1);
        let is_kept = |folder: &str| {
            is_one_of(folder, &PROFILE_FOLDERS) || is_one_of(folder, &SHORTCUT_FOLDERS)
        };
        !folders.any(is_kept)
    };
    folders.any(|folder| folder.eq_ignore_ascii_case("Recent")) || is_loose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Text;

    #[test]
    fn a_link_must_lie_among_recent_ones() {
        assert!(may_be_recent(
            "Users/anna/AppData/Roaming/Microsoft/Windows/Recent/a.lnk"
        ));
        assert!(may_be_recent("evidence/a.lnk"));
        assert!(!may_be_recent("Users/anna/Desktop/a.lnk"));
        assert!(!may_be_recent(
            "ProgramData/Microsoft/Windows/Start Menu/a.lnk"
        ));
    }

    #[test]
    fn a_host_is_named_by_one_machine() {
        let host = |name: &str| Host {
            name: Text::from(name),
            aliases: Vec::new(),
        };
        let hosts = [host("DC01.corp.example"), host("FS01.corp.example")];
        assert_eq!(host_named("dc01", &hosts), Some(HostIndex(0)));
        assert_eq!(host_named("other", &hosts), None);
        assert_eq!(
            by_folder_name("cases/FS01/LNK/a.lnk", &hosts),
            Some(HostIndex(1))
        );
        let twins = [host("PC.a.example"), host("PC.b.example")];
        assert_eq!(host_named("PC", &twins), None);
    }
}
