//! Boots, stops and sleep.

/// What a boot or shutdown record means for the machine's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerStep {
    /// The machine booted.
    Booted,
    /// A shutdown was requested or began.
    ShutdownAsked,
    /// The machine or its event log stopped in order.
    Stopped,
    /// The last stop was not in order (6008, 41).
    StoppedUnexpectedly,
    /// A shutdown that had been requested was called off.
    ShutdownCancelled,
    /// Went to sleep or hibernation.
    Slept,
    /// Began the shutdown before a fast start-up: the users are gone, and the kernel hibernates.
    HybridShutdown,
    /// Woke, with everything as it was.
    Woke,
    /// Fast start-up: the boot continues, with its logon ids and numbers of local sessions, but all
    /// users were logged off before.
    FastStarted,
}
