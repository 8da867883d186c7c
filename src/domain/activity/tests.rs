use super::*;

fn activity(details: ActivityDetails, source: ActivitySource) -> Activity {
    Activity {
        host: HostIndex(0),
        time: None,
        time_quality: TimeQuality::None,
        details,
        source,
        session: None,
        basis: Basis::None,
        while_disconnected: false,
    }
}

#[test]
fn records_and_parsed_files_answer_the_same_questions() {
    let anna = Identity {
        user: Some("anna".into()),
        ..Identity::default()
    };
    let form = ProcessForm {
        who: anna.clone(),
        image: Some(r"C:\a.exe".into()),
        ..ProcessForm::default()
    };
    let process = ActivityDetails::Process {
        id: 4,
        form: Arc::new(form),
    };
    let described = ActivityDetails::Described(Arc::new(ActivityDescription {
        kind: ActivityKind::ProgramStarted,
        user: anna.clone(),
        object: Some(r"C:\a.exe".into()),
        details: None,
    }));
    let (file, offset) = (0, 64);
    let recorded = activity(process, ActivitySource::Record(EventIndex(7)));
    let parsed = activity(described, ActivitySource::Artefact { file, offset });
    for one in [&recorded, &parsed] {
        assert_eq!(one.kind(), ActivityKind::ProgramStarted);
        assert_eq!(one.user(), &anna);
        assert_eq!(one.object().map(|path| &**path), Some(r"C:\a.exe"));
    }
    assert_eq!(recorded.source.record(), Some(EventIndex(7)));
    assert_eq!(parsed.source.record(), None);
}

#[test]
fn an_activity_is_small() {
    assert!(size_of::<Activity>() <= 56, "{}", size_of::<Activity>());
}
