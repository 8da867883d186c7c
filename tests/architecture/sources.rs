//! The files of `src`, and their code without comments and tests.

use std::path::{Path, PathBuf};

/// A file in `src`.
pub struct SourceFile {
    /// Its path below `src`, with `/`.
    pub name: String,
    /// Its whole text.
    pub text: String,
}

impl SourceFile {
    /// Its code without comments and without its tests, line by line. A block of tests ends the file; one
    /// line for tests, such as `mod tests;`, does not.
    pub fn code(&self) -> Vec<&str> {
        let mut code = Vec::new();
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            if line.trim() == "#[cfg(test)]" {
                if lines.next().is_some_and(|item| item.trim().ends_with(';')) {
                    continue;
                }
                break;
            }
            code.push(line.split("//").next().unwrap_or_default());
        }
        code
    }

    /// Whether it is compiled only for tests.
    pub fn is_for_tests(&self) -> bool {
        ["tests.rs", "testing.rs"].contains(&self.name.rsplit('/').next().unwrap_or_default())
            || self.name.contains("/tests/")
    }
}

/// All files below `src`, by name.
pub fn source_files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let file = |path: PathBuf| {
        let name = path.strip_prefix(&root).expect("below src");
        SourceFile {
            name: name.to_string_lossy().replace('\\', "/"),
            text: std::fs::read_to_string(&path).expect("a readable file"),
        }
    };
    paths.into_iter().map(file).collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}
