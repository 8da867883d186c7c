//! Finds out which files were exported together, from their folder and from the part of their names
//! that does not name the log: `run1_Security.evtx` and `run1_System.evtx`, or `Security/run1.evtx`
//! and `System/run1.evtx`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use crate::domain::event::Text;
use crate::evidence::evidence_file::EvidenceFile;

/// A shorter word is never taken for an abbreviation of a log's name.
const MIN_ABBREVIATION: usize = 3;

/// For each file, a number that identifies the export it belongs to.
pub fn exports(files: &[EvidenceFile]) -> Vec<u32> {
    let folders: Vec<&Path> = files
        .iter()
        .map(|file| file.source.identity().folder())
        .collect();
    let parents_of_log_folders = folders_named_after_logs(files, &folders);
    let mut numbers: HashMap<(&Path, String), u32> = HashMap::new();
    let files = files.iter().zip(&folders);
    let keys = files.map(|(file, folder)| {
        let name = export_name(file);
        let parent = parents_of_log_folders.get(*folder).copied();
        // If the name does not distinguish exports, the folder does.
        let folder = parent.filter(|_| !name.is_empty()).unwrap_or(*folder);
        (folder, name)
    });
    keys.zip(0..)
        .map(|(key, next)| *numbers.entry(key).or_insert(next))
        .collect()
}

/// Finds folders that are named after a log, and returns them with their parents. Such a folder
/// holds all files of one log under its parent and no other files. Any other folder may be an
/// export of its own.
fn folders_named_after_logs<'p>(
    files: &[EvidenceFile],
    folders: &[&'p Path],
) -> HashMap<&'p Path, &'p Path> {
    let mut in_folder: BTreeMap<&Path, BTreeSet<&Text>> = BTreeMap::new();
    let mut with_log: BTreeMap<(&Path, &Text), BTreeSet<&Path>> = BTreeMap::new();
    for (file, &folder) in files.iter().zip(folders) {
        let Some(parent) = folder.parent() else {
            continue;
        };
        in_folder
            .entry(folder)
            .or_default()
            .extend(&file.contents.channels);
        for channel in &file.contents.channels {
            with_log
                .entry((parent, channel))
                .or_default()
                .insert(folder);
        }
    }
    let log_folders = with_log.into_iter().filter_map(|((parent, _), folders)| {
        let mut folders = folders.into_iter();
        let only = folders.next().filter(|_| folders.next().is_none())?;
        let channels = in_folder.get(only)?;
        (channels.len() == 1).then_some((only, parent))
    });
    log_folders.collect()
}

/// The name of a file without the words that name its log.
fn export_name(file: &EvidenceFile) -> String {
    let stem = Path::new(&file.name)
        .file_stem()
        .map(|stem| stem.to_string_lossy());
    let stem = stem.unwrap_or_default();
    let channels = file
        .contents
        .channels
        .iter()
        .flat_map(|channel| words(channel));
    let channels: Vec<Word> = channels.map(Word::of).collect();
    let stem = stem.replace("%4", " ").replace("%2F", " ");
    let rest = words(&stem).filter_map(|word| {
        let lower = word.to_lowercase();
        let rest = channels.iter().find_map(|name| name.without(&lower));
        let rest = rest.unwrap_or(lower);
        (!rest.is_empty()).then_some(rest)
    });
    rest.collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

/// A word in the name of a log.
struct Word {
    /// The word in lower case.
    name: String,
    /// Its capital letters, in lower case.
    initials: String,
}

impl Word {
    fn of(name: &str) -> Self {
        let initials = name.chars().filter(|c| c.is_uppercase());
        Self {
            name: name.to_lowercase(),
            initials: initials.flat_map(char::to_lowercase).collect(),
        }
    }

    /// Compares a word of a file name with this one. Returns what remains of it after this word,
    /// its beginning or its initials; `None` if it is none of these.
    fn without(&self, word: &str) -> Option<String> {
        if word.len() >= MIN_ABBREVIATION && (self.name.starts_with(word) || self.initials == word)
        {
            return Some(String::new());
        }
        let rest = word.strip_prefix(&self.name)?;
        (self.name.len() >= MIN_ABBREVIATION).then(|| rest.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Text;
    use crate::evidence::source::file::FileSource;

    const LSM: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";

    fn file_at(path: &str) -> EvidenceFile {
        EvidenceFile::new(FileSource::new(path, 0), path)
    }

    fn name(path: &str, channel: &str) -> String {
        let mut file = file_at(path);
        file.contents.channels.insert(Text::from(channel));
        export_name(&file)
    }

    #[test]
    fn the_name_of_the_log_is_left_out() {
        assert_eq!(name("run1_Security.evtx", "Security"), "run1");
        assert_eq!(name("Security-run1.evtx", "Security"), "run1");
        assert_eq!(name("Security2.evtx", "Security"), "2");
        assert_eq!(name("run1_sys.evtx", "System"), "run1");
        assert_eq!(name("LSM (run1).evtx", LSM), "run1");
        let live = LSM.replace('/', "%4") + ".evtx";
        assert_eq!(name(&live, LSM), "");
        assert_eq!(name(&format!("VM 4 {live}"), LSM), "vm 4");
    }

    fn exports_of(files: &[(&str, &str)]) -> Vec<u32> {
        let files = files.iter().map(|&(path, channel)| {
            let mut file = file_at(path);
            file.contents.channels.insert(Text::from(channel));
            file
        });
        exports(&files.collect::<Vec<_>>())
    }

    #[test]
    fn different_folders_are_different_exports() {
        let files = |third: &'static str| {
            [
                ("x/a.evtx", "Security"),
                ("x/b.evtx", "Security"),
                (third, "System"),
            ]
        };
        assert_eq!(exports_of(&files("x/a.evtx")), [0, 1, 0]);
        let mut apart = files("y/a.evtx").to_vec();
        apart.push(("y/c.evtx", "Security"));
        assert_eq!(exports_of(&apart), [0, 1, 2, 3]);
    }

    #[test]
    fn folders_named_after_logs_are_not_exports() {
        let mut files = vec![
            ("x/Security/run1.evtx", "Security"),
            ("x/Security/run2.evtx", "Security"),
            ("x/System/run1.evtx", "System"),
            ("x/TS/run2.evtx", LSM),
            ("y/System/run1.evtx", "System"),
        ];
        assert_eq!(exports_of(&files), [0, 1, 0, 1, 4]);
        // One more folder with a log of Security: both may be exports.
        files.push(("x/Other/run2.evtx", "Security"));
        assert_eq!(exports_of(&files), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn the_folder_decides_if_the_name_is_only_that_of_the_log() {
        let files = [
            ("run1/Security.evtx", "Security"),
            ("run2/System.evtx", "System"),
        ];
        assert_eq!(exports_of(&files), [0, 1]);
    }
}
