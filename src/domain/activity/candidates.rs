//! The sessions that an activity may belong to. Thousands of activities share one set, so each is kept once.

/// A set of candidates among `CandidateSets`; the default one is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CandidateSet(u32);

/// All sets of candidates of a case. Their members are indices of sessions, in ascending order.
#[derive(Clone, Debug, Default)]
pub struct CandidateSets(Vec<Box<[u32]>>);

impl CandidateSet {
    /// The set without members.
    pub(crate) const EMPTY: Self = Self(0);

    /// Whether it has no members.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// This set's number once `count` sets have been inserted before it.
    pub(crate) fn behind(self, count: u32) -> Self {
        if self.is_empty() {
            self
        } else {
            Self(self.0.saturating_add(count))
        }
    }
}

impl CandidateSets {
    /// The members of a set.
    pub fn get(&self, set: CandidateSet) -> &[u32] {
        let at = set.0.checked_sub(1).map(|at| at as usize);
        at.and_then(|at| self.0.get(at)).map_or(&[], |set| &**set)
    }

    /// Adds a set.
    pub(crate) fn add(&mut self, members: Vec<u32>) -> CandidateSet {
        if members.is_empty() {
            return CandidateSet::default();
        }
        self.0.push(members.into_boxed_slice());
        CandidateSet(u32::try_from(self.0.len()).unwrap_or(u32::MAX))
    }

    /// Adds the sets of others, and returns how many there were before.
    pub(crate) fn append(&mut self, mut others: Self) -> u32 {
        let before = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.append(&mut others.0);
        before
    }

    /// Gives the members other numbers.
    pub(crate) fn renumber(&mut self, session: impl Fn(u32) -> u32) {
        for set in &mut self.0 {
            set.iter_mut().for_each(|member| *member = session(*member));
            set.sort_unstable();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_keep_their_members_when_others_come_before() {
        let mut first = CandidateSets::default();
        first.add(vec![7]);
        let mut second = CandidateSets::default();
        let own = second.add(vec![1, 2]);
        let none = second.add(Vec::new());
        let before = first.append(second);
        assert_eq!(first.get(own.behind(before)), [1, 2]);
        assert!(first.get(none.behind(before)).is_empty());
        first.renumber(|session| 10 - session);
        assert_eq!(first.get(own.behind(before)), [8, 9]);
    }
}
