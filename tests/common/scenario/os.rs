//! The versions of Windows that hosts run.

use crate::common::records::security_auth::LogonVersion;
use crate::common::records::{LSM, RDP_CORE};

/// The Windows version of a host. Versions differ in what they log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Os {
    Windows7,
    Server2012R2,
    Server2016,
    Windows10,
    Windows11,
}

impl Os {
    pub(super) fn build(self) -> u32 {
        match self {
            Os::Windows7 => 7601,
            Os::Server2012R2 => 9600,
            Os::Server2016 => 14393,
            Os::Windows10 => 19045,
            Os::Windows11 => 26100,
        }
    }

    pub fn logon_version(self) -> LogonVersion {
        match self {
            Os::Windows7 => LogonVersion::V0,
            Os::Server2012R2 => LogonVersion::V1,
            Os::Server2016 | Os::Windows10 => LogonVersion::V2,
            Os::Windows11 => LogonVersion::V3,
        }
    }

    pub(super) fn is_client(self) -> bool {
        self >= Os::Windows10
    }

    /// The version of the lists in jump lists.
    pub(super) fn dest_list_version(self) -> u32 {
        match self {
            Os::Windows7 | Os::Server2012R2 => 1,
            Os::Server2016 => 3,
            Os::Windows10 | Os::Windows11 => 4,
        }
    }

    /// The version of the `$I` files in the recycle bin.
    pub(super) fn deletion_version(self) -> u64 {
        if self < Os::Server2016 { 1 } else { 2 }
    }

    /// Whether the system writes such records. Windows 7 lacks most of the later ones.
    pub(super) fn writes(self, channel: &str, event_id: u16) -> bool {
        self != Os::Windows7
            || match channel {
                LSM => (21..=25).contains(&event_id),
                RDP_CORE => false,
                _ => true,
            }
    }
}
