//! Which file uses which, by the paths in their code. A re-export alone does not count as a use: a
//! file that names the re-exported item uses the file that defines it.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::SourceFile;

/// The files that each file uses, by name.
pub type Imports = BTreeMap<String, BTreeSet<String>>;

/// A path in the code, split at `::`.
type CodePath = Vec<String>;

struct Module {
    file: String,
    /// The names that it re-exports, and their paths. A glob has the name `*`.
    exports: Vec<(String, CodePath)>,
    /// The paths of its `use` lines that are not re-exports, and those in its code.
    uses: Vec<CodePath>,
}

/// Finds the imports among these files.
pub fn imports(files: &[SourceFile]) -> Imports {
    let modules: BTreeMap<CodePath, Module> = files
        .iter()
        .filter(|file| !file.is_for_tests())
        .map(|file| (module_of(&file.name), module(file)))
        .collect();
    let mut imports = Imports::new();
    for (at, module) in &modules {
        let used = imports.entry(module.file.clone()).or_default();
        for path in &module.uses {
            let found = resolve(&modules, at, path, 0);
            used.extend(found.filter(|file| *file != module.file));
        }
    }
    imports
}

/// `a/b/mod.rs` and `a/b.rs` are the module `a::b`; `lib.rs` is the root. Each program has its own
/// root.
fn module_of(name: &str) -> CodePath {
    let stem = name.trim_end_matches(".rs");
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    match stem {
        "lib" => Vec::new(),
        _ => stem.split('/').map(str::to_owned).collect(),
    }
}

fn module(file: &SourceFile) -> Module {
    let code: String = file
        .code()
        .into_iter()
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut module = Module {
        file: file.name.clone(),
        exports: Vec::new(),
        uses: Vec::new(),
    };
    let mut rest = String::new();
    let mut statements = code.as_str();
    while let Some((before, is_handed_on, after)) = next_use(statements) {
        rest.push_str(before);
        rest.push('\n');
        let (tree, behind) = after.split_once(';').unwrap_or((after, ""));
        for (path, name) in leaves(tree) {
            if is_handed_on {
                module.exports.push((name, path));
            } else {
                module.uses.push(path);
            }
        }
        statements = behind;
    }
    rest.push_str(statements);
    module.uses.extend(paths_in(&rest));
    module
}

/// The next `use` at the beginning of a line: the text before it, whether it re-exports, and the
/// text after it.
fn next_use(code: &str) -> Option<(&str, bool, &str)> {
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let (visibility, rest) = match trimmed.strip_prefix("pub") {
            Some(rest) if rest.starts_with('(') => {
                (true, rest.split_once(')').map_or("", |(_, rest)| rest))
            }
            Some(rest) => (true, rest),
            None => (false, trimmed),
        };
        if let Some(tree) = rest.trim_start().strip_prefix("use ") {
            let start = at + line.len() - tree.len();
            return Some((&code[..at], visibility, &code[start..]));
        }
        at += line.len();
    }
    None
}

/// The paths of a `use` tree, each with the name that it imports.
fn leaves(tree: &str) -> Vec<(CodePath, String)> {
    fn walk(tree: &str, above: &[String], into: &mut Vec<(CodePath, String)>) {
        let tree = tree.trim();
        if let Some((head, inner)) = tree.split_once('{') {
            let mut above = above.to_vec();
            above.extend(segments(head));
            let inner = inner.rsplit_once('}').map_or(inner, |(inner, _)| inner);
            let (mut depth, mut start) = (0, 0);
            for (at, letter) in inner.char_indices() {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        walk(&inner[start..at], &above, into);
                        start = at + 1;
                    }
                    _ => {}
                }
            }
            walk(&inner[start..], &above, into);
        } else if !tree.is_empty() {
            let (path, name) = match tree.split_once(" as ") {
                Some((path, name)) => (path, Some(name.trim().to_owned())),
                None => (tree, None),
            };
            let mut whole = above.to_vec();
            whole.extend(segments(path));
            if whole.last().is_some_and(|last| last == "self") {
                whole.pop();
            }
            let name = name.or_else(|| whole.last().cloned());
            into.push((whole, name.unwrap_or_default()));
        }
    }
    let mut found = Vec::new();
    walk(tree, &[], &mut found);
    found
}

fn segments(path: &str) -> CodePath {
    let parts = path.split("::").map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The paths with `::` in code other than `use` lines.
fn paths_in(code: &str) -> Vec<CodePath> {
    let is_of_path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    code.split(|letter| !is_of_path(letter))
        .filter(|word| word.contains("::"))
        .map(segments)
        .collect()
}

/// The layer that a file is in: the first part of its name.
pub fn layer_of(name: &str) -> &str {
    let first = name.split('/').next().unwrap_or(name);
    first.trim_end_matches(".rs")
}

/// The file that defines the item of a path, seen from the module `at`. `None` if it is not a file
/// of this crate.
fn resolve(
    modules: &BTreeMap<CodePath, Module>,
    at: &CodePath,
    path: &[String],
    depth: usize,
) -> Option<String> {
    let mut module = at.clone();
    let mut rest = path;
    match rest.first().map(String::as_str) {
        Some("crate" | "whence") => module.clear(),
        Some("self") => {}
        Some("super") => {
            while rest.first().is_some_and(|part| part == "super") {
                module.pop();
                rest = &rest[1..];
            }
        }
        Some(first) => {
            // Otherwise the path begins with a type, a crate, or a module that a `use` line
            // imported.
            let child = [module.as_slice(), &[first.to_owned()]].concat();
            if !modules.contains_key(&child) {
                return None;
            }
        }
        None => return None,
    }
    if matches!(
        rest.first().map(String::as_str),
        Some("crate" | "whence" | "self")
    ) {
        rest = &rest[1..];
    }
    while let Some(next) = rest.first() {
        let child = [module.as_slice(), std::slice::from_ref(next)].concat();
        if !modules.contains_key(&child) {
            break;
        }
        module = child;
        rest = &rest[1..];
    }
    let found = modules.get(&module)?;
    let Some(name) = rest.first().filter(|_| depth < 8) else {
        return Some(found.file.clone());
    };
    let named = found.exports.iter().find(|(known, _)| known == name);
    let globs = found.exports.iter().filter(|(known, _)| known == "*");
    if let Some((_, from)) = named {
        // A layer that re-exports from another layer answers for it.
        let is_same_layer = |file: &String| layer_of(file) == layer_of(&found.file);
        let handed_on = resolve(modules, &module, from, depth + 1).filter(is_same_layer);
        return handed_on.or_else(|| Some(found.file.clone()));
    }
    for (_, from) in globs {
        let of_glob = from.len().checked_sub(1).and_then(|last| from.get(..last));
        let path = [of_glob.unwrap_or_default(), std::slice::from_ref(name)].concat();
        if let Some(file) = resolve(modules, &module, &path, depth + 1) {
            return Some(file);
        }
    }
    Some(found.file.clone())
}
