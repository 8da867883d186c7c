//! CORRELATION.md matches the code: every rule and every window is in both, each rule is applied
//! somewhere, and a story proves it. Every citation in code and documents leads to an entry in
//! `docs/sources.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use whence::correlate::rules;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).expect("a file of the project")
}

/// The texts of all files with one extension in a folder and its subfolders, with their paths.
fn texts_with(extension: &str, folder: &str) -> Vec<(PathBuf, String)> {
    let mut texts = texts_in(extension, folder);
    for entry in fs::read_dir(root().join(folder)).expect("a folder of the project") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let inner = path.strip_prefix(root()).expect("below the root");
            texts.extend(texts_with(extension, &inner.to_string_lossy()));
        }
    }
    texts
}

/// The texts of the files directly in one folder.
fn texts_in(extension: &str, folder: &str) -> Vec<(PathBuf, String)> {
    fs::read_dir(root().join(folder))
        .expect("a folder of the project")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file() && path.extension().is_some_and(|e| e == extension))
        .map(|path| (path.clone(), read(&path)))
        .collect()
}

/// The texts of all Rust files in a folder and its subfolders, with their paths.
fn texts_below(folder: &str) -> Vec<(PathBuf, String)> {
    texts_with("rs", folder)
}

/// Whether a word is a rule number such as `D10`.
fn is_number(word: &str) -> bool {
    let (letter, digits) = word.split_at(word.len().min(1));
    letter.chars().all(|c| c.is_ascii_uppercase())
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
}

/// The rule numbers between a marker and the end of its line.
fn numbers_after(text: &str, mark: &str) -> BTreeSet<String> {
    let lines = text.lines().filter_map(|line| line.split_once(mark));
    lines
        .flat_map(|(_, rest)| rest.split(|c: char| !c.is_ascii_alphanumeric()))
        .filter(|word| is_number(word))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_rule_has_a_heading_with_its_statement() {
    let document = read("CORRELATION.md");
    let headings: BTreeMap<&str, &str> = document
        .lines()
        .filter_map(|line| line.strip_prefix("### ")?.split_once(' '))
        .filter(|(number, _)| is_number(number))
        .collect();
    let stated: BTreeMap<&str, &str> = rules::ALL.iter().copied().collect();
    assert_eq!(headings, stated);
}

/// `60 s`, `48 h` or `100 ms` in milliseconds; a number without a unit unchanged.
fn value_of(text: &str) -> u64 {
    let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
    let number: u64 = number.replace('_', "").parse().expect("a number");
    match unit {
        "h" => number * 3_600_000,
        "s" => number * 1_000,
        "ms" | "" => number,
        _ => panic!("{text} has no known unit"),
    }
}

/// The value of a constant as it is written in the code: `Span::seconds(48 * 3600)`, `20_000`.
fn value_of_code(text: &str) -> u64 {
    let (factor, product) = match text.split_once('(') {
        Some(("Span::seconds", rest)) => (1_000, rest.trim_end_matches(')')),
        Some(("Span::millis", rest)) => (1, rest.trim_end_matches(')')),
        _ => (1, text),
    };
    let number = |word: &str| match word.trim().replace('_', "").strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).expect("a number"),
        None => value_of(word.trim()),
    };
    product.split('*').map(number).product::<u64>() * factor
}

#[test]
fn every_window_is_in_the_table_with_its_value() {
    let source = read("src/correlate/windows.rs");
    let in_code: BTreeMap<&str, u64> = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split_once(": "))
        .filter_map(|(name, rest)| Some((name, rest.split_once(" = ")?.1)))
        .map(|(name, value)| (name, value_of_code(value.trim_end_matches(';'))))
        .collect();
    let document = read("CORRELATION.md");
    let table = document.split_once("## 9. ").expect("the section").1;
    let table = table.split_once("\n## ").expect("the next section").0;
    let in_table: BTreeMap<&str, u64> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "))
        .filter(|(name, _)| {
            name.chars()
                .all(|c| c.is_ascii_uppercase() || "_0123456789".contains(c))
        })
        .filter_map(|(name, rest)| Some((name, value_of(rest.split_once(" | ")?.0))))
        .collect();
    assert!(!in_code.is_empty());
    assert_eq!(in_table, in_code);
}

#[test]
fn a_rule_names_every_window() {
    let document = read("CORRELATION.md");
    let source = read("src/correlate/windows.rs");
    let names = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split_once(':'));
    for (name, _) in names {
        assert!(
            document.contains(&format!("[{name}]")),
            "no rule names {name}"
        );
    }
}

#[test]
fn every_rule_is_applied_in_the_code() {
    let table = read("src/correlate/rules.rs");
    let names: BTreeMap<&str, &str> = table
        .lines()
        .filter_map(|line| line.trim().split_once(" = \""))
        .filter_map(|(name, rest)| Some((rest.split_once('"')?.0, name)))
        .collect();
    let code = ["src/correlate", "src/case"].map(texts_below).concat();
    let code = || code.iter().filter(|(path, _)| !path.ends_with("rules.rs"));
    for (number, _) in rules::ALL {
        let name = names.get(number).expect("a named rule");
        let applied = code().any(|(_, text)| {
            text.contains(&format!("rules::{name}"))
                || numbers_after(text, "Rule ").contains(*number)
        });
        assert!(applied, "{number} is applied nowhere");
    }
}

#[test]
fn a_story_proves_every_rule() {
    let stories = texts_below("tests/scenarios");
    let cited: BTreeSet<String> = stories
        .iter()
        .flat_map(|(_, text)| numbers_after(text, "/// Rules: "))
        .collect();
    let known: BTreeSet<String> = rules::ALL.iter().map(|(n, _)| (*n).to_owned()).collect();
    let missing: Vec<&String> = known.difference(&cited).collect();
    let unknown: Vec<&String> = cited.difference(&known).collect();
    assert!(missing.is_empty(), "no story proves {missing:?}");
    assert!(unknown.is_empty(), "stories cite {unknown:?}");
}

/// Group and entry of a source: `[source 4.2]`.
type SourceNumber = (u32, u32);

const SOURCES: &str = "docs/sources.md";

/// All texts that may cite a source. Each is joined into one line, so that a citation broken across
/// lines is found too.
fn citing_texts() -> Vec<(PathBuf, String)> {
    let code = ["src", "tests", "benches", "fuzz/fuzz_targets"].map(texts_below);
    let pages = [texts_in("md", ""), texts_with("md", "docs")];
    code.into_iter()
        .chain(pages)
        .flatten()
        .filter(|(path, _)| !path.ends_with("tests/specification.rs"))
        .map(|(path, text)| {
            let words = text.lines().flat_map(|line| {
                let line = line.trim_start().trim_start_matches(['/', '!']);
                line.split_whitespace()
            });
            (path, words.collect::<Vec<_>>().join(" "))
        })
        .collect()
}

fn source_number(text: &str) -> Option<SourceNumber> {
    let (group, entry) = text.split_once('.')?;
    Some((group.parse().ok()?, entry.parse().ok()?))
}

/// The numbers of all citations in a text; `None` for a citation without a valid number.
fn citations(text: &str) -> impl Iterator<Item = Option<SourceNumber>> {
    let rests = text.split("[source ").skip(1);
    rests.map(|rest| source_number(rest.split_once(']')?.0))
}

/// The entries of `docs/sources.md` in order, each with its first line.
fn source_entries() -> Vec<(SourceNumber, String)> {
    let page = read(SOURCES);
    let entries = page.lines().filter_map(|line| {
        let (number, rest) = line.strip_prefix("**[source ")?.split_once("]** ")?;
        let number = source_number(number).expect("group and entry");
        Some((number, rest.to_owned()))
    });
    entries.collect()
}

#[test]
fn sources_are_numbered_in_order_under_their_headings() {
    let page = read(SOURCES);
    let mut group = 0;
    let mut last = (0, 0);
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            group += 1;
            assert!(heading.starts_with(&format!("{group}. ")), "{heading}");
        } else if let Some(rest) = line.strip_prefix("**[source ") {
            let number = rest.split_once(']').and_then(|(n, _)| source_number(n));
            let number = number.expect("group and entry");
            assert_eq!(number.0, group, "{line}");
            assert!(number > last, "{number:?} comes after {last:?}");
            last = number;
        }
    }
    let entries = source_entries();
    assert!(!entries.is_empty());
    for (number, text) in entries {
        let kinds = ["*document.* ", "*observation.* ", "*decision.* "];
        let is_whole = kinds.iter().any(|kind| {
            let rest = text.strip_prefix(kind);
            rest.is_some_and(|rest| !rest.trim().is_empty())
        });
        assert!(is_whole, "{number:?} does not say what it is");
    }
}

#[test]
fn every_citation_leads_to_a_source_and_every_source_is_cited() {
    let entries = source_entries();
    let known: BTreeSet<SourceNumber> = entries.iter().map(|(number, _)| *number).collect();
    let mut cited = BTreeSet::new();
    for (path, text) in citing_texts() {
        if path.ends_with(SOURCES) {
            continue;
        }
        for number in citations(&text) {
            let number = number.filter(|number| known.contains(number));
            cited.insert(number.unwrap_or_else(|| panic!("{}: no such source", path.display())));
        }
    }
    for (number, text) in &entries {
        for other in citations(text) {
            let other = other.filter(|other| known.contains(other) && other != number);
            cited.insert(other.unwrap_or_else(|| panic!("{number:?} cites no other source")));
        }
    }
    let uncited: Vec<_> = known.difference(&cited).collect();
    assert!(uncited.is_empty(), "nothing cites {uncited:?}");
}

/// Whether a text in lower case cites a decision by number only ("decision 12").
fn cites_decision(text: &str) -> bool {
    text.split("decision").skip(1).any(|rest| {
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let number = rest.strip_prefix(' ').unwrap_or_default();
        number.starts_with(|c: char| c.is_ascii_digit())
    })
}

#[test]
fn no_text_cites_a_document_outside_the_repository() {
    for (path, text) in citing_texts() {
        let text = text.to_lowercase();
        for phrase in ["domain reference", "session model", "activity model"] {
            assert!(!text.contains(phrase), "{}: {phrase}", path.display());
        }
        assert!(
            !cites_decision(&text),
            "{}: a decision by number",
            path.display()
        );
    }
}

/// The paths in backticks of a document, in the order in which they occur.
fn paths_in(document: &str) -> Vec<String> {
    let quoted = document.split('`').skip(1).step_by(2);
    let is_path = |text: &&str| {
        let is_of_path = |c: char| c.is_ascii_alphanumeric() || "_/.-".contains(c);
        Path::new(text).extension().is_some_and(|kind| kind == "rs")
            && text.chars().all(is_of_path)
            && !text.contains("NEW")
    };
    quoted.filter(is_path).map(str::to_owned).collect()
}

/// A path may be given from the root, from `src`, or by its last parts.
#[test]
fn every_file_that_a_document_names_exists() {
    let mut all = Vec::new();
    for folder in ["src", "tests", "benches"] {
        let files = texts_below(folder);
        all.extend(files.into_iter().map(|(path, _)| path));
    }
    let mut missing = Vec::new();
    for document in [
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CORRELATION.md",
        "docs/design.md",
    ] {
        for path in paths_in(&read(document)) {
            let is_there = all.iter().any(|file| file.ends_with(&path));
            if !is_there && !root().join(&path).exists() {
                missing.push(format!("{document} names {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
