//! Names of shell locations and of programs that Windows writes as numbers [source 16.21]. Only common ones.

/// Shell locations by their GUID.
const LOCATIONS: &[(&str, &str)] = &[
    ("018D5C66-4533-4307-9B53-224DE2ED1FE6", "OneDrive"),
    ("025A5937-A6BE-4686-A844-36FE4BEC8B6D", "Power Options"),
    ("031E4825-7B94-4DC3-B131-E946B44C8DD5", "Libraries"),
    ("088E3905-0323-4B02-9826-5D99428E115F", "Downloads"),
    ("1CF1260C-4DD0-4EBB-811F-33C572699FDE", "Music"),
    ("20D04FE0-3AEA-1069-A2D8-08002B30309D", "This PC"),
    ("21EC2020-3AEA-1069-A2DD-08002B30309D", "Control Panel"),
    ("2227A280-3AEA-1069-A2DE-08002B30309D", "Printers"),
    ("22877A6D-37A1-461A-91B0-DBDA5AAEBC99", "Recent Places"),
    ("24AD3AD4-A569-4530-98E1-AB02F9417AA8", "Pictures"),
    ("26EE0668-A00A-44D7-9371-BEB064C98683", "Control Panel"),
    ("374DE290-123F-4565-9164-39C4925E467B", "Downloads"),
    ("3ADD1653-EB32-4CB0-BBD7-DFA0ABB5ACCA", "Pictures"),
    ("3DFDF296-DBEC-4FB4-81D1-6A3438BCF4DE", "Music"),
    ("4026492F-2F69-46B8-B9BF-5654FC07E423", "Windows Firewall"),
    ("450D8FBA-AD25-11D0-98A8-0800361B1103", "Documents"),
    ("59031A47-3F72-44A7-89C5-5595FE6B30EE", "User's Files"),
    ("60632754-C523-4B62-B45C-4172DA012619", "User Accounts"),
    ("645FF040-5081-101B-9F08-00AA002F954E", "Recycle Bin"),
    ("679F85CB-0220-4080-B29B-5540CC05AAB6", "Quick Access"),
    (
        "7007ACC7-3202-11D1-AAD2-00805FC1270E",
        "Network Connections",
    ),
    (
        "7B81BE6A-CE2B-4676-A29E-EB907A5126C5",
        "Programs and Features",
    ),
    ("871C5380-42A0-1069-A2EA-08002B30309D", "Internet"),
    (
        "8E908FC9-BECC-40F6-915B-F4CA0E70D03D",
        "Network and Sharing Center",
    ),
    ("A0953C92-50DC-43BF-BE83-3742FED03C9C", "Videos"),
    (
        "A8A91A66-3A7D-4424-8D24-04E180695C7A",
        "Devices and Printers",
    ),
    ("A8CDFF1C-4878-43BE-B5FD-F8091C1C60D0", "Documents"),
    ("B4BFCC3A-DB2C-424C-B029-7FE99A87C641", "Desktop"),
    ("BB06C0E4-D293-4F75-8A90-CB05B6477EEE", "System"),
    (
        "D20EA4E1-3957-11D2-A40B-0C5020524153",
        "Administrative Tools",
    ),
    ("D3162B92-9365-467A-956B-92703ACA08AF", "Documents"),
    ("F02C1A0D-BE21-4350-88B0-7367FC96EF3C", "Network"),
    ("F86FA3AB-70D2-4FC7-9C99-FCBF05467F3A", "Videos"),
];

/// The categories of the Control Panel, by their number.
const CATEGORIES: [&str; 12] = [
    "All Control Panel Items",
    "Appearance and Personalization",
    "Hardware and Sound",
    "Network and Internet",
    "Sounds, Speech, and Audio Devices",
    "System and Security",
    "Clock, Language, and Region",
    "Ease of Access",
    "Programs",
    "User Accounts",
    "Security Center",
    "Mobile PC",
];

/// Programs by the `AppId` in the name of their jump list.
const PROGRAMS: &[(&str, &str)] = &[
    ("1b4dd67f29cb1962", "Windows Explorer"),
    ("1bc392b8e104a00e", "Remote Desktop Connection"),
    ("28c8b86deab549a1", "Internet Explorer"),
    ("590aee7bdd69b59b", "Windows PowerShell"),
    ("5d696d521de238c3", "Google Chrome"),
    ("7e4dca80246863e3", "Control Panel"),
    ("918e0ecb43d17e23", "Notepad"),
    ("9b9cdc69c1c24e2b", "Notepad"),
    ("9d1f905ce5044aee", "Microsoft Edge"),
    ("f01b4d95cf55d32a", "Windows Explorer"),
];

/// The `AppId` of Remote Desktop Connection, mstsc.exe.
pub(super) const REMOTE_DESKTOP: &str = "1bc392b8e104a00e";

/// The name of a shell location, if it is a common one.
pub(super) fn location(guid: &str) -> Option<&'static str> {
    let mut all = LOCATIONS.iter();
    all.find(|(known, _)| known.eq_ignore_ascii_case(guid))
        .map(|(_, name)| *name)
}

/// The name of a category of the Control Panel.
pub(super) fn category(number: u32) -> Option<&'static str> {
    CATEGORIES.get(usize::try_from(number).ok()?).copied()
}

/// The program whose jump lists have this `AppId`.
pub(super) fn program(app_id: &str) -> Option<&'static str> {
    let mut all = PROGRAMS.iter();
    all.find(|(known, _)| *known == app_id)
        .map(|(_, name)| *name)
}

/// The names of a place that is written as `::{GUID}\::{GUID}`. `None` where one of them is not known.
pub(super) fn readable(place: &str) -> Option<String> {
    if !place.starts_with("::{") {
        return None;
    }
    let parts = place.split('\\').map(|part| {
        if let Some(guid) = part.strip_prefix("::{") {
            return location(guid.strip_suffix('}')?);
        }
        match part.parse() {
            Ok(number) => category(number),
            Err(_) => Some(part.strip_suffix(".library-ms").unwrap_or(part)),
        }
    });
    let parts: Option<Vec<&str>> = parts.collect();
    Some(parts?.join("\\"))
}
