//! Codes that Windows writes, and their meanings [source 2.5].

use super::session_terms::{EndDetail, EndKind};

/// Meaning of an NTSTATUS in a refused logon; `None` for a code that is not in the table.
pub fn failure_reason(status: u32) -> Option<&'static str> {
    let text = match status {
        NO_SUCH_USER => "user name does not exist",
        0xC000_006A => "wrong password",
        0xC000_006D => "bad user name or credential",
        0xC000_006E => "account restriction",
        0xC000_006F => "outside permitted hours",
        0xC000_0070 => "not allowed from this workstation",
        0xC000_0071 => "password expired",
        0xC000_0072 => "account disabled",
        0xC000_0193 => "account expired",
        0xC000_0224 => "password must be changed at next logon",
        0xC000_0234 => "account locked out",
        0xC000_015B => "logon right missing (the password was right)",
        0xC000_0133 => "clock differs from the domain controller's",
        0xC000_005E => "no domain controller reachable",
        0xC000_00DC => "security account manager in wrong state",
        0xC000_018C => "domain trust failed",
        0xC000_018D => "machine trust failed",
        0xC000_0192 => "Netlogon service not running",
        0xC000_0225 => "not found (internal)",
        0xC000_02EE => "handshake abandoned",
        0xC000_0413 => "authentication firewall",
        0xC000_0371 => "no local secrets (read-only domain controller)",
        0xC000_0388 => "possible downgrade attack",
        0xC000_0022 => "access denied",
        0xC000_0005 => "access violation in the package",
        0xC000_0073 => "no account mapped",
        0xC000_00DF => "no such domain",
        0xC000_009A => "insufficient resources",
        0xC000_0380 => "wrong smart card PIN",
        0xC000_0381 => "smart card blocked",
        0xC000_0382 => "no smart card",
        0xC000_02F9 => "smart card certificate logon failed",
        0x8009_0308 => "invalid token",
        0x8009_030C => "logon denied",
        0x8009_0302 => "not supported",
        0x8009_0304 => "internal error of the security package",
        _ => return kerberos_reason(status),
    };
    Some(text)
}

/// NTSTATUS for correct credentials without the logon right.
pub const NOT_GRANTED: u32 = 0xC000_015B;

/// Kerberos status for a client that has not authenticated yet: the normal first answer.
pub const KDC_PREAUTH_REQUIRED: u32 = 0x19;
/// Kerberos status of a client that does not exist.
pub const KDC_NO_SUCH_CLIENT: u32 = 0x6;

/// NTSTATUS of a user name that does not exist.
const NO_SUCH_USER: u32 = 0xC000_0064;

/// Whether a refusal means that no account has the name: it is never bound to one.
pub fn is_unknown_name(failure: Option<u32>) -> bool {
    matches!(failure, Some(NO_SUCH_USER | KDC_NO_SUCH_CLIENT))
}

/// Meaning of a Kerberos status (4768, 4771) [source 2.1]. They are far below every
/// NTSTATUS of a failure.
fn kerberos_reason(status: u32) -> Option<&'static str> {
    let text = match status {
        0x01 => "client's database entry expired",
        0x02 => "server's database entry expired",
        KDC_NO_SUCH_CLIENT => "user name does not exist",
        0x07 => "service does not exist",
        0x08 => "several accounts have this name",
        0x09 => "account has no key",
        0x0C => "policy: workstation, hours or silo",
        0x0E => "encryption type not supported",
        0x10 => "kind of pre-authentication not supported",
        0x12 => "account disabled, expired, locked out or outside its hours",
        0x13 => "service account revoked",
        0x14 => "ticket revoked",
        0x15 => "client not yet valid",
        0x16 => "server not yet valid",
        0x17 => "password expired",
        0x18 => "wrong password",
        KDC_PREAUTH_REQUIRED => "proof of the password required",
        0x1B => "user-to-user only",
        0x1D => "service unavailable",
        0x1F => "integrity check failed",
        0x20 => "ticket expired",
        0x21 => "ticket not yet valid",
        0x22 => "request repeated",
        0x24 => "ticket and authenticator differ",
        0x25 => "clock differs from the domain controller's",
        0x26 => "wrong address",
        0x29 => "message modified",
        0x34 => "answer too big for UDP",
        0x3C => "generic error",
        0x3E => "client not trusted",
        0x3F => "domain controller not trusted",
        0x40 => "bad signature",
        0x41 => "key too weak",
        0x43 => "no ticket-granting ticket",
        0x44 => "wrong realm",
        _ => return None,
    };
    Some(text)
}

/// Whether a reason of the Network Policy Server means that the credential was right but the
/// account's state or the policy denied it: password must be changed, account disabled or expired,
/// hours, restrictions, no matching policy, no dial-in right, and the conditions of a policy.
/// A lockout is a failure, as with NTLM [source 10.2].
pub fn is_policy_refusal(reason: u32) -> bool {
    matches!(reason, 33..=35 | 37 | 38 | 48 | 49 | 65..=71)
}

/// Whether an NTSTATUS means that the credential was right but the right or policy was missing
/// [source 10.2].
pub fn is_refusal(status: u32, sub_status: u32) -> bool {
    const REFUSALS: [u32; 9] = [
        0xC000_015B,
        0xC000_006F,
        0xC000_0070,
        0xC000_0071,
        0xC000_0072,
        0xC000_0193,
        0xC000_0224,
        // The Kerberos counterparts: policy, password expired. 0x12 may be a lockout.
        0x0C,
        0x17,
    ];
    REFUSALS.contains(&status) || REFUSALS.contains(&sub_status)
}

/// How a disconnect reason code (LocalSessionManager 40, RdpCoreTS 103) ends an access session.
pub fn disconnect_end(reason: u32) -> (EndKind, Option<EndDetail>) {
    match reason {
        0 => (EndKind::Disconnect, Some(EndDetail::Client)),
        1 => (EndKind::Disconnect, Some(EndDetail::Admin)),
        2 => (EndKind::Logoff, Some(EndDetail::Admin)),
        3 => (EndKind::Disconnect, Some(EndDetail::Idle)),
        4 => (EndKind::Disconnect, Some(EndDetail::Limit)),
        5 => (EndKind::Disconnect, Some(EndDetail::TakenOver)),
        6 | 4096..=32767 => (EndKind::Disconnect, Some(EndDetail::Error)),
        reason if is_turned_away(reason) => (EndKind::Disconnect, Some(EndDetail::Error)),
        11 => (EndKind::Disconnect, Some(EndDetail::User)),
        12 => (EndKind::Logoff, Some(EndDetail::User)),
        _ => (EndKind::Disconnect, None),
    }
}

/// Whether a disconnect reason means that the server turned the client away: the connection was
/// denied (7, 8), the right was missing (9), fresh credentials were wanted (10), no licence (256 to
/// 267), or the credentials did not pass the encryption layer (768).
pub fn is_turned_away(reason: u32) -> bool {
    matches!(reason, 7..=10 | 256..=267 | 768)
}

/// Whether the meaning of a disconnect reason is documented, or known from real logs (13, 14).
pub fn is_known_reason(reason: u32) -> bool {
    matches!(reason, 0..=14 | 256..=267 | 768 | 4096..=32767)
}

/// The name of a Windows logon type.
pub fn logon_type_name(logon_type: u8) -> &'static str {
    match logon_type {
        0 => "System",
        2 => "Interactive",
        3 => "Network",
        4 => "Batch",
        5 => "Service",
        7 => "Unlock",
        8 => "NetworkCleartext",
        9 => "NewCredentials",
        10 => "RemoteInteractive",
        11 => "CachedInteractive",
        12 => "CachedRemoteInteractive",
        13 => "CachedUnlock",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_restriction_and_a_lockout_are_failures() {
        assert!(!is_refusal(0xC000_006E, 0));
        assert!(!is_refusal(0xC000_0234, 0));
        assert!(is_refusal(0xC000_006E, 0xC000_0072));
        assert!(is_refusal(0xC000_015B, 0));
    }

    #[test]
    fn a_reason_without_a_documented_meaning_claims_nothing() {
        assert_eq!(disconnect_end(0x8007_0005), (EndKind::Disconnect, None));
        assert!(!is_known_reason(0x8007_0005));
        assert_eq!(
            disconnect_end(4500),
            (EndKind::Disconnect, Some(EndDetail::Error))
        );
    }

    #[test]
    fn a_client_that_is_turned_away_is_not_one_that_left() {
        for reason in [7, 8, 9, 10, 256, 267, 768] {
            assert!(is_turned_away(reason), "{reason}");
        }
        for reason in [0, 6, 11, 12, 255, 268, 767, 769] {
            assert!(!is_turned_away(reason), "{reason}");
        }
    }

    #[test]
    fn kerberos_reports_a_revoked_account_before_it_checks_the_password() {
        assert_eq!(failure_reason(0x18), Some("wrong password"));
        assert!(is_refusal(0x17, 0));
        assert!(!is_refusal(0x12, 0));
        assert!(is_policy_refusal(65) && !is_policy_refusal(16) && !is_policy_refusal(36));
    }
}
