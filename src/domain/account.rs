//! Accounts: how names are split and compared, and which accounts are background accounts.

use super::identity::Identity;
use super::text::Text;

words! {
    /// What shows that two identities are one account, the strongest first.
    AccountMatch {
        /// Both have the same SID.
        Sid = "records give both names one SID",
        /// Both have the same name, without case and domain.
        Name = "the names are equal",
        /// Records name the one SID with both names.
        NamedWithSid = "records give both names one SID",
        /// Records of one logon id name both.
        LogonId = "records of one logon id give both names",
        /// 7001 gives the SID of a local session, and LocalSessionManager the name.
        LogonNotice = "the logon notice of its local session gives the SID",
        /// 1149 names the one, and the first desktop on its connection the other.
        Connection = "its connection names the one, its desktop the other",
        /// The only logon and the only desktop of the moment.
        Moment = "it was the only logon and the only desktop of the moment",
    }
}

/// A name as a record gives it, split into user and domain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountName {
    /// The name without domain, unchanged except for surrounding blanks.
    pub user: String,
    /// NetBIOS or DNS domain, or the host for a local account.
    pub domain: Option<String>,
}

impl AccountName {
    /// Splits `DOMAIN\user`, `user@realm` or a bare name. `None` for an empty name or `-`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((domain, user)) = text.split_once('\\') {
            return Self::new(user, domain);
        }
        match text.split_once('@') {
            Some((user, realm)) if !user.is_empty() && !realm.is_empty() => Self::new(user, realm),
            _ => Self::new(text, ""),
        }
    }

    /// From separate name and domain fields; the name may itself hold a domain.
    pub fn from_fields(user: Option<&str>, domain: Option<&str>) -> Option<Self> {
        let mut name = Self::parse(user?)?;
        if let Some(domain) = domain
            .map(str::trim)
            .filter(|d| !matches!(*d, "" | "-" | "."))
        {
            name.domain = Some(domain.to_owned());
        }
        Some(name)
    }

    fn new(user: &str, domain: &str) -> Option<Self> {
        let user = user.trim();
        let named = !user.is_empty() && user != "-";
        let domain = domain.trim();
        named.then(|| Self {
            user: user.to_owned(),
            domain: (!domain.is_empty() && domain != ".").then(|| domain.to_owned()),
        })
    }
}

/// What became of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountStep {
    /// 4720: it was created.
    Created,
    /// 4726: it was deleted.
    Deleted,
    /// 4781: it got the name that the record's identity has.
    Renamed {
        /// Its name before.
        old: Text,
    },
}

/// The domain in records of a local account that is linked to a Microsoft account.
pub const CONSUMER_DOMAIN: &str = "MicrosoftAccount";

/// Folds a name for comparison: Windows compares account and host names without case.
pub fn fold(name: &str) -> String {
    trimmed(name).to_lowercase()
}

/// A name without the blanks around it. Nearly all names have none, and their first and last byte show it.
pub fn trimmed(name: &str) -> &str {
    let bare_name = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = name.as_bytes();
    if bare_name(bytes.first()) && bare_name(bytes.last()) {
        name
    } else {
        name.trim()
    }
}

/// The name without a domain, for names that were typed with one.
pub fn bare_name(name: &Text) -> &str {
    if !name.bytes().any(|byte| matches!(byte, b'\\' | b'@')) {
        return name;
    }
    let name = name.rsplit('\\').next().unwrap_or(name);
    name.split('@').next().unwrap_or(name)
}

/// Whether two names are the same account name.
pub fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (trimmed(a), trimmed(b));
    if a.is_ascii() && b.is_ascii() {
        a.eq_ignore_ascii_case(b)
    } else {
        fold(a) == fold(b)
    }
}

/// The first label of a host name, folded: `DC01.corp.example` and `dc01` are one host.
pub fn host_label(name: &str) -> String {
    fold(first_label(name))
}

/// Whether two names of hosts have the same first label.
pub fn same_first_label(a: &str, b: &str) -> bool {
    same_name(first_label(a), first_label(b))
}

fn first_label(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Length of the longest NetBIOS name; the first label of a host name may be longer.
const NETBIOS_LENGTH: usize = 15;

/// Whether a domain field names the computer of this (folded) label: in full, with a DNS suffix, or
/// cut to the length of a NetBIOS name.
pub fn same_host_label(domain: &str, label: &str) -> bool {
    let domain = first_label(domain);
    same_name(domain, label) || same_name(domain, netbios_name(label))
}

/// A host's name cut to the length of a NetBIOS name.
pub fn netbios_name(label: &str) -> &str {
    let end = label.char_indices().nth(NETBIOS_LENGTH);
    end.and_then(|(end, _)| label.get(..end)).unwrap_or(label)
}

/// The authority that issued an account's SID, a machine or a domain: `S-1-5-21-a-b-c` without the
/// relative id. `None` for SIDs that are the same everywhere.
pub fn account_authority(sid: &str) -> Option<&str> {
    let (authority, _) = sid.rsplit_once('-')?;
    let parts = authority.strip_prefix("S-1-5-21-")?.split('-').count();
    (parts == 3).then_some(authority)
}

/// A security identifier as text; `None` for the empty one, S-1-0-0.
pub fn known_sid(sid: &Text) -> Option<&Text> {
    (!sid.is_empty() && &**sid != "S-1-0-0").then_some(sid)
}

/// Whether a text is written as a SID: `S-1-` and numbers, in capitals.
pub fn is_sid_text(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix("S-1-")
        .is_some_and(|numbers| numbers.split('-').all(is_number))
}

/// SID prefixes of accounts that are never a person [source 12.1]: SYSTEM and the two
/// service accounts, ANONYMOUS, IUSR, service and virtual accounts, desktop and font helpers.
const BACKGROUND_SIDS: [&str; 5] = ["S-1-5-18", "S-1-5-19", "S-1-5-20", "S-1-5-7", "S-1-5-17"];
const BACKGROUND_SID_FAMILIES: [&str; 7] = [
    "S-1-5-80-",
    "S-1-5-82-",
    "S-1-5-83-",
    "S-1-5-90-",
    "S-1-5-94-",
    "S-1-5-96-",
    "S-1-5-111-",
];

/// Accounts that Windows set-up makes for itself [source 12.3].
const SETUP_NAMES: [&str; 4] = [
    "defaultuser0",
    "defaultuser1",
    "defaultuser100000",
    "wdagutilityaccount",
];

/// Names of the built-in background accounts, used only where no SID is known.
const BACKGROUND_NAMES: [&str; 5] = [
    "system",
    "local service",
    "network service",
    "anonymous logon",
    "iusr",
];

/// Whether a SID belongs to a background account.
pub fn is_background_sid(sid: &str) -> bool {
    BACKGROUND_SIDS.contains(&sid)
        || BACKGROUND_SID_FAMILIES
            .iter()
            .any(|family| sid.starts_with(family))
}

/// The local session whose window manager or font driver a SID is: `S-1-5-90-0-n` and `S-1-5-96-0-n`,
/// before Windows 10 `S-1-5-90-n` [source 12.1]. Each session has its own.
pub fn window_manager_session(sid: &str) -> Option<u32> {
    let rest = sid
        .strip_prefix("S-1-5-90-")
        .or_else(|| sid.strip_prefix("S-1-5-96-"))?;
    rest.rsplit('-').next()?.parse().ok()
}

/// The process of the SSH server whose virtual account (`sshd_PROCESS`, in the domain of virtual users)
/// a SID is.
pub fn ssh_helper_process(sid: &str) -> Option<u64> {
    let rest = sid.strip_prefix("S-1-5-111-")?;
    rest.rsplit('-').next()?.parse().ok()
}

/// Whether a SID has the form of a person's account: local, domain or Entra ID.
pub fn is_account_sid(sid: &str) -> bool {
    sid.starts_with("S-1-5-21-") || sid.starts_with("S-1-12-1-")
}

/// Whether a SID is that of a service: SYSTEM and the two service accounts, IUSR, `NT SERVICE\...` and
/// the application pools of IIS [source 12.1].
pub fn is_service_sid(sid: &str) -> bool {
    matches!(sid, "S-1-5-17" | "S-1-5-18" | "S-1-5-19" | "S-1-5-20")
        || sid.starts_with("S-1-5-80-")
        || sid.starts_with("S-1-5-82-")
}

/// Whether a name is that of a set-up or background account, for records without a SID.
pub fn is_background_name(user: &str, domain: Option<&str>) -> bool {
    let user = fold(user);
    let virtual_user = domain.is_some_and(|d| {
        ["window manager", "font driver host", "virtual users"].contains(&fold(d).as_str())
    });
    SETUP_NAMES.contains(&user.as_str())
        || BACKGROUND_NAMES.contains(&user.as_str())
        || virtual_user
}

/// Whether the name is a set-up account's: hidden whatever its SID.
pub fn is_setup_name(user: &str) -> bool {
    SETUP_NAMES.contains(&fold(user).as_str())
}

/// Whether the name has the form of a machine account, `HOST$`.
pub fn is_machine_name(user: &str) -> bool {
    trimmed(user).ends_with('$')
}

/// Whether a domain is that of Windows' own accounts or of services, in any language: `NT AUTHORITY`,
/// `AUTORITE NT`, `NT-AUTORITÄT`, `NT SERVICE`. The name of a Windows domain has no blank [source 16.17].
fn is_domain_of_services(domain: &str) -> bool {
    let domain = fold(domain);
    let is_nt = domain.contains(' ') && domain.split(' ').any(|word| word == "nt");
    let known = ["nt-autorität", "nt-myndighet", "iis apppool"];
    is_nt || known.contains(&domain.as_str())
}

/// Whether an identity is the machine: the system, a service, a desktop's helper, a machine account, or an
/// account that Windows set-up makes for itself. Nobody is not the machine.
pub fn is_machine(who: &Identity) -> bool {
    let (sid, domain) = (who.sid.as_deref(), who.domain.as_deref());
    let named = who.user.as_deref();
    sid.is_some_and(is_background_sid)
        || named.is_some_and(|user| is_machine_name(user) || is_setup_name(user))
        || (sid.is_none() && named.is_some_and(|user| is_background_name(user, domain)))
        || (sid.is_none() && domain.is_some_and(is_domain_of_services))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split() {
        let name = AccountName::parse(r"C137\Administrator").expect("a name");
        assert_eq!(
            (name.user.as_str(), name.domain.as_deref()),
            ("Administrator", Some("C137"))
        );
        let name = AccountName::parse("rick@c137.local").expect("a name");
        assert_eq!(
            (name.user.as_str(), name.domain.as_deref()),
            ("rick", Some("c137.local"))
        );
        assert_eq!(AccountName::parse("-"), None);
        assert_eq!(AccountName::parse("  "), None);
    }

    #[test]
    fn a_window_manager_names_its_session() {
        assert_eq!(window_manager_session("S-1-5-90-0-3"), Some(3));
        assert_eq!(window_manager_session("S-1-5-90-3"), Some(3));
        assert_eq!(window_manager_session("S-1-5-96-0-12"), Some(12));
        assert_eq!(window_manager_session("S-1-5-21-1-2-3-1001"), None);
    }

    #[test]
    fn a_machine_issues_the_sids_of_its_accounts() {
        assert_eq!(
            account_authority("S-1-5-21-1-2-3-500"),
            Some("S-1-5-21-1-2-3")
        );
        assert_eq!(account_authority("S-1-5-18"), None);
        assert_eq!(account_authority("S-1-5-21-0-0"), None);
        assert!(same_host_label("FS01", "fs01"));
        assert!(same_host_label("APPLICATION-SER", "application-server-7"));
        assert!(!same_host_label("FS0", "fs01"));
    }

    #[test]
    fn people_are_not_background() {
        assert!(is_background_sid("S-1-5-90-0-1"));
        assert!(is_background_sid("S-1-5-18"));
        assert!(!is_background_sid("S-1-5-21-1-2-3-500"));
        assert!(!is_background_sid("S-1-5-180"));
        assert!(is_background_name("DWM-2", Some("Window Manager")));
        assert!(!is_background_name("Administrator", Some("C137")));
    }
}
