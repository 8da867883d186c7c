//! The kinds of things that are done on a host.

words! {
    /// What kind of thing was done.
    #[derive(Default)]
    ActivityKind {
        /// A program was started.
        #[default]
        ProgramStarted = "program-started",
        /// A document was opened.
        DocumentOpened = "document-opened",
        /// A folder was opened in the shell.
        FolderOpened = "folder-opened",
        /// A file was created.
        FileCreated = "file-created",
        /// A file was deleted.
        FileDeleted = "file-deleted",
        /// A file or another audited object was accessed.
        FileAccessed = "file-accessed",
        /// A share, or a file on one, was opened from elsewhere.
        ShareOpened = "share-opened",
        /// A service was installed.
        ServiceInstalled = "service-installed",
        /// How a service starts was changed.
        ServiceChanged = "service-changed",
        /// A scheduled task was created.
        TaskCreated = "task-created",
        /// A scheduled task was changed, enabled or disabled.
        TaskChanged = "task-changed",
        /// A scheduled task was deleted.
        TaskDeleted = "task-deleted",
        /// A scheduled task ran.
        TaskRun = "task-run",
        /// An account or a group was changed.
        AccountChanged = "account-changed",
        /// A script or a PowerShell host ran.
        ScriptRun = "script-run",
        /// A connection to another host was made.
        ConnectionMade = "connection-made",
        /// A file was downloaded.
        Download = "download",
        /// Antivirus, firewall or audit settings were changed.
        ProtectionChanged = "protection-changed",
        /// Malware was found.
        MalwareFound = "malware-found",
        /// A device was attached.
        DeviceAttached = "device-attached",
        /// A registry value was set.
        RegistryChanged = "registry-changed",
        /// A name was looked up.
        NameLookedUp = "name-looked-up",
        /// A log was cleared.
        LogCleared = "log-cleared",
        /// A user was at work, whatever he did.
        Presence = "presence",
    }
}

impl ActivityKind {
    /// Whether only somebody at a desktop can do things of this kind.
    pub fn needs_desktop(self) -> bool {
        matches!(self, Self::DocumentOpened | Self::FolderOpened)
    }
}
