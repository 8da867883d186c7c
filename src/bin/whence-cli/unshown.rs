//! What the default view leaves out, in one line, so that nobody takes a hidden session for an absent one.

use std::collections::BTreeMap;

use whence::analysis::audit::Background;
use whence::domain::session::{Hidden, Session};

/// How many of these sessions are not shown, and why; `None` where all are.
pub fn sentence<'s>(sessions: impl Iterator<Item = &'s Session>) -> Option<String> {
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for session in sessions {
        let reason = match session.hidden {
            None => continue,
            Some(Hidden::Kind) => session.kind.as_str(),
            Some(Hidden::Remains) => "recovered from unused parts of a log",
            Some(Hidden::Account) => Background::of(session).map_or("hidden", Background::as_str),
        };
        *reasons.entry(reason).or_default() += 1;
    }
    let all = reasons.values().sum::<u64>();
    let mut reasons: Vec<(&str, u64)> = reasons.into_iter().collect();
    reasons.sort_by_key(|&(reason, count)| (std::cmp::Reverse(count), reason));
    let reasons = reasons
        .iter()
        .map(|(reason, count)| format!("{} {reason}", grouped(*count)));
    let reasons: Vec<String> = reasons.collect();
    let are = if all == 1 {
        "session is"
    } else {
        "sessions are"
    };
    (all > 0).then(|| {
        format!(
            "{} {are} not shown: {}; --all shows them",
            grouped(all),
            reasons.join(", ")
        )
    })
}

/// A number with a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
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
            sentence(sessions.iter()).as_deref(),
            Some(
                "1,203 sessions are not shown: 1,200 service, 1 anonymous, 1 batch, \
                 1 credential-use; --all shows them"
            )
        );
    }

    #[test]
    fn nothing_is_said_where_all_are_shown() {
        assert_eq!(sentence([session(Kind::Rdp, None)].iter()), None);
        let one = session(Kind::Batch, Some(Hidden::Kind));
        let said = sentence([one].iter());
        assert_eq!(
            said.as_deref(),
            Some("1 session is not shown: 1 batch; --all shows them")
        );
    }

    #[test]
    fn thousands_are_set_apart() {
        let texts = [0, 999, 1000, 1_234_567].map(grouped);
        assert_eq!(texts, ["0", "999", "1,000", "1,234,567"]);
    }
}
