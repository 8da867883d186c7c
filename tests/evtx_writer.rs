//! An independent parser reads the writer's logs. It must find no fault and return every value.

mod common;

use common::evtx_writer::{
    CHUNK_SIZE, FILE_HEADER_SIZE, Guid, Payload, Provider, Record, Value, damage, write_evtx,
};
use evtx::{EvtxParser, ParserSettings};

const PROVIDER: Provider = Provider {
    name: "Microsoft-Windows-Security-Auditing",
    guid: Some("54849625-5478-4994-a5ba-3e3b0328c30d"),
    event_source: None,
};

/// 2025-03-03T08:00:00.1234567Z
const TIME: u64 = 133_854_624_001_234_567;

fn record(record_id: u64, payload: Payload) -> Record {
    Record {
        provider: PROVIDER,
        channel: "Security",
        computer: "FS01.larkfield.example".to_owned(),
        event_id: 4624,
        qualifiers: None,
        version: 2,
        level: 0,
        task: 12544,
        opcode: 0,
        keywords: 0x8020_0000_0000_0000,
        record_id,
        time: TIME + record_id,
        process_id: 700,
        thread_id: 1234,
        activity_id: Some(Guid::parse("61a55000-55e5-1017-0000-000000000000")),
        user_sid: Some("S-1-5-18".to_owned()),
        payload,
    }
}

fn all_types() -> Payload {
    Payload::EventData(vec![
        ("Text", Value::text("Jürgen & <Söhne>")),
        ("Empty", Value::text("")),
        ("Nul", Value::text_nul("LOCAL")),
        ("Formula", Value::text("=cmd|' /C calc'!A0")),
        ("UInt8", Value::UInt8(200)),
        ("UInt16", Value::UInt16(60000)),
        ("UInt32", Value::UInt32(4_000_000_000)),
        ("UInt64", Value::UInt64(u64::MAX)),
        ("Int32", Value::Int32(-7)),
        ("Hex32", Value::HexInt32(0xc000_006d)),
        ("Hex64", Value::HexInt64(0x3e7)),
        (
            "Sid",
            Value::sid("S-1-5-21-1004336348-1177238915-682003330-500"),
        ),
        (
            "Guid",
            Value::Guid(Guid::parse("00112233-4455-6677-8899-aabbccddeeff")),
        ),
        ("Time", Value::FileTime(TIME)),
        ("Yes", Value::Boolean(true)),
        ("Bytes", Value::Binary(vec![0xde, 0xad])),
    ])
}

fn parser(file: &[u8]) -> EvtxParser<std::io::Cursor<Vec<u8>>> {
    EvtxParser::from_buffer(file.to_vec())
        .expect("the file header is sound")
        .with_configuration(
            ParserSettings::default()
                .validate_checksums(true)
                .indent(false),
        )
}

/// The XML of every record, or the parser's error message.
fn read(file: &[u8]) -> Vec<Result<String, String>> {
    parser(file)
        .records()
        .map(|record| {
            record
                .map(|record| record.data)
                .map_err(|error| error.to_string())
        })
        .collect()
}

fn read_all(file: &[u8]) -> Vec<String> {
    read(file)
        .into_iter()
        .map(|record| record.expect("no record is damaged"))
        .collect()
}

fn many(count: u64) -> Vec<Record> {
    (1..=count).map(|id| record(id, all_types())).collect()
}

#[test]
fn every_type_of_value_is_read_back_from_xml() {
    let xml = read_all(&write_evtx(&[record(42, all_types())])).remove(0);
    for expected in [
        r#"<Provider Name="Microsoft-Windows-Security-Auditing" Guid="{54849625-5478-4994-a5ba-3e3b0328c30d}"/>"#,
        "<EventID>4624</EventID><Version>2</Version><Level>0</Level><Task>12544</Task>",
        "<Keywords>0x8020000000000000</Keywords>",
        r#"<TimeCreated SystemTime="2025-03-03T08:00:00.1234609Z"/>"#,
        "<EventRecordID>42</EventRecordID>",
        r#"<Correlation ActivityID="{61a55000-55e5-1017-0000-000000000000}"/>"#,
        r#"<Execution ProcessID="700" ThreadID="1234"/><Channel>Security</Channel>"#,
        r#"<Computer>FS01.larkfield.example</Computer><Security UserID="S-1-5-18"/>"#,
        r#"<Data Name="Text">Jürgen &amp; &lt;Söhne&gt;</Data><Data Name="Empty"></Data>"#,
        r#"<Data Name="Nul">LOCAL</Data>"#,
        r#"<Data Name="UInt8">200</Data><Data Name="UInt16">60000</Data>"#,
        r#"<Data Name="UInt32">4000000000</Data><Data Name="UInt64">18446744073709551615</Data>"#,
        r#"<Data Name="Int32">-7</Data><Data Name="Hex32">0xc000006d</Data>"#,
        r#"<Data Name="Hex64">0x3e7</Data>"#,
        r#"<Data Name="Sid">S-1-5-21-1004336348-1177238915-682003330-500</Data>"#,
        r#"<Data Name="Guid">{00112233-4455-6677-8899-aabbccddeeff}</Data>"#,
        r#"<Data Name="Time">2025-03-03T08:00:00.1234567Z</Data>"#,
        r#"<Data Name="Yes">true</Data><Data Name="Bytes">DEAD</Data>"#,
    ] {
        assert!(xml.contains(expected), "{expected}\nis not in\n{xml}");
    }
}

#[test]
fn values_are_read_back_from_json() {
    let file = write_evtx(&[record(42, all_types())]);
    let value = parser(&file)
        .records_json_value()
        .next()
        .expect("one record")
        .expect("sound")
        .data;
    let data = &value["Event"]["EventData"];
    assert_eq!(data["Formula"], "=cmd|' /C calc'!A0");
    assert_eq!(data["UInt32"], 4_000_000_000_u64);
    assert_eq!(value["Event"]["System"]["EventRecordID"], 42);
    assert_eq!(
        value["Event"]["System"]["Computer"],
        "FS01.larkfield.example"
    );
}

#[test]
fn user_data_has_its_own_namespace() {
    let payload = Payload::UserData {
        element: "EventXML",
        namespace: "Event_NS",
        fields: vec![
            ("User", Value::text_nul("LARKFIELD\\anna")),
            ("SessionID", Value::UInt32(2)),
            ("Address", Value::text_nul("192.0.2.7")),
        ],
    };
    let xml = read_all(&write_evtx(&[record(1, payload)])).remove(0);
    let expected = "<UserData><EventXML xmlns=\"Event_NS\"><User>LARKFIELD\\anna</User>\
        <SessionID>2</SessionID><Address>192.0.2.7</Address></EventXML></UserData>";
    assert!(xml.contains(expected), "{xml}");
}

#[test]
fn classic_sources_have_unnamed_data_and_no_guid() {
    let mut classic = record(
        1,
        Payload::Unnamed {
            strings: vec!["10.00.".to_owned(), String::new()],
            binary: vec![1, 2],
        },
    );
    classic.provider = Provider {
        name: "EventLog",
        guid: None,
        event_source: None,
    };
    classic.qualifiers = Some(0x8000);
    let xml = read_all(&write_evtx(&[classic])).remove(0);
    assert!(xml.contains("<Provider Name=\"EventLog\"/>"), "{xml}");
    assert!(xml.contains("<EventID Qualifiers=\"32768\">"), "{xml}");
    assert!(
        xml.contains("<Data>10.00.</Data><Data></Data><Binary>0102</Binary>"),
        "{xml}"
    );
}

#[test]
fn records_without_activity_or_user_have_empty_elements() {
    let mut plain = record(1, Payload::EventData(Vec::new()));
    plain.activity_id = None;
    plain.user_sid = None;
    let xml = read_all(&write_evtx(&[plain])).remove(0);
    assert!(xml.contains("<Correlation/>"), "{xml}");
    assert!(xml.contains("<Security/>"), "{xml}");
}

#[test]
fn chunks_roll_over_and_records_share_templates() {
    let records = many(1000);
    let file = write_evtx(&records);
    let chunks = (file.len() - FILE_HEADER_SIZE) / CHUNK_SIZE;
    assert!(
        (8..20).contains(&chunks),
        "{chunks} chunks: templates are not shared"
    );
    let lines = read_all(&file);
    assert_eq!(lines.len(), 1000);
    for (record, xml) in records.iter().zip(&lines) {
        let id = format!("<EventRecordID>{}</EventRecordID>", record.record_id);
        assert!(xml.contains(&id), "{id} is not in {xml}");
    }
}

#[test]
fn computers_of_one_file_keep_their_names() {
    let mut records = many(4);
    records[2].computer = "WIN-1A2B3C4D5E6".to_owned();
    let lines = read_all(&write_evtx(&records));
    assert!(lines[2].contains("<Computer>WIN-1A2B3C4D5E6</Computer>"));
    assert!(lines[3].contains("<Computer>FS01.larkfield.example</Computer>"));
}

#[test]
fn writing_is_deterministic() {
    assert_eq!(write_evtx(&many(300)), write_evtx(&many(300)));
}

#[test]
fn a_log_without_records_is_a_header() {
    let file = write_evtx(&[]);
    assert_eq!(file.len(), FILE_HEADER_SIZE);
    assert!(read(&file).is_empty());
}

#[test]
fn a_truncated_file_keeps_its_whole_chunks() {
    let mut file = write_evtx(&many(300));
    let whole = read_all(&file).len();
    damage::truncate_in_last_chunk(&mut file);
    let sound = read(&file).into_iter().flatten().count();
    assert!(sound > 0 && sound < whole, "{sound} of {whole}");
}

#[test]
fn wrong_checksums_are_detected_and_lose_no_record_when_ignored() {
    for spoil in [
        damage::wrong_records_checksum,
        damage::wrong_chunk_header_checksum,
    ] {
        let mut file = write_evtx(&many(300));
        let whole = read_all(&file).len();
        spoil(&mut file, 1);
        assert_eq!(
            read(&file).iter().filter(|record| record.is_err()).count(),
            1
        );
        let mut lenient = EvtxParser::from_buffer(file).expect("the file header is sound");
        assert_eq!(lenient.records().flatten().count(), whole);
    }
}

#[test]
fn a_garbage_chunk_does_not_affect_its_neighbours() {
    let mut file = write_evtx(&many(300));
    let whole = read_all(&file).len();
    damage::garbage_chunk(&mut file, 1);
    let records = read(&file);
    let sound = records.iter().filter(|record| record.is_ok()).count();
    assert!(records.iter().any(Result::is_err));
    assert!(sound > whole / 3 && sound < whole, "{sound} of {whole}");
}

#[test]
fn garbage_in_a_record_is_one_error() {
    let mut file = write_evtx(&many(300));
    let whole = read_all(&file).len();
    damage::garbage_in_records(&mut file, 0, 30000, 64);
    let sound = read(&file).iter().filter(|record| record.is_ok()).count();
    assert!(sound >= whole - 3, "{sound} of {whole}");
}

#[test]
fn header_count_and_dirty_flag_do_not_hide_records() {
    let mut file = write_evtx(&many(300));
    let whole = read_all(&file).len();
    damage::wrong_chunk_count(&mut file, 1);
    damage::dirty_flag(&mut file);
    assert_eq!(read_all(&file).len(), whole);
}

#[test]
fn an_empty_file_is_not_a_log() {
    let mut file = write_evtx(&many(3));
    damage::empty(&mut file);
    assert!(EvtxParser::from_buffer(file).is_err());
}
