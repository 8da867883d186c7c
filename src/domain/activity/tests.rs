use super::*;

#[test]
fn an_activity_is_small() {
    assert!(size_of::<Activity>() <= 112, "{}", size_of::<Activity>());
}

#[test]
fn a_process_is_described_in_one_line() {
    let details = |command_line: Option<&str>, parent: Option<&str>| {
        let form = ProcessForm {
            command_line: command_line.map(Text::from),
            parent_image: parent.map(Text::from),
            ..ProcessForm::default()
        };
        let details = ActivityDetails::Process(Arc::new(form));
        details.line().map(Cow::into_owned)
    };
    assert_eq!(details(None, None), None);
    assert_eq!(details(Some("a.exe /q"), None).as_deref(), Some("a.exe /q"));
    assert_eq!(
        details(Some("a.exe /q"), Some("cmd.exe")).as_deref(),
        Some("a.exe /q; started by cmd.exe")
    );
}
