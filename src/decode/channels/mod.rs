//! What the records of each channel state: a pure function for each kind, which `decode::table` names.

#![allow(
    clippy::unnecessary_wraps,
    reason = "all rows of the table share one signature"
)]

pub mod gateway;
pub mod kerberos;
pub mod logon_ui;
pub mod process;
pub mod rmm;
pub mod security;
pub mod smb;
pub mod ssh;
pub mod system;
pub mod terminal;
pub mod vpn;
pub mod winrm;
