//! One name for each user, the same in every table, lane and breadcrumb. A machine that became a domain
//! controller logs one account under two domains, and it must not look like two.

use std::collections::HashMap;

use super::group_keys::{UserKey, user_label};
use crate::case::Case;
use crate::domain::session::Session;

/// The name of each user of a case.
#[derive(Clone, Debug, Default)]
pub struct UserNames(HashMap<UserKey, String>);

impl UserNames {
    /// The name is taken from the user's last session that names user and domain; else from the last that
    /// names the user; else from the last.
    pub fn of(case: &Case) -> Self {
        let rank = |session: &Session| {
            let named = session.user.is_some() && session.user != session.sid;
            (named, named && session.domain.is_some())
        };
        let mut best: HashMap<UserKey, &Session> = HashMap::new();
        for session in &case.sessions {
            let known = best.entry(UserKey::of(session)).or_insert(session);
            if rank(session) >= rank(known) {
                *known = session;
            }
        }
        let named = |(key, session)| (key, user_label(session));
        Self(best.into_iter().map(named).collect())
    }

    /// The name of a user.
    pub fn user(&self, key: &UserKey) -> String {
        self.0.get(key).cloned().unwrap_or_else(|| key.label())
    }

    /// The name of a session's user.
    pub fn of_session(&self, session: &Session) -> String {
        self.user(&UserKey::of(session))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::{case_of, session};

    #[test]
    fn the_last_domain_names_a_user_everywhere() {
        let mut early = session(0);
        early.sid = Some("S-1-5-21-9-500".into());
        early.domain = Some("WIN-E0PO207ERMD".into());
        let mut late = session(100);
        late.sid.clone_from(&early.sid);
        let mut bare = session(200);
        bare.sid.clone_from(&early.sid);
        (bare.user, bare.domain) = (bare.sid.clone(), None);
        let case = case_of(vec![early, late, bare]);
        let names = UserNames::of(&case);
        for session in &case.sessions {
            assert_eq!(names.of_session(session), "C137\\Administrator");
        }
        assert_eq!(names.user(&UserKey::Unnamed), "(no name)");
    }
}
