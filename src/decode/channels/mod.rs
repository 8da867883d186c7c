//! Decodes the records of each channel: one pure function for each kind of record. `decode::table`
//! refers to them.

#![allow(
    clippy::unnecessary_wraps,
    reason = "all rows of the table share one signature"
)]

pub(super) mod acts;
pub(super) mod gateway;
pub(super) mod kerberos;
pub(super) mod logon_ui;
pub(super) mod process;
pub(super) mod rmm;
pub(super) mod security;
pub(super) mod smb;
pub(super) mod ssh;
pub(super) mod system;
pub(super) mod terminal;
pub(super) mod vpn;
pub(super) mod winrm;
