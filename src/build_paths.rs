//! Takes the folders of the machine that built the program out of texts: errors and panics of libraries name
//! the source file that they come from, with its whole path.

/// Folders above the sources of libraries; the folder below each is named after the registry or the compiler.
const ABOVE_SOURCES: [&str; 3] = ["/registry/src/", "/git/checkouts/", "/rustc/"];

/// The text with paths of source files relative to their library: `winit-0.30.13/src/error.rs:74`.
pub(crate) fn relative(text: &str) -> String {
    let parts = text.split_inclusive(char::is_whitespace);
    parts.map(relative_part).collect()
}

/// A word without the folders above the sources of a library.
fn relative_part(word: &str) -> String {
    // Windows has other separators.
    let path = word.replace('\\', "/");
    let of_sources = ABOVE_SOURCES.iter().find_map(|above| {
        let (_, below) = path.rsplit_once(above)?;
        below.split_once('/').map(|(_, rest)| rest)
    });
    of_sources.map_or_else(|| word.to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folders_of_the_builder_are_left_out() {
        let cases = [
            (
                "panicked at /home/builder/.cargo/registry/src/mirror-0123456789abcdef/evtx-0.15.1/src/a.rs:12:5:\nwhy",
                "panicked at evtx-0.15.1/src/a.rs:12:5:\nwhy",
            ),
            (
                r"at C:\Users\builder\.cargo\registry\src\mirror-1\winit-0.30.13\src\error.rs:7",
                "at winit-0.30.13/src/error.rs:7",
            ),
            (
                "   0: at /rustc/0123456789abcdef/library/std/src/panicking.rs:697:5\n",
                "   0: at library/std/src/panicking.rs:697:5\n",
            ),
            (
                "panicked at src/main.rs:1:2:\nwhy",
                "panicked at src/main.rs:1:2:\nwhy",
            ),
            (
                r"C:\Evidence\a could not be read",
                r"C:\Evidence\a could not be read",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(relative(text), expected);
        }
    }
}
