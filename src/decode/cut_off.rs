//! Decides whether a cut-off record can still be used. Fields are lost from its end.

use crate::domain::event::{ConnectionStep, Fact, Identity, LocalSessionStep};

/// Whether a fact still names the account it is about, and its type if records of its kind have
/// one. Facts that never name an account pass.
pub fn still_names_account(fact: &Fact) -> bool {
    let names = |who: &Identity| who.sid.is_some() || who.user.is_some();
    match fact {
        Fact::Logon(logon) => names(&logon.target),
        // The type is the last field.
        Fact::LogonEnded {
            who, logon_type, ..
        } => names(who) && *logon_type != 0,
        Fact::LogoffStarted { who, .. } | Fact::PrivilegesAssigned { who, .. } => names(who),
        Fact::ExplicitCredentials(used) => used.target.user.is_some(),
        Fact::CredentialsChecked { user, .. } => user.is_some(),
        Fact::Attached(attachment) | Fact::Detached(attachment) => names(&attachment.who),
        Fact::RdpDenied(denial) => names(&denial.who),
        Fact::Lock(line) => names(&line.who),
        Fact::LocalSession(line) => {
            let is_of_user = matches!(
                line.step,
                LocalSessionStep::LoggedOn
                    | LocalSessionStep::ShellStarted
                    | LocalSessionStep::LoggedOff
                    | LocalSessionStep::Disconnected
                    | LocalSessionStep::Reconnected
            );
            !is_of_user || names(&line.who)
        }
        Fact::Connection(line) => line.step != ConnectionStep::Authenticated || names(&line.who),
        _ => true,
    }
}
