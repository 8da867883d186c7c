//! Which files were exported together, by their folder and by what their names say beside the log:
//! `run1_Security.evtx` and `run1_System.evtx`.

use std::collections::HashMap;

use crate::evidence::file::EvidenceFile;

/// Shorter beginnings of a log's name are taken for words of their own.
const SHORTEST_BEGINNING: usize = 3;

/// For each file a number that stands for the export that it is of.
pub fn exports(files: &[EvidenceFile], folders: &[u32]) -> Vec<u32> {
    let mut numbers: HashMap<(u32, String), u32> = HashMap::new();
    let files = files.iter().zip(folders);
    let keys = files.map(|(file, &folder)| (folder, name_of_export(file)));
    keys.zip(0..)
        .map(|(key, next)| *numbers.entry(key).or_insert(next))
        .collect()
}

/// A file's name without the words that name its log.
fn name_of_export(file: &EvidenceFile) -> String {
    let stem = file.path.file_stem().map(|stem| stem.to_string_lossy());
    let stem = stem.unwrap_or_default();
    let channels = file.channels.iter().flat_map(|channel| words(channel));
    let channels: Vec<&str> = channels.collect();
    let stem = stem.replace("%4", " ").replace("%2F", " ");
    let rest = words(&stem).filter_map(|word| {
        let lower = word.to_lowercase();
        let rest = channels.iter().find_map(|name| without(&lower, name));
        let rest = rest.unwrap_or(lower);
        (!rest.is_empty()).then_some(rest)
    });
    rest.collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

/// What a word says beside a word of the log's name, its beginning or its initials; `None` where it
/// names neither.
fn without(word: &str, name: &str) -> Option<String> {
    let initials: String = name.chars().filter(|c| c.is_uppercase()).collect();
    let name = name.to_lowercase();
    if word.len() >= SHORTEST_BEGINNING
        && (name.starts_with(word) || initials.to_lowercase() == word)
    {
        return Some(String::new());
    }
    let rest = word.strip_prefix(&name)?;
    (name.len() >= SHORTEST_BEGINNING).then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Text;

    const LSM: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";

    fn name(path: &str, channel: &str) -> String {
        let mut file = EvidenceFile::new(path.into(), path.to_owned(), 0);
        file.channels.insert(Text::from(channel));
        name_of_export(&file)
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

    #[test]
    fn another_folder_is_another_export() {
        let file = |name: &str| EvidenceFile::new(name.into(), name.to_owned(), 0);
        let files = [file("a.evtx"), file("b.evtx"), file("a.evtx")];
        assert_eq!(exports(&files, &[7, 7, 9]), [0, 1, 2]);
        assert_eq!(exports(&files, &[7, 7, 7]), [0, 1, 0]);
    }
}
