//! Makes sessions of evidence units, from the best evidence down. Each stage takes what the stages before it
//! have left.

pub(super) mod authenticated;
pub(super) mod burst;
pub(super) mod certificate_prompt;
pub(super) mod connection_logon;
pub(super) mod connection_records;
pub(super) mod desktop;
pub(super) mod desktop_end;
pub(super) mod desktop_logon;
pub(super) mod domain_auth;
pub(super) mod draft;
pub(super) mod end;
pub(super) mod from_notices;
pub(super) mod gateway;
pub(super) mod network;
pub(super) mod nla_security_only;
mod nla_twins;
pub(super) mod no_desktop;
pub(super) mod odd_address;
pub(super) mod policy_addresses;
pub(super) mod reconnect;
pub(super) mod refused;
pub(super) mod remote;
pub(super) mod revalidation;
pub(super) mod rmm;
pub(super) mod security_only;
pub(super) mod smb;
pub(super) mod sources;
pub(super) mod ssh;
mod unseen;
pub(super) mod vpn;
pub(super) mod winrm;
