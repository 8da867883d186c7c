//! Files that are not event logs. They are not read, but the examiner must know of them: an archive
//! or an exported log may hold what the examiner is looking for.

use std::collections::{BTreeMap, BTreeSet};

use super::file_kind::FileKind;

/// Names listed for a kind that may hold event records.
const MAX_NAMES: usize = 8;
/// Names listed for any other kind.
const MAX_NAMES_OF_OTHERS: usize = 3;

/// The files of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct FilesOfKind {
    count: u64,
    /// The first names in alphabetical order. Only a few are kept, because a folder may hold
    /// millions of files.
    names: BTreeSet<String>,
}

/// The files that were not read, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OtherFiles(BTreeMap<FileKind, FilesOfKind>);

impl OtherFiles {
    /// Adds a file, by its name within the evidence.
    pub fn add(&mut self, kind: FileKind, name: String) {
        let files = self.0.entry(kind).or_default();
        files.count += 1;
        files.names.insert(name);
        let most = if kind.may_hold_records() {
            MAX_NAMES
        } else {
            MAX_NAMES_OF_OTHERS
        };
        if files.names.len() > most {
            files.names.pop_last();
        }
    }

    /// Total number of files.
    pub fn count(&self) -> u64 {
        self.0.values().map(|files| files.count).sum()
    }

    /// A sentence with the number of files of each kind and some names. Returns `None` if there are
    /// none.
    pub fn sentence(&self) -> Option<String> {
        let kinds = self.0.iter().map(|(kind, files)| {
            let words = match files.count {
                1 => kind.as_str(),
                _ => kind.plural(),
            };
            let names: Vec<&str> = files.names.iter().map(String::as_str).collect();
            let more = files.count.saturating_sub(names.len() as u64);
            let more = match more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{} {words} ({}{more})", files.count, names.join(", "))
        });
        let kinds: Vec<String> = kinds.collect();
        let kinds = kinds.join(", ");
        match self.count() {
            0 => None,
            1 => Some(format!("1 file is no event log: {kinds}")),
            count => Some(format!("{count} files are no event logs: {kinds}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_are_summed_up_in_one_sentence() {
        let mut all = OtherFiles::default();
        assert_eq!(all.sentence(), None);
        all.add(FileKind::Zip, "b/collection.zip".to_owned());
        assert_eq!(
            all.sentence().as_deref(),
            Some("1 file is no event log: 1 zip archive (b/collection.zip)")
        );
        for number in (0..10_000).rev() {
            all.add(FileKind::Other, format!("{number:05}.txt"));
        }
        all.add(FileKind::Xml, "a.xml".to_owned());
        all.add(FileKind::Xml, "c.xml".to_owned());
        let expected = "10003 files are no event logs: 1 zip archive (b/collection.zip), \
             2 XML (a.xml, c.xml), 10000 others (00000.txt, 00001.txt, 00002.txt and 9997 more)";
        assert_eq!(all.sentence().as_deref(), Some(expected));
        let kept: usize = all.0.values().map(|files| files.names.len()).sum();
        assert_eq!(kept, 6);
    }
}
