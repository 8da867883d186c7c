//! Whose an artefact is, by the folders it lies in. Rule A9.

use crate::domain::account::is_sid_text;
use crate::domain::event::{Identity, Text};

/// Folders that hold the profiles of users.
pub(super) const PROFILE_FOLDERS: [&str; 2] = ["users", "documents and settings"];
/// Profiles that belong to nobody [source 16.22].
const SHARED_PROFILES: [&str; 5] = [
    "public",
    "default",
    "default user",
    "all users",
    "defaultapppool",
];
/// Folders that hold a recycle bin for each SID.
const RECYCLE_BINS: [&str; 2] = ["$recycle.bin", "recycler"];

/// The owner of an artefact, by its own path: the user whose profile it lies in, or the SID of its recycle bin.
/// The folder nearest to the file decides: an examiner may keep a collection in a profile of his own.
pub(super) fn owner(path: &str) -> Identity {
    let parts: Vec<&str> = path.split('/').collect();
    // The file's own name is no folder.
    let folders = parts
        .get(..parts.len().saturating_sub(1))
        .unwrap_or_default();
    let nearest = folders.windows(2).rev().find_map(|pair| match pair {
        [folder, next] if is_one_of(folder, &PROFILE_FOLDERS) => Some(profile_of(next)),
        [folder, next] if is_one_of(folder, &RECYCLE_BINS) => sid(next).map(|sid| Identity {
            sid: Some(sid),
            ..Identity::default()
        }),
        _ => None,
    });
    nearest.unwrap_or_default()
}

fn profile_of(name: &str) -> Identity {
    let is_shared = is_one_of(name, &SHARED_PROFILES);
    Identity {
        user: (!is_shared).then(|| Text::from(name)),
        ..Identity::default()
    }
}

/// A SID as a folder is named after it.
fn sid(name: &str) -> Option<Text> {
    let name = name.to_ascii_uppercase();
    is_sid_text(&name).then(|| Text::from(name.as_str()))
}

/// Whether a folder has one of these names.
pub(super) fn is_one_of(part: &str, names: &[&str]) -> bool {
    names.iter().any(|name| part.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_is_in_the_path() {
        let user = |path| owner(path).user.map(|user| user.to_string());
        let sid = |path| owner(path).sid.map(|sid| sid.to_string());
        let recent = "C/Users/Anna/AppData/Roaming/Microsoft/Windows/Recent/a.lnk";
        assert_eq!(user(recent).as_deref(), Some("Anna"));
        assert_eq!(
            user("Documents and Settings/ben/Recent/a.lnk").as_deref(),
            Some("ben")
        );
        assert_eq!(user("C/Users/Public/Desktop/a.lnk"), None);
        assert_eq!(user("Users/a.lnk"), None);
        let nested = "Users/examiner/Desktop/case/C/Users/ben/Recent/a.lnk";
        assert_eq!(user(nested).as_deref(), Some("ben"));
        assert_eq!(sid("$Recycle.Bin/S-1-5-21-x=cmd/$IABC.txt"), None);
        assert_eq!(
            sid("$Recycle.Bin/S-1-5-21-1-2-3-500/$IABC.txt").as_deref(),
            Some("S-1-5-21-1-2-3-500")
        );
        assert_eq!(sid("$Recycle.Bin/$IABC.txt"), None);
        assert_eq!(
            sid("RECYCLER/s-1-5-21-1-2-3-500/INFO2").as_deref(),
            Some("S-1-5-21-1-2-3-500")
        );
    }
}
