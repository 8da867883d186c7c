//! Takes places in source files out of errors of libraries: they tell nothing to who uses the program.

use crate::build_paths::relative;

/// The text without the places in source files, for a person who uses the program: `os error at FILE:LINE: why`
/// becomes `os error: why`.
pub(crate) fn without_places(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        match end_of_place(word) {
            Some(end) if kept.last().is_some_and(|last| last == "at") => {
                kept.pop();
                if let Some(last) = kept.last_mut() {
                    last.push_str(end);
                }
            }
            Some(_) => kept.push(relative(word)),
            None => kept.push(word.to_owned()),
        }
    }
    kept.join(" ")
}

/// What follows a place such as `/a/b.rs:12:` or `b.rs:12:5`; `None` where a word is no place.
fn end_of_place(word: &str) -> Option<&str> {
    let (_, behind) = word.split_once(".rs:")?;
    let numbers = |letter: char| letter.is_ascii_digit() || letter == ':';
    let end = behind.trim_start_matches(numbers);
    let is_numbered = behind.starts_with(|first: char| first.is_ascii_digit());
    let has_colon = behind.strip_suffix(end).is_some_and(|n| n.ends_with(':'));
    let end = if has_colon && end.is_empty() {
        ":"
    } else {
        end
    };
    is_numbered.then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_sees_the_reason_and_no_source_file() {
        let winit = "Glow: winit EventLoopError: os error at /home/builder/.cargo/registry/src/mirror-1/\
            winit-0.30.13/src/platform_impl/linux/mod.rs:765: neither WAYLAND_DISPLAY nor DISPLAY is set.";
        assert_eq!(
            without_places(winit),
            "Glow: winit EventLoopError: os error: neither WAYLAND_DISPLAY nor DISPLAY is set."
        );
        let plain = "no display at 12:30: try again";
        assert_eq!(without_places(plain), plain);
    }
}
