//! Makes sessions of evidence units, from the best evidence down. Each stage takes what the stages before it
//! have left.

pub mod authenticated;
pub mod burst;
pub mod certificate_prompt;
pub mod connection_logon;
pub mod connection_records;
pub mod desktop;
pub mod desktop_end;
pub mod desktop_logon;
pub mod domain_auth;
pub mod draft;
pub mod end;
pub mod from_notices;
pub mod gateway;
pub mod network;
pub mod nla_security_only;
mod nla_twins;
pub mod no_desktop;
pub mod odd_address;
pub mod policy_addresses;
pub mod reconnect;
pub mod refused;
pub mod remote;
pub mod revalidation;
pub mod rmm;
pub mod security_only;
pub mod smb;
pub mod sources;
pub mod ssh;
mod unseen;
pub mod vpn;
pub mod winrm;
