//! Names for the event ids of records that state the same fact and that rules must distinguish.

/// LocalSessionManager: a session was disconnected, with a reason code.
pub const SESSION_DISCONNECTED_WITH_REASON: u32 = 40;
/// RdpCoreTS: a connection was closed, with a reason code.
pub const CONNECTION_CLOSED_WITH_REASON: u32 = 103;
/// Kernel-Power: the machine restarted without a clean stop.
pub const RESTARTED_UNCLEANLY: u32 = 41;
/// User32: somebody or something requested a shutdown or a restart.
pub const SHUTDOWN_REQUESTED: u32 = 1074;
/// User32: a shutdown was called off.
pub const SHUTDOWN_CANCELLED: u32 = 1075;
/// Security: the event log service stopped.
pub const SECURITY_LOG_STOPPED: u32 = 1100;
/// Security: Windows started.
pub const WINDOWS_STARTED: u32 = 4608;
/// System: the event log service started.
pub const EVENT_LOG_STARTED: u32 = 6005;
/// System: the event log service stopped.
pub const EVENT_LOG_STOPPED: u32 = 6006;
/// System: the last shutdown was unexpected.
pub const UNEXPECTED_SHUTDOWN: u32 = 6008;
/// System: the version of Windows, at boot.
pub const WINDOWS_VERSION: u32 = 6009;
/// System: the computer was renamed.
pub const COMPUTER_RENAMED: u32 = 6011;
