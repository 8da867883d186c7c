//! How surely an activity is tied to a session, and how well its time is known.

words! {
    /// How an activity is tied to a session, weakest first.
    Strength {
        /// To none.
        None = "none",
        /// By its time alone: to no session, but to the ones that were open.
        TimeOnly = "time-only",
        /// To the only session of that user on that host at that time.
        UserAndTime = "user-and-time",
        /// By the logon id, within the boot.
        LogonId = "logon-id",
    }
}

words! {
    /// What the time of an activity means.
    TimeQuality {
        /// No time is known.
        None = "none",
        /// A local time whose zone is not known.
        Local = "local",
        /// The activity lies in a period of fixed length that begins at this time.
        Bucket = "bucket",
        /// When a registry key was last written, which need not be for this activity alone.
        KeyWrite = "key-write",
        /// The last of several times; the others are lost.
        LastOfMany = "last-of-many",
        /// This activity was recorded by itself.
        Exact = "exact",
    }
}
