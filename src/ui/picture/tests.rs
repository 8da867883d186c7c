use super::*;
use crate::analysis::evidence_span::{
    LineSubject, SpanLine, SpanPart, SpanPartKind, SpanPoint, SpanPointKind,
};
use crate::analysis::lanes::zoom::TimeRange;
use crate::analysis::lanes::{Bar, BarRow, EdgeCertainty, LaneKey};
use crate::case::Case;
use crate::domain::session::{HostIndex, Kind};
use crate::domain::time::DisplayZone;
use crate::ui::theme::tokens::LIGHT;
use crate::ui::widgets::lane_plot::PlotMoment;

fn lane(label: &str, bars: &[(f64, f64, EdgeCertainty)]) -> Lane {
    let mut row = BarRow::default();
    for (session, &(start, end, end_edge)) in (0..).zip(bars) {
        row.push(Bar {
            session,
            start,
            end,
            kind: Kind::Rdp,
            entered: true,
            start_edge: EdgeCertainty::Known,
            end_edge,
        });
    }
    Lane {
        hosts: vec![HostIndex(0)],
        stays: vec![row],
        ..Lane::new(LaneKey::Host(HostIndex(0)), label.to_owned())
    }
}

fn svg(lanes: &[Lane]) -> String {
    with_reach(lanes, &[])
}

fn with_reach(lanes: &[Lane], reach: &[SpanLine]) -> String {
    Sheet {
        about: "Users; filter: \"<rick>\"",
        lanes,
        view: TimeRange {
            from: 0.0,
            to: 1300.0,
        },
        moments: &[PlotMoment {
            time: 650.0,
            hosts: vec![HostIndex(0)],
            text: "Security log of A & B cleared".to_owned(),
        }],
        reach,
        case: &Case::default(),
        zone: &DisplayZone::Utc,
    }
    .svg()
}

/// The colour of Remote Desktop on a light ground, as SVG has it.
fn remote_desktop() -> String {
    let [r, g, b, _] = LIGHT.families[1].to_srgba_unmultiplied();
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[test]
fn a_bar_is_where_its_time_is() {
    let svg = svg(&[lane("anna", &[(100.0, 300.0, EdgeCertainty::Known)])]);
    let bar = format!(
        "<rect x=\"360.0\" y=\"106.0\" width=\"200.0\" height=\"15.0\" fill=\"{}\"",
        remote_desktop()
    );
    assert!(svg.contains(&bar), "{svg}");
    assert!(
        svg.contains(">Remote Desktop</text>"),
        "its colour has a word"
    );
    assert!(svg.contains(
        "1970-01-01 00:00:00 to 1970-01-01 00:21:40 UTC; 1 lane, 1 session and 0 refusals"
    ));
}

#[test]
fn texts_cannot_break_out_of_the_picture() {
    let svg = svg(&[lane(
        "<script>&\u{202e}\u{1}",
        &[(1.0, 2.0, EdgeCertainty::Known)],
    )]);
    assert!(svg.contains("&lt;script&gt;&amp;\\u{202e}\\u{1}"), "{svg}");
    assert!(svg.contains("&quot;&lt;rick&gt;&quot;"));
    assert!(svg.contains("A &amp; B cleared</title>"));
    assert!(!svg.contains("<script"));
}

#[test]
fn an_open_end_is_an_arrow_and_an_inferred_one_hatched() {
    let open = svg(&[lane("a", &[(100.0, 300.0, EdgeCertainty::Open)])]);
    let shapes = open.matches("<polygon").count();
    assert_eq!(shapes, 3, "the mark, its sign in the legend, and the arrow");
    let inferred = svg(&[lane("a", &[(100.0, 300.0, EdgeCertainty::Inferred)])]);
    assert!(inferred.contains("fill-opacity=\"0.3\""));
}

#[test]
fn what_goes_on_beyond_the_view_is_cut_at_its_edge() {
    let svg = svg(&[lane("a", &[(-9e6, 9e6, EdgeCertainty::Known)])]);
    let bar = "<rect x=\"260.0\" y=\"106.0\" width=\"1300.0\"";
    assert!(svg.contains(bar), "{svg}");
}

#[test]
fn lanes_that_are_left_out_are_counted() {
    let lanes: Vec<Lane> = (0..MAX_LANES + 7)
        .map(|n| lane(&n.to_string(), &[(1.0, 2.0, EdgeCertainty::Known)]))
        .collect();
    assert!(svg(&lanes).contains(" 7 more lanes are left out."));
    assert!(!svg(&lanes[..3]).contains("left out"));
}

fn at(seconds: f64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds)
}

#[test]
fn how_far_the_evidence_reaches_is_below_the_lanes() {
    let part = |from, to, kind| SpanPart {
        from: at(from),
        to: at(to),
        kind,
    };
    let missing = SpanPartKind::Missing {
        records: 7,
        damaged: false,
    };
    let line = SpanLine {
        host: HostIndex(0),
        subject: LineSubject::Log("Security <&>".into()),
        parts: vec![
            part(100.0, 300.0, SpanPartKind::Recorded),
            part(300.0, 500.0, missing),
        ],
        points: vec![SpanPoint {
            time: at(500.0),
            kind: SpanPointKind::Cleared("A & B".into()),
        }],
    };
    let lanes = [lane("anna", &[(100.0, 300.0, EdgeCertainty::Known)])];
    let svg = with_reach(&lanes, &[line]);
    assert!(svg.contains("Security &lt;&amp;&gt;</text>"), "{svg}");
    assert!(
        svg.contains("<rect x=\"360.0\" y=\"159.0\" width=\"200.0\" height=\"6.0\""),
        "{svg}"
    );
    assert!(svg.contains("fill=\"none\""), "a gap is hatched in a frame");
    assert!(svg.contains("cleared by A &amp; B</title>"));
    assert!(svg.contains("Triangle: cleared, R: numbering restarted"));
}

#[test]
fn the_same_picture_comes_as_png_twice_as_large() {
    let png = png::png(&svg(&[lane(
        "anna",
        &[(100.0, 300.0, EdgeCertainty::Known)],
    )]))
    .expect("a picture");
    let pixmap = resvg::tiny_skia::Pixmap::decode_png(&png).expect("a PNG");
    assert_eq!(pixmap.width(), 3160);
    // The bar is where its time is, in its own colour; next to it is the ground.
    let color = |x, y| {
        pixmap
            .pixel(x, y)
            .map(|pixel| (pixel.red(), pixel.green(), pixel.blue()))
    };
    let bar = LIGHT.families[1];
    let bar = Some((bar.r(), bar.g(), bar.b()));
    assert_eq!(color(800, 226), bar);
    assert_ne!(color(1400, 226), bar);
    let dark = pixmap
        .pixels()
        .iter()
        .filter(|pixel| pixel.red() < 100)
        .count();
    assert!(dark > 8_000, "text is drawn: {dark}");
}

#[test]
fn a_picture_that_is_too_large_is_refused() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90000\" height=\"90000\"/>";
    let error = png::png(svg).expect_err("too large");
    assert!(
        error.to_string().contains("90000 by 90000 pixels"),
        "{error}"
    );
}

#[test]
fn a_cleared_log_is_only_in_lanes_of_its_host() {
    let mut other = lane("b", &[(100.0, 300.0, EdgeCertainty::Known)]);
    other.hosts = vec![HostIndex(7)];
    let svg = svg(&[other]);
    assert!(!svg.contains("B cleared</title>"), "{svg}");
}

#[test]
fn a_burst_of_failures_is_counted_beside_its_columns() {
    let bar = |session: u32| Bar {
        session,
        start: 100.0 + 2.0 * f64::from(session),
        end: 100.0 + 2.0 * f64::from(session),
        kind: Kind::Rdp,
        entered: false,
        start_edge: EdgeCertainty::Known,
        end_edge: EdgeCertainty::Known,
    };
    let mut burst = lane("a", &[]);
    burst.refusals = (0..30).map(bar).collect();
    assert!(svg(&[burst]).contains(">30 failures in 58.0 s</text>"));
}
