//! Decodes the records of each channel: one pure function for each kind of record. `decode::table`
//! refers to them.

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
