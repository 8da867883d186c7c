//! A path as it is typed or pasted.

use std::path::PathBuf;

use crate::startup;

/// The path that was typed, as seen from where the program was started. Nothing where nothing was typed.
pub(super) fn typed_path(text: &str) -> PathBuf {
    let path = bare(text);
    if path.as_os_str().is_empty() {
        path
    } else {
        startup::from_start_folder(&path)
    }
}

/// Blanks around a path and the quotes that "Copy as path" puts around it are not part of it.
fn bare(text: &str) -> PathBuf {
    let text = text.trim();
    let inner = ['"', '\''].into_iter().find_map(|quote| {
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.is_empty()).then_some(inner)
    });
    PathBuf::from(inner.unwrap_or(text).trim())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn quotes_and_blanks_around_a_path_are_left_out() {
        for (typed, path) in [
            (r#""C:\Evidence\a b""#, r"C:\Evidence\a b"),
            (" '/mnt/evidence/a b'  ", "/mnt/evidence/a b"),
            (r#"" /mnt/x ""#, "/mnt/x"),
            ("/mnt/it's", "/mnt/it's"),
            ("'quoted", "'quoted"),
            (r#""""#, r#""""#),
            ("  ", ""),
        ] {
            assert_eq!(bare(typed), Path::new(path), "{typed}");
        }
    }
}
