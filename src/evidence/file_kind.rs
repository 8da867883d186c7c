//! Identifies the kind of a file by its first bytes, or else by its extension.

use std::path::Path;

/// Bytes read to identify a file. The signatures of disk images and tape archives are far from the
/// start, and parsers of artefacts look at structures behind theirs.
pub const HEAD_BYTES: usize = 4096;
/// Size of a boot sector.
const SECTOR_BYTES: usize = 512;

words! {
    /// The kind of a file. Kinds that may hold event records come first.
    FileKind {
        /// A zip archive.
        Zip = "zip archive",
        /// A 7-Zip archive.
        SevenZip = "7z archive",
        /// A RAR archive.
        Rar = "RAR archive",
        /// A gzip file, usually with a tar archive inside.
        Gzip = "gzip archive",
        /// A tar archive.
        Tar = "tar archive",
        /// A Microsoft Cabinet file.
        Cabinet = "cabinet archive",
        /// bzip2, xz or Zstandard.
        Compressed = "compressed file",
        /// `EnCase`, VHD, VHDX, VMDK, QCOW, VDI, WIM, ISO or raw.
        DiskImage = "disk image",
        /// A memory dump.
        MemoryImage = "memory image",
        /// XML, possibly exported event logs.
        Xml = "XML",
        /// JSON, possibly exported event logs.
        Json = "JSON",
        /// Values separated by commas or tabs.
        Csv = "CSV",
        /// An event trace (ETL).
        Trace = "event trace",
        /// A registry hive.
        Registry = "registry hive",
        /// `SQLite`.
        Database = "SQLite database",
        /// A Windows Prefetch file.
        Prefetch = "prefetch file",
        /// A shortcut (.lnk).
        Shortcut = "shortcut",
        /// An executable or a library.
        Program = "program",
        /// A file of 0 bytes.
        Empty = "empty file",
        /// Anything else.
        Other = "other",
    }
}

impl FileKind {
    /// Identifies a file by its first bytes, or else by its extension.
    pub fn of(head: &[u8], path: &Path) -> Self {
        if head.is_empty() {
            return Self::Empty;
        }
        let known = SIGNATURES.iter().find(|(at, signature, _)| {
            head.get(*at..)
                .is_some_and(|rest| rest.starts_with(signature))
        });
        if let Some((.., kind)) = known {
            return *kind;
        }
        let extension = path.extension().unwrap_or_default();
        let extension = extension.to_string_lossy().to_ascii_lowercase();
        let named = NAMES.iter().find(|(name, _)| *name == extension);
        if let Some((_, kind)) = named {
            return *kind;
        }
        // A boot sector ends like this; other files of this size or more hardly ever do.
        let sector = head.get(..SECTOR_BYTES);
        let is_boot_sector = sector.is_some_and(|sector| sector.ends_with(&[0x55, 0xaa]));
        if is_boot_sector {
            Self::DiskImage
        } else {
            text_kind(head)
        }
    }

    /// Whether files of this kind may hold event records.
    pub fn may_hold_records(self) -> bool {
        self <= Self::Trace
    }

    /// The plural of the kind's name.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Zip => "zip archives",
            Self::SevenZip => "7z archives",
            Self::Rar => "RAR archives",
            Self::Gzip => "gzip archives",
            Self::Tar => "tar archives",
            Self::Cabinet => "cabinet archives",
            Self::Compressed => "compressed files",
            Self::DiskImage => "disk images",
            Self::MemoryImage => "memory images",
            Self::Trace => "event traces",
            Self::Registry => "registry hives",
            Self::Database => "SQLite databases",
            Self::Prefetch => "prefetch files",
            Self::Shortcut => "shortcuts",
            Self::Program => "programs",
            Self::Empty => "empty files",
            Self::Other => "others",
            kind @ (Self::Xml | Self::Json | Self::Csv) => kind.as_str(),
        }
    }
}

/// Signatures: offset, bytes, kind.
const SIGNATURES: &[(usize, &[u8], FileKind)] = &[
    (0, b"PK\x03\x04", FileKind::Zip),
    (0, b"PK\x05\x06", FileKind::Zip),
    (0, b"PK\x07\x08", FileKind::Zip),
    (0, b"7z\xbc\xaf\x27\x1c", FileKind::SevenZip),
    (0, b"Rar!\x1a\x07", FileKind::Rar),
    (0, b"\x1f\x8b", FileKind::Gzip),
    (257, b"ustar", FileKind::Tar),
    (0, b"MSCF\0\0\0\0", FileKind::Cabinet),
    (0, b"BZh", FileKind::Compressed),
    (0, b"\xfd7zXZ\0", FileKind::Compressed),
    (0, b"\x28\xb5\x2f\xfd", FileKind::Compressed),
    (0, b"EVF\x09\x0d\x0a\xff\0", FileKind::DiskImage),
    (0, b"EVF2\x0d\x0a\x81\0", FileKind::DiskImage),
    (0, b"LVF\x09\x0d\x0a\xff\0", FileKind::DiskImage),
    (0, b"LEF2\x0d\x0a\x81\0", FileKind::DiskImage),
    (0, b"conectix", FileKind::DiskImage),
    (0, b"vhdxfile", FileKind::DiskImage),
    (0, b"KDMV", FileKind::DiskImage),
    (0, b"# Disk DescriptorFile", FileKind::DiskImage),
    (0, b"QFI\xfb", FileKind::DiskImage),
    (0, b"<<< ", FileKind::DiskImage),
    (0, b"MSWIM\0\0\0", FileKind::DiskImage),
    (0, b"AFF10\r\n\0", FileKind::DiskImage),
    (3, b"NTFS    ", FileKind::DiskImage),
    (3, b"-FVE-FS-", FileKind::DiskImage),
    (0, b"PAGEDUMP", FileKind::MemoryImage),
    (0, b"PAGEDU64", FileKind::MemoryImage),
    (0, b"EMiL", FileKind::MemoryImage),
    (0, b"regf", FileKind::Registry),
    (0, b"SQLite format 3\0", FileKind::Database),
    (0, b"MAM\x04", FileKind::Prefetch),
    (4, b"SCCA", FileKind::Prefetch),
    (0, b"\x4c\0\0\0\x01\x14\x02\0", FileKind::Shortcut),
    (0, b"MZ", FileKind::Program),
    (0, b"\x7fELF", FileKind::Program),
];

/// Kinds that are recognised by their extension.
const NAMES: &[(&str, FileKind)] = &[
    ("tar", FileKind::Tar),
    ("vhd", FileKind::DiskImage),
    ("iso", FileKind::DiskImage),
    ("img", FileKind::DiskImage),
    ("dd", FileKind::DiskImage),
    ("raw", FileKind::DiskImage),
    ("001", FileKind::DiskImage),
    ("aff4", FileKind::DiskImage),
    ("mem", FileKind::MemoryImage),
    ("vmem", FileKind::MemoryImage),
    ("dmp", FileKind::MemoryImage),
    ("xml", FileKind::Xml),
    ("json", FileKind::Json),
    ("jsonl", FileKind::Json),
    ("ndjson", FileKind::Json),
    ("csv", FileKind::Csv),
    ("tsv", FileKind::Csv),
    ("etl", FileKind::Trace),
];

/// Recognises XML and JSON by their text, in UTF-8 or UTF-16.
fn text_kind(head: &[u8]) -> FileKind {
    let is_letter = |byte: &&u8| !matches!(byte, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff);
    let letters = head.iter().filter(is_letter);
    let letters: Vec<u8> = letters.copied().take(64).collect();
    let text = letters.trim_ascii_start();
    let begins = |with: &[&str]| with.iter().any(|word| text.starts_with(word.as_bytes()));
    if begins(&["<?xml", "<Event"]) {
        FileKind::Xml
    } else if begins(&["{\"", "[{", "{ \"", "{\r", "{\n"]) {
        FileKind::Json
    } else {
        FileKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(head: &[u8], name: &str) -> FileKind {
        FileKind::of(head, Path::new(name))
    }

    #[test]
    fn the_first_bytes_win_over_the_extension() {
        assert_eq!(kind(b"PK\x03\x04\x14\0", "logs.csv"), FileKind::Zip);
        assert_eq!(
            kind(b"EVF\x09\x0d\x0a\xff\0\x01", "disk"),
            FileKind::DiskImage
        );
        assert_eq!(kind(b"id,time\r\n", "logs.CSV"), FileKind::Csv);
        assert_eq!(kind(b"\xef\xbb\xbf<?xml version", "export"), FileKind::Xml);
        assert_eq!(
            kind(b"\xff\xfe<\0E\0v\0e\0n\0t\0s\0>\0", "export.txt"),
            FileKind::Xml
        );
        assert_eq!(kind(b"[{\"EventID\":4624}]", "export"), FileKind::Json);
        assert_eq!(kind(b"", "x.zip"), FileKind::Empty);
        assert_eq!(kind(b"hello", "notes.txt"), FileKind::Other);
        let mut sector = [0; HEAD_BYTES];
        sector[510..SECTOR_BYTES].copy_from_slice(&[0x55, 0xaa]);
        assert_eq!(kind(&sector, "disk"), FileKind::DiskImage);
        let mut tape = [0; HEAD_BYTES];
        tape[257..262].copy_from_slice(b"ustar");
        assert_eq!(kind(&tape, "logs"), FileKind::Tar);
    }
}
