use super::*;
use crate::analysis::lanes::{Bar, LaneKey, Row};
use crate::domain::session::{HostIndex, Kind};

fn lane(label: &str, bars: &[(f64, f64, Edge)]) -> Lane {
    let mut row = Row::default();
    for (session, &(start, end, end_edge)) in (0..).zip(bars) {
        row.push(Bar {
            session,
            start,
            end,
            kind: Kind::Rdp,
            entered: true,
            start_edge: Edge::Known,
            end_edge,
        });
    }
    Lane {
        key: LaneKey::Host(HostIndex(0)),
        label: label.to_owned(),
        stays: vec![row],
        refusals: Row::default(),
    }
}

fn svg(lanes: &[Lane]) -> String {
    let palette = Palette {
        stay: |_, _| Color32::from_rgb(1, 2, 3),
        refusal: |visuals| visuals.error_fg_color,
        grid: Visuals::weak_text_color,
    };
    Sheet {
        about: "Users; filter: \"<rick>\"",
        lanes,
        view: Stretch {
            from: 0.0,
            to: 1300.0,
        },
        moments: &[Moment {
            time: 650.0,
            text: "Security log of A & B cleared".to_owned(),
        }],
        zone: &DisplayZone::Utc,
        palette,
        visuals: &Visuals::light(),
    }
    .svg()
}

#[test]
fn a_bar_is_where_its_time_is() {
    let svg = svg(&[lane("anna", &[(100.0, 300.0, Edge::Known)])]);
    let bar = "<rect x=\"360.0\" y=\"105.0\" width=\"200.0\" height=\"16.0\" fill=\"#010203\"";
    assert!(svg.contains(bar), "{svg}");
    assert!(svg.contains(">rdp</text>"), "its colour has a word");
    assert!(svg.contains(
        "1970-01-01 00:00:00 to 1970-01-01 00:21:40 UTC; 1 lane, 1 session and 0 refusals"
    ));
}

#[test]
fn texts_cannot_break_out_of_the_picture() {
    let svg = svg(&[lane("<script>&\u{202e}\u{1}", &[(1.0, 2.0, Edge::Known)])]);
    assert!(svg.contains("&lt;script&gt;&amp;\\u{202e}\\u{1}"), "{svg}");
    assert!(svg.contains("&quot;&lt;rick&gt;&quot;"));
    assert!(svg.contains("A &amp; B cleared</title>"));
    assert!(!svg.contains("<script"));
}

#[test]
fn an_open_end_is_an_arrow_and_an_inferred_one_hatched() {
    let open = svg(&[lane("a", &[(100.0, 300.0, Edge::Open)])]);
    assert_eq!(
        open.matches("<polygon").count(),
        2,
        "the flag and the arrow"
    );
    let inferred = svg(&[lane("a", &[(100.0, 300.0, Edge::Inferred)])]);
    assert!(inferred.contains("fill-opacity=\"0.3\""));
}

#[test]
fn what_goes_on_beyond_the_view_is_cut_at_its_edge() {
    let svg = svg(&[lane("a", &[(-9e6, 9e6, Edge::Known)])]);
    let bar = "<rect x=\"260.0\" y=\"105.0\" width=\"1300.0\"";
    assert!(svg.contains(bar), "{svg}");
}

#[test]
fn lanes_that_are_left_out_are_counted() {
    let lanes: Vec<Lane> = (0..MOST_LANES + 7)
        .map(|n| lane(&n.to_string(), &[(1.0, 2.0, Edge::Known)]))
        .collect();
    assert!(svg(&lanes).contains(" 7 more lanes are left out."));
    assert!(!svg(&lanes[..3]).contains("left out"));
}
