//! The timeline as data.
