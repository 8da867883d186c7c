//! The laws of correlation, checked on randomly generated stories and on real evidence.
//! `common::compare::check` checks the first three on all stories.

#[path = "../common/mod.rs"]
mod common;

mod activity_corpus;
mod clock;
mod clock_corpus;
mod generated;
mod lineage;
mod lineage_corpus;

use std::path::{Path, PathBuf};

use common::laws;
fn shared() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if path.join("corpus").is_dir() {
        return Some(path);
    }
    println!("skipped: no real evidence beside the checkout (shared/corpus)");
    None
}

/// The evidence of each labelled set.
fn labelled_sets(shared: &Path) -> Vec<(String, Vec<PathBuf>)> {
    let mut sets = Vec::new();
    for entry in std::fs::read_dir(shared.join("truth")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path
            .extension()
            .is_none_or(|extension| extension != "paths")
        {
            continue;
        }
        let list = std::fs::read_to_string(&path).expect("a list of paths");
        let paths = list
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| shared.join("corpus").join(line.trim()));
        let name = path.file_stem().expect("a name").to_string_lossy();
        sets.push((name.into_owned(), paths.collect()));
    }
    sets.sort();
    sets
}

#[test]
fn every_record_of_the_corpus_is_accounted_for() {
    let Some(shared) = shared() else { return };
    let case = laws::opened(&[shared.join("corpus")]);
    let breaches = laws::breaches_of_conservation(&case);
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn the_same_evidence_gives_the_same_bytes() {
    let Some(shared) = shared() else { return };
    let folder = shared
        .join("corpus")
        .join("AndrewRathbun+DFIRArtifactMuseum");
    let case = laws::opened(std::slice::from_ref(&folder));
    let breaches = laws::breaches_of_determinism(&folder, &case);
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn fewer_logs_of_the_corpus_give_less_but_nothing_wrong() {
    let Some(shared) = shared() else { return };
    let mut breaches = Vec::new();
    for (name, paths) in labelled_sets(&shared) {
        for breach in laws::breaches_of_monotonicity(&laws::opened(&paths)) {
            breaches.push(format!("{name}: {breach}"));
        }
    }
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}
