use super::*;

#[test]
fn seven_digits_survive_a_round_trip() {
    let time = Timestamp::parse("2020-09-19T03:22:36.1729714Z").expect("a time");
    assert_eq!(time.to_string(), "2020-09-19T03:22:36.1729714Z");
    assert_eq!(
        Timestamp::parse("2020-09-19 05:22:36.1729714+02:00"),
        Some(time)
    );
}

#[test]
fn a_time_without_offset_is_utc() {
    let bare = Timestamp::parse("2020-09-19T03:22:36").expect("a time");
    assert_eq!(bare.to_string(), "2020-09-19T03:22:36.0000000Z");
    assert_eq!(Timestamp::parse("yesterday"), None);
}

#[test]
fn zones_with_half_hours_are_written_and_read() {
    let time = Timestamp::parse("2020-09-19T03:22:36Z").expect("a time");
    let india = DisplayZone::parse("+05:30").expect("an offset");
    assert_eq!(india.short(time), "2020-09-19 08:52:36");
    assert_eq!(india.parse_moment("2020-09-19 08:52:36"), Some(time));
    let nepal = DisplayZone::parse("asia/kathmandu").expect("a zone");
    assert_eq!(nepal.short(time), "2020-09-19 09:07:36");
    assert_eq!(DisplayZone::parse("+25:00"), None);
}

/// The zone of a machine whose system gives this name, rightly.
fn zone_with(variable: Option<&str>, is_windows: bool, name: &str) -> Option<Tz> {
    zone_of(variable, is_windows, || Some(name.to_owned()), |_| true)
}

#[test]
fn this_machine_has_the_zone_of_the_variable_before_that_of_the_system() {
    let (berlin, tokyo) = (Tz::Europe__Berlin, Tz::Asia__Tokyo);
    let zone = |variable| zone_with(variable, false, "Europe/Berlin");
    assert_eq!(zone(None), Some(berlin));
    assert_eq!(zone(Some("Asia/Tokyo")), Some(tokyo));
    assert_eq!(zone(Some(":Asia/Tokyo")), Some(tokyo));
    assert_eq!(zone(Some("CET-1CEST,M3.5.0,M10.5.0/3")), None);
    // To Windows the variable means nothing.
    for variable in [None, Some("Asia/Tokyo"), Some("CET-1CEST")] {
        let zone = zone_with(variable, true, "Europe/Berlin");
        assert_eq!(zone, Some(berlin));
    }
    for is_windows in [false, true] {
        assert_eq!(zone_with(None, is_windows, "Mars/Olympus"), None);
        assert_eq!(zone_of(None, is_windows, || None, |_| true), None);
    }
}

#[test]
fn a_zone_that_the_clock_does_not_follow_is_not_taken() {
    let now = Timestamp::parse("2025-03-01T00:00:00Z").expect("a time");
    let now = now.to_chrono();
    let by = |zone: Tz| move |moment: DateTime<Utc>| moment.with_timezone(&zone).offset().fix();
    let berlin = Tz::Europe__Berlin;
    assert!(agree(berlin, now, by(Tz::Europe__Berlin)));
    assert!(!agree(berlin, now, by(Tz::UTC)));
    // The same in winter, when it is shown.
    assert!(!agree(berlin, now, by(Tz::Africa__Lagos)));
    let system = || Some("Europe/Berlin".to_owned());
    assert_eq!(zone_of(None, true, system, |_| false), None);
}

#[test]
fn the_offset_of_the_system_is_found_on_both_sides_of_a_clock_change() {
    for zone in [
        Tz::Europe__Berlin,
        Tz::Australia__Lord_Howe,
        Tz::Asia__Kathmandu,
    ] {
        let offsets = |local: &NaiveDateTime| {
            zone.offset_from_local_datetime(local)
                .map(|offset| offset.fix())
        };
        let first = Timestamp::parse("2025-01-01T00:00:00Z").expect("a time");
        for quarter in 0..4 * 24 * 365 {
            let moment = first.plus(Span::seconds(900 * quarter)).to_chrono();
            let right = moment.with_timezone(&zone).offset().fix();
            assert_eq!(offset_of(moment, offsets), right, "{zone} {moment}");
        }
    }
}

#[test]
fn a_system_that_does_not_know_a_year_is_taken_for_utc() {
    let moment = Timestamp::from_ticks(0).to_chrono();
    let unknown = |_: &NaiveDateTime| MappedLocalTime::None;
    assert_eq!(offset_of(moment, unknown).local_minus_utc(), 0);
}

#[test]
fn the_label_names_the_zone_of_this_machine() {
    let berlin = Some("Europe/Berlin");
    assert_eq!(
        label_of_this_machine(berlin),
        "this machine (Europe/Berlin)"
    );
    assert_eq!(label_of_this_machine(None), "this machine");
}

#[test]
fn what_is_shown_as_this_machine_is_what_the_system_says() {
    let zone = DisplayZone::ThisMachine;
    for day in 0..730 {
        let moment = Utc::now() - TimeDelta::days(day);
        let time = Timestamp::from_chrono(&moment).expect("a time");
        let here = moment.with_timezone(&Local);
        assert_eq!(zone.offset_seconds(time), here.offset().local_minus_utc());
        let back = zone.parse_moment(&zone.precise(time)).expect("a time");
        assert!(back.distance(time) <= Span::seconds(3600), "{time} {back}");
    }
}

#[test]
fn spans_are_written_in_two_units() {
    assert_eq!(Span::seconds(1810).to_string(), "30 min 10 s");
    assert_eq!(Span::seconds(90_000).to_string(), "1 d 1 h");
    assert_eq!(Span::millis(420).to_string(), "0.4 s");
}
