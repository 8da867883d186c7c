//! The menus of tables: of a header, of a row, and the states of groups.

/// Header menu.
pub(crate) const SORT_BY: &str = "Sort by this";
/// Header menu.
pub(crate) const SORT_BY_ALSO: &str = "Sort by this as well";
/// Header menu.
pub(crate) const FILTER_BY: &str = "Filter by";
/// Header menu.
pub(crate) const GROUP_BY: &str = "Group by this";
/// Header menu.
pub(crate) const UNGROUP: &str = "Ungroup";
/// In the header of the column that rows are grouped by.
pub(crate) const GROUPED: &str = "grouped";
/// The state of a group or fold whose rows are not shown.
pub(crate) const FOLDED: &str = "collapsed";
/// The state of a group or fold whose rows are shown.
pub(crate) const UNFOLDED: &str = "expanded";
/// Row menu: marks of the selected rows.
pub(crate) const MENU_TAG: &str = "Tag…";
/// Row menu.
pub(crate) const MENU_COMMENT: &str = "Comment…";
/// Row menu.
pub(crate) const MENU_BOOKMARK: &str = "Bookmark / remove bookmark";
/// Row menu.
pub(crate) const MENU_MUTE: &str = "Mute / unmute";
/// Row menu, and an action.
pub(crate) const TURN_FOLDING: &str = "Fold / unfold repeated attempts";
/// Row menu.
pub(crate) const TURN_GROUP: &str = "Expand / collapse";
/// Header menu.
pub(crate) const COLUMN_FIT: &str = "Fit the width";
/// Header menu.
pub(crate) const COLUMN_PIN: &str = "Keep in view";
/// Header menu.
pub(crate) const COLUMN_UNPIN: &str = "Stop keeping in view";
/// Header menu.
pub(crate) const COLUMN_LEFT: &str = "Move left";
/// Header menu.
pub(crate) const COLUMN_RIGHT: &str = "Move right";
/// Header menu.
pub(crate) const COLUMN_HIDE: &str = "Hide this column";
/// Header menu.
pub(crate) const COLUMNS: &str = "Columns";
/// Header menu.
pub(crate) const COLUMNS_RESET: &str = "Reset columns";
/// Header menu.
pub(crate) const VALUES: &str = "Values";
/// Header menu.
pub(crate) const NOT: &str = "not";
/// Header menu.
pub(crate) const TOO_MANY_VALUES: &str =
    "Too many rows to count: the filter box offers values as you type.";
/// Row menu.
pub(crate) const ALL_OF_USER: &str = "All sessions of this user";
/// Row menu.
pub(crate) const ALL_OF_PLACE: &str = "All sessions from this address";
/// Row menu.
pub(crate) const ALL_OF_RANGE: &str = "All sessions from this range";
/// Row menu.
pub(crate) const ALL_OF_HOST: &str = "All sessions on this host";
/// Row menu.
pub(crate) const ALL_OVERLAPPING: &str = "Sessions that overlap this one";
/// Row menu.
pub(crate) const ALL_AROUND: &str = "Half an hour before and after this";
/// Cell menu.
pub(crate) const COPY_CELL: &str = "Copy cell";
/// Cell menu.
pub(crate) const COPY_ROWS: &str = "Copy selected rows";
/// Cell menu.
pub(crate) const FILTER_IN: &str = "Show only this value";
/// Cell menu.
pub(crate) const FILTER_OUT: &str = "Hide this value";
/// Cell menu.
pub(crate) const OPEN_ROW: &str = "Open";
