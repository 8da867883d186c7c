//! Real artefacts. They are not part of the project: if the folder `shared/artifacts` is not next to the
//! checkout, each test prints that and passes.

use std::path::{Path, PathBuf};

use whence::artefacts::{HEAD, recognise};
use whence::domain::activity::{ActivityKind, Artefact, ArtefactEntry, TimeQuality};

use super::{read_sound, summary, time};

pub fn folder() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/artifacts");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no real artefacts beside the checkout (shared/artifacts)");
    None
}

fn name(path: &Path) -> String {
    let name = path.file_name().expect("a file name");
    name.to_string_lossy().into_owned()
}

/// Every file below a folder that is no larger than a megabyte, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.metadata().is_ok_and(|data| data.len() <= 1 << 20) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Name and bytes of every file that a parser recognises.
pub fn samples() -> Vec<(String, Vec<u8>)> {
    let files = folder().map(|folder| files(&folder)).unwrap_or_default();
    files
        .into_iter()
        .map(|path| (name(&path), std::fs::read(&path).expect("readable")))
        .filter(|(name, bytes)| {
            let head = bytes.get(..HEAD).unwrap_or(bytes);
            recognise(head, name).is_some()
        })
        .collect()
}

fn entries(folder: &Path, path: &str) -> Vec<ArtefactEntry> {
    let path = folder.join(path);
    let bytes = std::fs::read(&path).expect("readable");
    read_sound(&bytes, &name(&path))
}

#[test]
fn every_real_artefact_is_read_without_a_problem() {
    let samples = samples();
    if samples.is_empty() {
        return;
    }
    let mut entries = 0;
    for (name, bytes) in &samples {
        entries += read_sound(bytes, name).len();
    }
    assert!(samples.len() >= 22, "{}", samples.len());
    assert!(entries >= 60, "{entries}");
}

#[test]
fn the_intruder_opened_five_documents_with_notepad() {
    let Some(folder) = folder() else { return };
    let list = "citadel-dc01/JumpLists/9b9cdc69c1c24e2b.automaticDestinations-ms";
    let mut entries = entries(&folder, list);
    entries.retain(|entry| entry.kind == ActivityKind::DocumentOpened);
    entries.sort_by_key(|entry| entry.time);
    let said: Vec<_> = entries
        .iter()
        .map(|entry| (summary(entry), entry.entry.as_deref().unwrap_or_default()))
        .collect();
    let opened = |at: &str, path, stream| {
        let at = time(&format!("2020-09-19T{at}Z"));
        ((ActivityKind::DocumentOpened, Some(at), path), stream)
    };
    assert_eq!(
        said,
        [
            opened(
                "03:31:50.9563641",
                "C:\\FileShare\\Secret\\NoJerry.txt",
                "1"
            ),
            opened(
                "03:32:02.2671663",
                "C:\\FileShare\\Secret\\PortalGunPlans.txt",
                "2"
            ),
            opened(
                "03:32:13.1411651",
                "C:\\FileShare\\Secret\\SECRET_beth.txt",
                "4"
            ),
            opened(
                "03:32:21.4873980",
                "C:\\FileShare\\Secret\\Szechuan Sauce.txt",
                "3"
            ),
            opened(
                "03:35:07.8292776",
                "C:\\FileShare\\Secret\\Beth_Secret.txt",
                "5"
            ),
        ]
    );
    for entry in &entries {
        assert_eq!(entry.time_quality, TimeQuality::LastOfMany);
        assert_eq!(entry.details.as_deref(), Some("opened with Notepad"));
        assert_eq!(entry.machine.as_deref(), Some("citadel-dc01"));
    }
}

#[test]
fn the_intruder_went_on_to_another_host() {
    let Some(folder) = folder() else { return };
    let list = "citadel-dc01/JumpLists/1bc392b8e104a00e.automaticDestinations-ms";
    let entries = entries(&folder, list);
    let at = time("2020-09-19T03:36:25.5804446Z");
    assert_eq!(
        summary(&entries[0]),
        (ActivityKind::ConnectionMade, Some(at), "desktop-sdn1rpt")
    );
}

#[test]
fn the_intruder_deleted_a_document_and_created_another() {
    let Some(folder) = folder() else { return };
    let deleted = entries(&folder, "citadel-dc01/$Recycle.Bin/$IU2L112.txt");
    let at = time("2020-09-19T03:34:27.2980000Z");
    let path = "C:\\FileShare\\Secret\\SECRET_beth.txt";
    let expected = (ActivityKind::FileDeleted, Some(at), path);
    assert_eq!(deleted.iter().map(summary).collect::<Vec<_>>(), [expected]);
    let link = entries(&folder, "citadel-dc01/LNK/Beth_Secret.lnk");
    let at = time("2020-09-19T03:34:56.9704452Z");
    let path = "C:\\FileShare\\Secret\\Beth_Secret.txt";
    assert_eq!(
        summary(&link[1]),
        (ActivityKind::FileCreated, Some(at), path)
    );
}

#[test]
fn the_recycle_bin_of_windows_xp_has_four_deletions() {
    let Some(folder) = folder() else { return };
    let deleted = entries(&folder, "plaso/recycler/INFO2");
    let at = time("2004-08-25T16:18:25.2370000Z");
    let path = "C:\\Documents and Settings\\Mr. Evil\\Desktop\\lalsetup250.exe";
    assert_eq!(
        summary(&deleted[0]),
        (ActivityKind::FileDeleted, Some(at), path)
    );
    assert_eq!(deleted.len(), 4);
    assert!(
        deleted
            .iter()
            .all(|entry| entry.artefact == Artefact::RecycleBin)
    );
}

/// The list of shell items leads to the same path as the rest of the link.
#[test]
fn shell_items_lead_to_the_same_path() {
    let Some(folder) = folder() else { return };
    for name in ["Beth_Secret", "SECRET_beth", "Secret", "Szechuan Sauce"] {
        let path = folder.join(format!("citadel-dc01/LNK/{name}.lnk"));
        let mut bytes = std::fs::read(path).expect("readable");
        let object = read_sound(&bytes, "a.lnk")[0].object.clone();
        // Without the rest: the flags say that there is a list of items only.
        let list = usize::from(u16::from_le_bytes([bytes[0x4c], bytes[0x4d]]));
        bytes[20..24].copy_from_slice(&1_u32.to_le_bytes());
        bytes.truncate(0x4c + 2 + list);
        bytes.extend([0; 4]);
        assert_eq!(read_sound(&bytes, "a.lnk")[0].object, object);
    }
}
