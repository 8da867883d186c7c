//! What an item of a jump list says was done with the program.

use crate::artefacts::bytes::filled;
use crate::artefacts::known_names::{REMOTE_DESKTOP, program, readable};
use crate::artefacts::lnk::link::Link;
use crate::domain::activity::ActivityKind;
use crate::domain::text::Text;

/// The program of a jump list, by the name of the file: its `AppId`, which is a hash of where it is installed.
pub(super) struct Program {
    app_id: String,
}

/// What was done.
pub(super) struct Use {
    /// Its kind.
    pub(super) kind: ActivityKind,
    /// To what.
    pub(super) object: Text,
    /// More about it, part by part.
    pub(super) details: Vec<String>,
}

impl Program {
    /// The program whose jump list has this file name.
    pub(super) fn of_file(name: &str) -> Self {
        let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let app_id = file.split('.').next().unwrap_or_default();
        Self {
            app_id: app_id.to_ascii_lowercase(),
        }
    }

    /// What an item says: `path` is what the list itself states, `link` the link in it.
    pub(super) fn use_of(&self, path: Option<&str>, link: Option<&Link>) -> Option<Use> {
        let arguments = link.and_then(|link| link.arguments.as_deref());
        let mut details = Vec::new();
        details.extend(self.name().map(|name| format!("opened with {name}")));
        let host = arguments.filter(|_| self.is_remote_desktop(link));
        if let Some(host) = host.and_then(remote_host) {
            details.extend(arguments.map(|text| format!("arguments {text}")));
            return Some(Use {
                kind: ActivityKind::ConnectionMade,
                object: host.into(),
                details,
            });
        }
        let target = link.and_then(|link| link.target.as_ref());
        // `knownfolder:{…}` names a folder that the link names by its path, and sixteen digits are a hash of a
        // link that a program made: what the link says is better.
        let is_hash = |path: &str| path.len() == 16 && path.bytes().all(|b| b.is_ascii_hexdigit());
        let is_plain = |path: &&str| !path.starts_with("knownfolder:") && !is_hash(path);
        let stated = path.filter(is_plain);
        let is_location = stated.is_some_and(|path| path.starts_with("::{"));
        let name = stated.and_then(readable);
        let object = match (name, stated) {
            (Some(name), Some(stated)) => {
                details.push(format!("shell location {stated}"));
                name.into()
            }
            (_, Some(stated)) => stated.into(),
            (_, None) => target.cloned().or_else(|| path.map(Text::from))?,
        };
        details.extend(arguments.map(|text| format!("arguments {text}")));
        let is_folder = is_location || link.is_some_and(|link| link.is_folder);
        Some(Use {
            kind: if is_folder {
                ActivityKind::FolderOpened
            } else {
                ActivityKind::DocumentOpened
            },
            object,
            details,
        })
    }

    /// Whether an item starts Remote Desktop Connection.
    fn is_remote_desktop(&self, link: Option<&Link>) -> bool {
        let target = link.and_then(|link| link.target.as_deref());
        let file = target.and_then(|target| target.rsplit('\\').next());
        self.app_id == REMOTE_DESKTOP
            || file.is_some_and(|file| file.eq_ignore_ascii_case("mstsc.exe"))
    }

    fn name(&self) -> Option<String> {
        let is_app_id = self.app_id.len() <= 16
            && !self.app_id.is_empty()
            && self.app_id.bytes().all(|byte| byte.is_ascii_hexdigit());
        match program(&self.app_id) {
            Some(name) => Some(name.to_owned()),
            None => is_app_id.then(|| format!("the program with AppId {}", self.app_id)),
        }
    }
}

/// The host of `/v:HOST` or `/v HOST` as it is written there, without the quotation marks.
pub(super) fn remote_host(arguments: &str) -> Option<String> {
    let mut from = 0;
    loop {
        let rest = arguments.get(from..)?;
        let at = from + rest.find(['/', '-'])?;
        from = at + 1;
        let begins_word = arguments.get(..at)?.chars().next_back();
        let rest = arguments.get(from..)?;
        let Some(value) = rest.strip_prefix(['v', 'V']) else {
            continue;
        };
        if begins_word.is_some_and(|before| !before.is_whitespace() && before != '"')
            || !value.starts_with([':', ' '])
        {
            continue;
        }
        let value = value.get(1..)?.trim_start();
        let host = match value.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => value
                .split(|letter: char| letter.is_whitespace() || letter == '"')
                .next(),
        };
        return host.map(str::trim).map(str::to_owned).and_then(filled);
    }
}
