//! Programs that correlation recognises when they start.

use crate::domain::account::{same_name, trimmed};
use crate::domain::event::ProcessForm;
use crate::domain::process::ends_with;

/// The programs that run what a WinRM client requests [source 8.5].
const SHELL_HOSTS: [&str; 2] = ["wsmprovhost.exe", "winrshost.exe"];

/// How all of their names end.
const HOST: &str = "host.exe";

/// Whether a program is one of them.
pub(super) fn is_shell_host(process: &ProcessForm) -> bool {
    let Some(image) = process.image.as_deref().map(trimmed) else {
        return false;
    };
    // Asked of every start: nearly all differ in their last letters.
    ends_with(image, HOST) && {
        let name = image.rsplit('\\').next().unwrap_or(image);
        SHELL_HOSTS.iter().any(|host| same_name(name, host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Text;

    #[test]
    fn shell_hosts_are_recognised_in_any_folder() {
        let is_host = |image: &str| {
            is_shell_host(&ProcessForm {
                image: Some(Text::from(image)),
                ..ProcessForm::default()
            })
        };
        assert!(is_host(r"C:\Windows\System32\wsmprovhost.exe"));
        assert!(is_host(r"c:\windows\system32\WinRSHost.EXE "));
        assert!(is_host("wsmprovhost.exe"));
        assert!(!is_host(r"C:\Windows\System32\svchost.exe"));
        assert!(!is_host(r"C:\wsmprovhost.exe\other.exe"));
        assert!(!is_host("host.exe") && !is_host("exe") && !is_host(""));
        assert!(!is_shell_host(&ProcessForm::default()));
    }
}
