//! The records of a draft, and why each belongs to it. They are few, and mostly added in order.

use thin_vec::ThinVec;

use crate::correlate::order::Pos;
use crate::correlate::rules::Rule;
use crate::domain::join::Join;
use crate::domain::session::Role;

/// Why a record belongs to a draft.
#[derive(Clone, Debug)]
pub(crate) struct SourceLink {
    /// What it does.
    pub role: Role,
    /// By which rule.
    pub rule: Rule,
    /// By which key.
    pub join: Join,
}

/// Records in their order, each once. A sorted list: most of a million drafts have five records, and a tree
/// would allocate space for eleven.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources(ThinVec<(Pos, SourceLink)>);

impl Sources {
    /// Adds a record, unless the draft has it already.
    pub(crate) fn add(&mut self, pos: Pos, link: impl FnOnce() -> SourceLink) {
        if self.0.last().is_none_or(|(last, _)| *last < pos) {
            self.0.push((pos, link()));
        } else if let Err(at) = self.0.binary_search_by_key(&pos, |(at, _)| *at) {
            self.0.insert(at, (pos, link()));
        }
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The link of a record.
    pub(crate) fn get(&self, pos: Pos) -> Option<&SourceLink> {
        let at = self.0.binary_search_by_key(&pos, |(at, _)| *at).ok()?;
        self.0.get(at).map(|(_, link)| link)
    }

    /// The records.
    pub(crate) fn keys(&self) -> impl DoubleEndedIterator<Item = &Pos> {
        self.0.iter().map(|(pos, _)| pos)
    }

    /// The records and their links.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&Pos, &SourceLink)> {
        self.0.iter().map(|(pos, link)| (pos, link))
    }

    /// The links of the records from `pos` on.
    pub(crate) fn since_mut(&mut self, pos: Pos) -> impl Iterator<Item = &mut SourceLink> {
        let first = self.0.partition_point(|(at, _)| *at < pos);
        let rest = self.0.get_mut(first..).unwrap_or_default();
        rest.iter_mut().map(|(_, link)| link)
    }

    /// Removes the records from `pos` on and returns them.
    pub(crate) fn split_off(&mut self, pos: Pos) -> Self {
        let first = self.0.partition_point(|(at, _)| *at < pos);
        Self(self.0.split_off(first))
    }
}

impl IntoIterator for Sources {
    type Item = (Pos, SourceLink);
    type IntoIter = thin_vec::IntoIter<(Pos, SourceLink)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attach(rule: &str) -> impl FnOnce() -> SourceLink {
        move || SourceLink {
            role: Role::Support,
            rule: Rule::new(rule),
            join: Join::Words(""),
        }
    }

    #[test]
    fn sources_are_sorted_and_the_first_link_is_kept() {
        let mut sources = Sources::default();
        for (pos, rule) in [(5, "a"), (9, "b"), (2, "c"), (5, "d"), (7, "e"), (9, "f")] {
            sources.add(pos, attach(rule));
        }
        let all = sources.iter().map(|(pos, link)| (*pos, link.rule.as_str()));
        assert!(all.eq([(2, "c"), (5, "a"), (7, "e"), (9, "b")]));
        assert_eq!(sources.get(7).map(|link| link.rule.as_str()), Some("e"));
        assert!(sources.get(6).is_none());
        assert_eq!(sources.since_mut(6).count(), 2);
        assert_eq!(sources.split_off(5).len(), 3);
        assert_eq!(sources.keys().copied().collect::<Vec<_>>(), [2]);
    }
}
