//! The rules by their numbers, as `CORRELATION.md` specifies them. A source names the rule that
//! joined it; what a rule decides without joining a record cites its number in the code.

pub use crate::domain::rule::Rule;

/// Names each rule for the code and lists all of them for the documentation and the screen.
macro_rules! rules {
    ($($name:ident = $number:literal: $statement:literal;)+) => {
        $(#[doc = $statement]
        #[allow(clippy::doc_markdown, reason = "a statement is also shown on screen")]
        pub const $name: Rule = Rule::new($number);)+

        /// Every rule: its number and its statement in one sentence.
        pub const ALL: &[(&str, &str)] = &[$(($number, $statement)),+];
    };
}

/// The statement of a rule, in one sentence; empty for a number that is none.
pub fn statement(rule: &str) -> &'static str {
    let found = ALL.iter().find(|(number, _)| *number == rule);
    found.map_or("", |(_, statement)| statement)
}

rules! {
    RENAMED = "H1": "A log that continues under another name, with a restart or the same local accounts, belongs to one renamed machine.";
    SAME_NAME = "H2": "Logs of one name are one machine's unless accounts, domains or records contradict.";
    SID_FIRST = "U1": "The SID decides whose an identity is, by the name that it had at the time.";
    NAME_ONLY = "U2": "A name without a SID is bound where exactly one account can be meant.";
    ONE_ACCOUNT = "U3": "Two identities are one account when a SID, a name or a link between records says so.";
    COPIES = "O1": "Copies of one record are one event with several places.";
    RECOVERED = "O2": "A record that no header counts continues its log or is left over from an earlier use.";
    RECORD_ORDER = "B1": "Inside a log the record id is the order, and a clock set back begins an era.";
    BOOTS = "B2": "A boot is identified by its markers, or else by numbers that only a boot reuses.";
    FAST_START = "B3": "A fast start-up ends every session and continues the boot.";
    SILENCE = "B4": "Silence counts only where the log covers the time.";
    LINEAGES = "B5": "A machine that was set back or copied has several lineages, each correlated alone.";
    ACTIVITY = "C1": "Same RDP ActivityID within one boot.";
    NEAREST_LISTENER = "C2": "On Windows 7 the nearest earlier unclaimed 261 belongs to a 1149.";
    ADDRESS_OF_LISTENER = "C3": "A 1158 gives its address to the only connection that began at its instant.";
    NEAREST_1149 = "C8": "On Windows 7 a visit came on the nearest earlier 1149 of its account and address.";
    BURST = "C4": "Connections without credentials of one source are one burst.";
    CONSOLE_ACTIVITY = "C5": "The ActivityID 61A55000-… joins nothing and says console.";
    PART_OF_CONNECTION = "C6": "A connection that changes desktops is cut where the next one attaches.";
    HEADLESS_CONNECTION = "C7": "A connection that ended as only a desktop does, but whose beginning is lost, is a session.";
    NLA_LOGON = "N1": "The NLA type-3 logon belongs to the connection that it authenticates.";
    NLA_FAILURE = "N2": "An NLA failure belongs to the only connection that was alive and undecided.";
    SCREEN_FAILURE = "N3": "A failure at the logon screen of a connection belongs to the only one alive.";
    NLA_SECURITY_ONLY = "N4": "Type 3 by NtLmSsp with an address and no port is Remote Desktop.";
    CERTIFICATE_PROMPT = "N5": "A dead NLA logon belongs to the session of the same account and client that follows.";
    NAMES_OF_CONNECTION = "N6": "Each name that was typed on one connection is a session of its own.";
    DENIED = "N7": "A 4825 belongs to the attempt of the same account at the same time.";
    NLA_TWINS = "N8": "NLA logons of one client at once that all die at once are one attempt.";
    LOCAL_SESSION = "D1": "Records of one local session between attach and detach.";
    DESKTOP_LOGON = "D2": "A desktop's logon is that of the same user just before.";
    RECONNECT_LOGON = "D3": "A reconnect's re-authentication is that of the same user just before.";
    PAIR = "D4": "An elevated/filtered pair is one logon.";
    LOGON_OF_CONNECTION = "D5": "A desktop logon without a desktop belongs to the connection that it came on.";
    LOGON_SECURITY_ONLY = "D6": "Without LocalSessionManager, a logon is its own evidence of a desktop.";
    UNLOCK = "D7": "A logon that dies at once, without a new connection, is an unlock.";
    ATTACHMENT = "D8": "4778 and 4779 attach and detach the desktop of their logon id.";
    LOGON_OF_UNSEEN = "D13": "A desktop whose attach is lost has the running logon of the same user.";
    LOCK = "D9": "Lock and unlock notices belong to the desktop of their session or user.";
    SWITCH_BACK = "D10": "A logon just after another user left the console is a switch back, not an unlock.";
    REVALIDATION = "D12": "The domain's later check of a cached logon belongs to the user's running desktop.";
    NO_DESKTOP = "D14": "A logon whose connection had died, or died with it, brought no desktop.";
    NOTICED = "D11": "If nothing else recorded a desktop, 7001 and 7002 show it.";
    SHADOWING = "D15": "Records of shadowing belong to the session in the local session that they name.";
    ODD_ADDRESS = "D16": "A logon that fits in all but its address is joined where nothing else names that address.";
    FAILED_UNLOCK = "F1": "A refused unlock is a failed session of its own.";
    FAILED_SCREEN = "F2": "A refused logon at the machine's own screen.";
    FAILED_NETWORK = "F3": "A refused network logon is one session.";
    FAILED_CREDENTIAL_USE = "F4": "Credentials refused inside a session.";
    CONSENT_PAIR = "F5": "Two failures of one consent prompt are one attempt.";
    SMB_REFUSED = "F6": "The file server's record of a refusal belongs to the failed network logon beside it.";
    SSH = "S1": "Lines of one SSH client address and port, until it closes.";
    SSH_SECURITY = "S2": "The nearest logon or failure that sshd made belongs to its line.";
    SSH_PROCESS = "S3": "One sshd process serves one connection.";
    WINRM = "X1": "WinRM's records of one account and shell are one session.";
    WINRM_LOGON = "X2": "The network logons of a WinRM session are its account's within two seconds.";
    WINRM_PROCESS = "X3": "The host process of a WinRM shell proves whose logon it runs under.";
    GATEWAY = "G1": "Records of one user, client, resource and transport on RD Gateway.";
    THROUGH_GATEWAY = "G2": "A session behind a gateway begins with the gateway's own of that user and host.";
    VPN = "T1": "Records of one VPN connection.";
    VPN_POLICY = "T2": "The policy server's verdict belongs to the same user's connection just then.";
    RMM = "M1": "Records of one session of a remote-management product.";
    TICKETS = "Q1": "Tickets of one account, client and service are one domain logon.";
    CHECK_OF_LOGON = "Q2": "A credential check belongs to the logon of the same user at that moment.";
    ADDRESS_OF_TICKET = "Q3": "A Kerberos logon without an address came from where its ticket was asked for.";
    NETWORK = "W1": "A network logon is one session for each logon id.";
    CREDENTIAL_USE = "W2": "Credentials used inside another session.";
    SHARE_ADDRESS = "W4": "A share opened under a logon id gives the address of a logon that has none.";
    BACKGROUND = "W3": "Background logons.";
    FRONT_END = "W5": "A password that a service checks for somebody elsewhere is that person's network logon.";
    NLA_END = "E1": "The end of the logon id that lives as long as the connection.";
    END_CLUSTER = "E2": "Records of one end.";
    LOGON_END = "E3": "The end of a logon id.";
    END_PRECEDENCE = "E4": "A logoff record wins over a disconnect record, a reason over none.";
    SHUTDOWN_LOGOFF = "E5": "A logoff caused by a shutdown is marked as such.";
    BOOT_END = "E6": "Without an end of its own a session ends with its boot, or is open.";
    MOVED = "E7": "A desktop whose connection immediately shows another desktop was moved off it.";
    FAILED_END = "E8": "A failed session ends with its connection, else with its last failure.";
    SAME_LOGON = "P1": "Companions of one logon by logon id.";
    SAME_TIME = "P2": "Companions of one logon by user, process and time.";
    SAME_LOCAL_SESSION = "P3": "Notices of one local session.";
    EARLIEST_RECORD = "P4": "An attempt begins with its earliest record.";
    KIND_BY_SCREEN = "K1": "A desktop's kind is that of the screen that LocalSessionManager names.";
    KIND_BY_LOGON = "K2": "Without LocalSessionManager the kind comes from logon type and address.";
    WORD_FOR_SCREEN = "K3": "A word in the place of an address is learned where other evidence shows the machine's own screen.";
    AUTHENTICATED_WITHOUT_DESKTOP = "R1": "Proved credentials without a desktop are an aborted session.";
    AUTHENTICATION_ALONE = "R2": "A 1149 with nothing else has an unknown outcome.";
    REFUSED = "R3": "A right credential without the right is refused, a wrong one failed.";
    HIDDEN_KIND = "V1": "Background kinds are hidden.";
    HIDDEN_ACCOUNT = "V2": "A success of the system's own accounts is hidden.";
    HIDDEN_FAILURE = "V3": "A failure is hidden by its name, and only one on the machine itself.";
    NULL_SESSIONS = "V4": "A failure from an address that made null sessions says so.";
    ACTIVITY_BY_LOGON = "A1": "An activity belongs to the session of its logon id that was open.";
    ACTIVITY_BY_USER = "A2": "Without a logon id, it belongs to the only open session of its user.";
    ACTIVITY_OF_ANYBODY = "A3": "An activity of the machine, or of nobody known, is tied to no session.";
    WHILE_DISCONNECTED = "A4": "While a desktop is disconnected, what is done in it belongs to no session.";
    ONE_KEY = "A5": "Records with one key are about one thing and complete each other.";
    ONE_FACT = "A6": "Two services that record one thing give one activity.";
    TIME_IN_BOOTS = "A7": "The time of an artefact is looked up in the boots whose records cover it.";
    ARTEFACTS_ALIKE = "A8": "Identical statements of several artefacts are one activity.";
    PLACE_OF_ARTEFACT = "A9": "An artefact has the host that it names, else that of its place, and the owner in its path.";
    UNDER_CREDENTIALS = "A10": "What is done with credentials used inside a session belongs to that session.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_numbers_are_unique() {
        let numbers: std::collections::BTreeSet<_> = ALL.iter().map(|(number, _)| number).collect();
        assert_eq!(numbers.len(), ALL.len());
        assert!(ALL.iter().all(|(_, statement)| statement.ends_with('.')));
        assert_eq!(statement("C4"), statement(BURST.as_str()));
        assert_eq!(statement("no rule"), "");
    }
}
