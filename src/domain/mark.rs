//! The examiner's mark on a session: tags, comment, bookmark.

use std::collections::{BTreeMap, BTreeSet};

/// The longest comment, in bytes.
pub const LONGEST_COMMENT: usize = 64 * 1024;

/// The most tags of a session.
pub const MAX_TAGS: usize = 100;

/// The longest tag, in characters.
const LONGEST_TAG: usize = 100;

/// The examiner's mark on a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Tags.
    pub tags: BTreeSet<String>,
    /// A comment; empty where there is none.
    pub comment: String,
    /// Bookmarked.
    pub is_bookmarked: bool,
    /// Muted: left out of the lists unless requested.
    pub is_muted: bool,
}

/// Marks by the index of the session in its case.
pub type Marked = BTreeMap<u32, Mark>;

/// The mark of a session that has none.
pub static NONE: Mark = Mark {
    tags: BTreeSet::new(),
    comment: String::new(),
    is_bookmarked: false,
    is_muted: false,
};

impl Mark {
    /// Merges another mark of the same session: nothing of either is lost.
    pub fn merge(&mut self, other: Self) {
        self.tags.extend(other.tags);
        if self.comment.is_empty() {
            self.comment = other.comment;
        } else if !other.comment.is_empty() && other.comment != self.comment {
            self.comment = format!("{}; {}", self.comment, other.comment);
        }
        self.is_bookmarked |= other.is_bookmarked;
        self.is_muted |= other.is_muted;
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Replaces marks; returns the earlier ones, where they differ.
pub fn put<K: Ord + Clone>(marks: &mut BTreeMap<K, Mark>, new: Vec<(K, Mark)>) -> Vec<(K, Mark)> {
    let mut old = Vec::new();
    for (key, mark) in new {
        let known = marks.get(&key).unwrap_or(&NONE);
        if *known == mark {
            continue;
        }
        old.push((key.clone(), known.clone()));
        if mark.is_empty() {
            marks.remove(&key);
        } else {
            marks.insert(key, mark);
        }
    }
    old
}

/// Merges marks of the same items: nothing of either is lost.
pub fn joined<K: Ord + Clone>(
    marks: &BTreeMap<K, Mark>,
    others: &BTreeMap<K, Mark>,
) -> Vec<(K, Mark)> {
    let both = others.iter().map(|(key, other)| {
        let mut both = marks.get(key).cloned().unwrap_or_default();
        both.merge(other.clone());
        (key.clone(), both)
    });
    both.collect()
}

/// A tag as it was typed, cleaned: without what would end it in a list or in the filter box. `None`
/// where nothing is left.
pub fn tag(typed: &str) -> Option<String> {
    let is_kept = |c: &char| !c.is_control() && !matches!(c, ',' | '"' | ';' | '|');
    let kept: String = typed.chars().filter(is_kept).collect();
    let kept: String = kept.trim().chars().take(LONGEST_TAG).collect();
    let kept = kept.trim_end();
    (!kept.is_empty()).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Mark, tag};

    #[test]
    fn merging_two_marks_keeps_both() {
        let mark = |tag: &str, comment: &str| Mark {
            tags: [tag.to_owned()].into(),
            comment: comment.to_owned(),
            ..Mark::default()
        };
        let mut both = mark("a", "seen");
        both.merge(mark("b", "asked"));
        assert_eq!((both.tags.len(), both.comment.as_str()), (2, "seen; asked"));
        both.merge(mark("b", ""));
        assert_eq!(both.comment, "seen; asked");
    }

    #[test]
    fn tags_are_cleaned() {
        assert_eq!(tag("  c2, \"beacon\" "), Some("c2 beacon".to_owned()));
        assert_eq!(tag(" ,\n"), None);
        assert_eq!(tag(&"x".repeat(500)).map(|tag| tag.len()), Some(100));
    }
}
