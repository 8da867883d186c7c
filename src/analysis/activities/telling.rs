//! Which kinds of activities tell most about a session.

use crate::domain::activity::ActivityKind;

/// The kinds that tell most, first.
const TELLING: [ActivityKind; 17] = [
    ActivityKind::LogCleared,
    ActivityKind::MalwareFound,
    ActivityKind::ProtectionChanged,
    ActivityKind::ServiceInstalled,
    ActivityKind::TaskCreated,
    ActivityKind::TaskChanged,
    ActivityKind::TaskDeleted,
    ActivityKind::AccountChanged,
    ActivityKind::ConnectionMade,
    ActivityKind::DocumentOpened,
    ActivityKind::FolderOpened,
    ActivityKind::FileDeleted,
    ActivityKind::FileCreated,
    ActivityKind::Download,
    ActivityKind::DeviceAttached,
    ActivityKind::ShareOpened,
    ActivityKind::ScriptRun,
];

/// The place of a kind among those that tell most: the lower, the more it tells.
pub fn rank(kind: ActivityKind) -> usize {
    let place = TELLING.iter().position(|known| *known == kind);
    place.unwrap_or(TELLING.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cleared_log_tells_more_than_a_program() {
        assert!(rank(ActivityKind::LogCleared) < rank(ActivityKind::ProgramStarted));
    }
}
