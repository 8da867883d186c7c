//! Paths are classified by their text alone, by the rules of Windows on every system, without
//! access to the file system.

use std::path::Path;

use whence::domain::path_class::PathClass;
use whence::domain::path_class::PathClass::{
    Absolute, Device, Drive, DriveRelative, Relative, Share,
};

const SPELLINGS: &[(&str, PathClass)] = &[
    // Drives.
    (r"C:\", Drive),
    (r"C:/", Drive),
    (r"c:\evidence\Security.evtx", Drive),
    (r"C:/evidence/Security.evtx", Drive),
    (r"C:\evidence/mixed\x", Drive),
    (r"Z:\mapped\x", Drive),
    (r"C:\\host\x", Drive),
    (r"C:\..\..\x", Drive),
    (r"C:\x:stream", Drive),
    (r"C:\console\auxiliary\null.evtx", Drive),
    (r"C:\COM10\LPT\x", Drive),
    (r"\\?\C:\x", Drive),
    (r"\\?\c:/x", Drive),
    (r"//?/C:/x", Drive),
    (r"\??\C:\x", Drive),
    (r"C:\Üñï\証拠", Drive),
    // Shares.
    (r"\\host\x", Share),
    (r"\\host", Share),
    (r"\\host\", Share),
    (r"//host/x", Share),
    (r"/\host\x", Share),
    (r"\/host/x", Share),
    (r"/\host", Share),
    (r"\/host", Share),
    (r"\\10.0.0.1\c$\x", Share),
    (r"\\host@SSL@8443\DavWWWRoot\x", Share),
    (r"\\localhost\C$", Share),
    (r"\\.host\x", Share),
    (r"\\?host\x", Share),
    (r"\\?\UNC\host\x", Share),
    (r"\\?\unc\host\x", Share),
    (r"//?/UNC/host/x", Share),
    (r"\/?/UnC\host\x", Share),
    (r"\??\UNC\host\x", Share),
    (r"/??/UNC/host/x", Share),
    (r"\\.\UNC\host\x", Share),
    (r"//./unc/host/x", Share),
    (r"\\?\UNC", Share),
    (r"\\", Share),
    (r"//", Share),
    (r"///x", Share),
    (r"\\\host\x", Share),
    // Devices.
    (r"\\.\C:", Device),
    (r"\\.\C:\x", Device),
    (r"\\.\PhysicalDrive0", Device),
    (r"\\.\pipe\x", Device),
    (r"//./pipe/x", Device),
    (r"\\.", Device),
    (r"\\?", Device),
    (r"\\?\", Device),
    (r"\\?\C:", Device),
    (r"\\?\C:x", Device),
    (r"\\?\C:\..\UNC\host\x", Device),
    (
        r"\\?\Volume{00000000-0000-0000-0000-000000000000}\x",
        Device,
    ),
    (r"\\?\GLOBALROOT\Device\Mup\host\x", Device),
    (r"\\?\\host\x", Device),
    (r"\??\GLOBAL\C:\x", Device),
    (r"/??/pipe/x", Device),
    (r"C:\x\CON", Device),
    (r"C:\x\nul.evtx", Device),
    (r"C:\x\COM1", Device),
    (r"C:\x\lpt9.txt", Device),
    (r"C:\aux .x\Security.evtx", Device),
    (r"C:\COM¹", Device),
    // Relative to the folder that the program was started in.
    (r"C:", DriveRelative),
    (r"C:x", DriveRelative),
    (r"c:..\x", DriveRelative),
    (r"C:UNC\host\x", DriveRelative),
    (r"", Relative),
    (r".", Relative),
    (r"x", Relative),
    (r"evidence\x", Relative),
    (r"..\..\x", Relative),
    (r"./x", Relative),
    (r"\x", Relative),
    (r"\", Relative),
    (r"?\UNC\host\x", Relative),
    (r"UNC\host\x", Relative),
    (r" \\host\x", Relative),
    (r"file://host/x", Relative),
    (r"smb://host/x", Relative),
    (r"1:\x", Relative),
    (r"ab:\x", Relative),
    // From the root.
    ("/", Absolute),
    ("/evidence/Security.evtx", Absolute),
    (r"/evidence\x", Absolute),
    ("/evidence//x", Absolute),
    (r"/evidence/\\host\x", Absolute),
    ("/mnt/aux", Absolute),
    ("/??", Absolute),
    ("/../x", Absolute),
];

#[test]
fn each_spelling_of_a_path_has_its_class() {
    assert!(SPELLINGS.len() >= 60);
    for (text, class) in SPELLINGS {
        assert_eq!(PathClass::of(Path::new(text)), *class, "{text:?}");
    }
}

#[test]
fn only_drives_and_absolute_paths_are_accessed_without_a_question() {
    for (text, class) in SPELLINGS {
        let is_plain = matches!(class, Drive | Absolute);
        assert_eq!(
            PathClass::of(Path::new(text)).is_plain(),
            is_plain,
            "{text:?}"
        );
    }
}
