//! What a table is sorted by.

/// Which column a table is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// Column number.
    pub column: usize,
    /// Largest first.
    pub descending: bool,
}

impl Sort {
    /// Smallest first.
    pub const fn up(column: usize) -> Self {
        Self {
            column,
            descending: false,
        }
    }

    /// Largest first.
    pub const fn down(column: usize) -> Self {
        Self {
            column,
            descending: true,
        }
    }
}

/// What a table is sorted by: first by one column, equal rows by the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sorting([Option<Sort>; 3]);

impl From<Sort> for Sorting {
    fn from(sort: Sort) -> Self {
        Self([Some(sort), None, None])
    }
}

impl Sorting {
    /// The columns, the most important first.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = Sort> + '_ {
        self.0.iter().copied().flatten()
    }

    /// Which place a column has in it, from 0, and how it is sorted.
    pub fn of(&self, column: usize) -> Option<(usize, Sort)> {
        self.keys()
            .enumerate()
            .find(|(_, sort)| sort.column == column)
    }

    /// By this column alone; the other way round where it was so already.
    #[must_use]
    pub fn by(&self, column: usize) -> Self {
        match self.of(column) {
            Some((0, sort)) => Sort {
                column,
                descending: !sort.descending,
            },
            _ => Sort::up(column),
        }
        .into()
    }

    /// By this column as well, after the others; the other way round where it was one of them.
    /// Where there are as many as there can be, it takes the place of the last.
    #[must_use]
    pub fn also(mut self, column: usize) -> Self {
        let known = self
            .0
            .iter_mut()
            .flatten()
            .find(|sort| sort.column == column);
        if let Some(sort) = known {
            sort.descending = !sort.descending;
            return self;
        }
        let free = self.0.iter().position(Option::is_none);
        let place = free.unwrap_or(self.0.len() - 1);
        if let Some(slot) = self.0.get_mut(place) {
            *slot = Some(Sort::up(column));
        }
        self
    }
}
