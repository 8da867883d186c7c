//! What the default view leaves out, in one line, so that nobody takes a hidden session for an absent one.

use std::collections::BTreeMap;

use whence::analysis::audit::Background;
use whence::case::Case;
use whence::domain::mark::Marked;
use whence::domain::session::{Hidden, Session};
use whence::tables::wording::thousands;

/// Why a session is not shown; `None` where it is.
pub(crate) fn reason(
    case: &Case,
    marked: &Marked,
    index: u32,
    shows_muted: bool,
) -> Option<&'static str> {
    let is_muted = || marked.get(&index).is_some_and(|mark| mark.is_muted);
    let session = case.sessions.get(index as usize)?;
    hidden(session).or_else(|| (!shows_muted && is_muted()).then_some("muted"))
}

fn hidden(session: &Session) -> Option<&'static str> {
    Some(match session.hidden? {
        Hidden::Kind => session.kind.as_str(),
        Hidden::Remains => "recovered from unused parts of a log",
        Hidden::Account => Background::of(session).map_or("hidden", Background::as_str),
    })
}

/// How many sessions are not shown for these reasons; `None` where all are.
pub(crate) fn sentence(reasons: impl Iterator<Item = &'static str>) -> Option<String> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for reason in reasons {
        *counts.entry(reason).or_default() += 1;
    }
    let all = counts.values().sum::<u64>();
    let mut reasons: Vec<(&str, u64)> = counts.into_iter().collect();
    reasons.sort_by_key(|&(reason, count)| (std::cmp::Reverse(count), reason));
    let reasons = reasons
        .iter()
        .map(|(reason, count)| format!("{} {reason}", thousands(*count)));
    let reasons: Vec<String> = reasons.collect();
    let are = if all == 1 {
        "session is"
    } else {
        "sessions are"
    };
    (all > 0).then(|| {
        format!(
            "{} {are} not shown: {}; --all shows them",
            thousands(all),
            reasons.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use whence::domain::session::{HostIndex, Kind, Outcome};

    fn session(kind: Kind, hidden: Option<Hidden>) -> Session {
        Session {
            hidden,
            ..Session::new(HostIndex(0), kind, Outcome::Success)
        }
    }

    #[test]
    fn the_most_frequent_reason_comes_first() {
        let mut sessions = vec![
            session(Kind::Network, None),
            session(Kind::Batch, Some(Hidden::Kind)),
            session(Kind::CredentialUse, Some(Hidden::Kind)),
        ];
        sessions.extend((0..1200).map(|_| session(Kind::Service, Some(Hidden::Kind))));
        let mut anonymous = session(Kind::Network, Some(Hidden::Account));
        anonymous.sid = Some("S-1-5-7".into());
        sessions.push(anonymous);
        assert_eq!(
            sentence(sessions.iter().filter_map(hidden)).as_deref(),
            Some(
                "1,203 sessions are not shown: 1,200 service, 1 anonymous, 1 batch, \
                 1 credential-use; --all shows them"
            )
        );
    }

    #[test]
    fn nothing_is_reported_if_all_are_shown() {
        assert_eq!(
            sentence([session(Kind::Rdp, None)].iter().filter_map(hidden)),
            None
        );
        let one = session(Kind::Batch, Some(Hidden::Kind));
        let said = sentence([one].iter().filter_map(hidden));
        assert_eq!(
            said.as_deref(),
            Some("1 session is not shown: 1 batch; --all shows them")
        );
    }
}
