//! The headless program: the same sessions as the window, for pipelines.

#[path = "../../allocator.rs"]
mod allocator;
mod audit;
#[path = "../../build_paths.rs"]
mod build_paths;
mod filter;
mod progress_line;
mod unshown;

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use whence::analysis::audit::ledgers;
use whence::analysis::host_name::is_called;
use whence::analysis::{presence, sentence};
use whence::case::Case;
use whence::case::load::{Found, find, load_found};
use whence::casefile::CaseFile;
use whence::domain::mark::Marked;
use whence::domain::record_key::RecordMarks;
use whence::domain::table::Table;
use whence::domain::time::Timestamp;
use whence::export::activities::ActivityTable;
use whence::export::batches::write;
use whence::export::formats::{self, FORMATS};
use whence::export::save::save;
use whence::export::sessions::SessionTable;
use whence::ingest::options::ReadOptions;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;
use whence::tables::answer_table::AnswerTable;
use whence::tables::loaded_case::LoadedCase;
use whence::tables::named;
use whence::tables::question::Question;
use whence::tables::route::Route;
use whence::tables::row_filter::RowFilter;
use whence::tables::rows::Marks;

use progress_line::ProgressLine;

/// Some input was damaged, unreadable or missing.
const DAMAGED: u8 = 3;
/// Nothing in the given paths could be read.
const NOTHING_READABLE: u8 = 4;
/// The output could not be written.
const OUTPUT_FAILED: u8 = 1;
/// Stopped by Ctrl+C.
const CANCELLED: u8 = 130;

const EXAMPLES: &str = "Examples:
  whence-cli sessions Logs/                          all access sessions as JSON Lines
  whence-cli sessions Logs/ --all                    with background accounts and kinds
  whence-cli sessions DC01/ FS01/ --format csv --profile spreadsheet --output sessions.csv
  whence-cli at Logs/ --time 2020-09-19T03:30:00Z --host DC01
  whence-cli sessions Logs/ --filter 'user:admin src:10.0.0.0/8 kind:rdp after:2020-09-19'
  whence-cli table users Logs/ --format csv          who came in or tried, as the window lists them
  whence-cli activity Evidence/ --format csv --output activity.csv
  whence-cli audit Logs/                             what became of every logon record

In PowerShell, write with --output FILE. Its own > FILE re-encodes what it is given: Windows PowerShell
5.1 makes UTF-16 of it, which is neither valid JSON Lines nor the bytes that were written.

Exit status: 0 complete, 1 output not written, 2 usage, 3 finished but some input was damaged or
missing (named on standard error), 4 nothing readable in the given paths, 130 cancelled.";

#[derive(Parser)]
#[command(
    version,
    about = "Who came in, from where, when: access sessions from Windows event logs"
)]
#[command(after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the access sessions of the evidence
    #[command(after_help = EXAMPLES)]
    Sessions {
        #[command(flatten)]
        input: Input,
    },
    /// Write the access sessions that were running at a moment
    #[command(after_help = EXAMPLES)]
    At {
        #[command(flatten)]
        input: Input,
        /// The moment, RFC 3339; UTC when it has no offset
        #[arg(long, value_name = "T", value_parser = moment)]
        time: Timestamp,
        /// Only this host, by any of its names
        #[arg(long, value_name = "H")]
        host: Option<String>,
    },
    /// Write what was done, and in which session
    #[command(after_help = EXAMPLES)]
    Activity {
        #[command(flatten)]
        input: Input,
        /// The host of artefacts whose place names none; its logs must be in the case
        #[arg(long, value_name = "NAME")]
        host: Option<String>,
    },
    /// Write a table as the window shows it
    #[command(after_help = EXAMPLES)]
    Table {
        /// Which table
        #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(named::NAMES))]
        name: String,
        #[command(flatten)]
        input: Input,
    },
    /// Account for every record of coming and going: in a session, background, or unexplained
    Audit {
        /// Files and folders of Windows event logs
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Form of the output: for programs, or for people
        #[arg(long, value_enum, default_value_t = AuditFormat::Jsonl)]
        format: AuditFormat,
        /// Read logs too whose channel says nothing of sessions
        #[arg(long)]
        every_log: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum AuditFormat {
    Jsonl,
    Text,
}

#[derive(Args)]
struct Input {
    /// Files and folders with event logs; for `activity` also with artefacts
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, default_value = "jsonl", value_parser = format_names())]
    format: String,
    /// For CSV: values untouched, or safe to open in a spreadsheet
    #[arg(long, default_value = "raw", value_parser = profile_names())]
    profile: String,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Read logs too whose channel says nothing of sessions, after a look at two of their chunks
    #[arg(long)]
    every_log: bool,
    /// Include what the default view hides: background accounts and kinds
    #[arg(long)]
    all: bool,
    /// Only what matches, in the filter language of the window: 'user:admin src:10.0.0.0/8 kind:rdp'
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, value_parser = filter::parse)]
    filter: Option<String>,
    /// Tags and comments of this case file
    #[arg(long, value_name = "FILE")]
    case_file: Option<PathBuf>,
}

/// What `--format` may be.
fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(distinct(FORMATS.iter().map(|format| format.name)))
}

/// What `--profile` may be.
fn profile_names() -> PossibleValuesParser {
    PossibleValuesParser::new(distinct(FORMATS.iter().filter_map(|format| format.profile)))
}

/// Each once, in the order of the alphabet.
fn distinct(names: impl Iterator<Item = &'static str>) -> BTreeSet<&'static str> {
    names.collect()
}

fn moment(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "expected a time such as 2020-09-19T03:30:00Z".to_owned())
}

fn main() -> ExitCode {
    // What a decoder stumbles over costs its chunk only, and is named among the problems.
    std::panic::set_hook(Box::new(|info| {
        let what = build_paths::relative(&info.to_string());
        eprintln!("whence-cli: internal error: {}", sentence::printable(&what));
    }));
    // A pattern such as `Logs\*.evtx` reaches the program as it is on Windows only.
    let arguments = Arguments::parse_from(wild::args_os());
    match run(&arguments.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("whence-cli: {error:#}");
            ExitCode::from(OUTPUT_FAILED)
        }
    }
}

fn run(command: &Command) -> anyhow::Result<ExitCode> {
    let (paths, every_log) = match command {
        Command::Sessions { input } | Command::At { input, .. } => (&input.paths, input.every_log),
        Command::Table { input, .. } | Command::Activity { input, .. } => {
            (&input.paths, input.every_log)
        }
        Command::Audit {
            paths, every_log, ..
        } => (paths, *every_log),
    };
    let cancel = CancelToken::default();
    let on_signal = cancel.clone();
    let loaded = Arc::new(AtomicBool::new(false));
    let is_loaded = Arc::clone(&loaded);
    ctrlc::set_handler(move || {
        // Nobody may be reading what is written, and a second request is an order.
        if is_loaded.load(Ordering::Relaxed) || on_signal.is_cancelled() {
            std::process::exit(CANCELLED.into());
        }
        on_signal.cancel();
    })
    .context("cannot listen for Ctrl+C")?;
    let options = ReadOptions {
        every_log,
        ..ReadOptions::default()
    };
    let artefact_host = match command {
        Command::Activity { host, .. } => host.clone(),
        _ => None,
    };
    let progress = Progress::default();
    let shown = ProgressLine::start(&progress);
    let found = find(paths, &progress, &cancel).map(|found| Found {
        artefact_host,
        ..found
    });
    let loaded_case = found.and_then(|found| load_found(found, options, &progress, &cancel));
    drop(shown);
    let Ok(case) = loaded_case else {
        eprintln!("whence-cli: cancelled");
        return Ok(ExitCode::from(CANCELLED));
    };
    for problem in &case.problems {
        eprintln!("{}", sentence::printable(&problem.to_string()));
    }
    for notice in &case.notices {
        eprintln!("{}", sentence::printable(notice));
    }
    let is_empty = match command {
        Command::Activity { .. } => case.files.is_empty() && case.artefact_files.is_empty(),
        _ => case.files.is_empty(),
    };
    let has_artefacts = matches!(command, Command::Activity { .. }) && !case.artefacts.is_empty();
    let nothing = is_empty || (case.records_read() == 0 && case.is_damaged() && !has_artefacts);
    if nothing {
        let what = if is_empty {
            "no event logs"
        } else {
            "nothing readable"
        };
        eprintln!("whence-cli: {what} in the given paths");
        return Ok(ExitCode::from(NOTHING_READABLE));
    }
    loaded.store(true, Ordering::Relaxed);
    if cancel.is_cancelled() {
        eprintln!("whence-cli: cancelled");
        return Ok(ExitCode::from(CANCELLED));
    }
    if let Command::Activity {
        host: Some(name), ..
    } = command
        && !case.hosts.iter().any(|host| is_called(host, name))
    {
        let words = format!("no host of this case is called {name}: --host changes nothing");
        eprintln!("{}", sentence::printable(&words));
    }
    let status = if case.is_damaged() { DAMAGED } else { 0 };
    answer(case, command)?;
    Ok(ExitCode::from(status))
}

fn answer(case: Case, command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Sessions { input } => {
            write_sessions(&case, (0..).take(case.sessions.len()).collect(), input)
        }
        Command::At { input, time, host } => {
            let sessions = presence::at(&case, host.as_deref(), *time, true);
            write_sessions(&case, sessions, input)
        }
        Command::Activity { input, .. } => write_activities(case, input),
        Command::Table { name, input } => write_table(case, name, input),
        Command::Audit { format, .. } => {
            let mut out = BufWriter::new(io::stdout().lock());
            let ledgers = ledgers(&case);
            match format {
                AuditFormat::Jsonl => audit::write_lines(&case, &ledgers, &mut out),
                AuditFormat::Text => audit::write_text(&case, &ledgers, &mut out),
            }
            .context("standard output")?;
            out.flush().context("standard output")
        }
    }
}

/// The marks of the case file on the sessions of this evidence, where one is given.
fn marked(case: &Case, input: &Input) -> anyhow::Result<Marked> {
    Ok(marks(case, input)?.0)
}

/// The marks of the case file on sessions of this evidence, and on records and artefacts.
fn marks(case: &Case, input: &Input) -> anyhow::Result<(Marked, RecordMarks)> {
    let Some(path) = &input.case_file else {
        return Ok((Marked::new(), RecordMarks::new()));
    };
    let contents = CaseFile::peek(path)?;
    if contents.skipped > 0 {
        let count = contents.skipped;
        eprintln!("{count} entries of the case file were not understood and passed over");
    }
    let (marked, absent) = contents.marked(case);
    if absent > 0 {
        eprintln!("{absent} marked sessions of the case file are not in this evidence");
    }
    Ok((marked, contents.records))
}

/// Writes those of these sessions that match the filter, or what the default view shows of them.
fn write_sessions(case: &Case, sessions: Vec<u32>, input: &Input) -> anyhow::Result<()> {
    let marked = marked(case, input)?;
    let (mut sessions, shows_muted) = match &input.filter {
        Some(text) => {
            let filter = filter::of(text, true);
            let matching = filter::matching(case, &marked, &filter, &sessions);
            (matching, input.all || filter::asks_for_muted(&filter))
        }
        None => (sessions, true),
    };
    let unshown = if input.all {
        None
    } else {
        let reason = |index: &u32| unshown::reason(case, &marked, *index, shows_muted);
        let sentence = unshown::sentence(sessions.iter().filter_map(reason));
        sessions.retain(|index| reason(index).is_none());
        sentence
    };
    let table = SessionTable {
        case,
        indices: &sessions,
        marked: &marked,
    };
    write_out(case, &table, input)?;
    if let Some(sentence) = unshown {
        eprintln!("{sentence}");
    }
    Ok(())
}

/// Writes the activities that match the filter: all of them where there is none.
fn write_activities(case: Case, input: &Input) -> anyhow::Result<()> {
    let (sessions, records) = marks(&case, input)?;
    let marks = Marks {
        sessions: Arc::new(sessions),
        records: Arc::new(records),
    };
    let loaded;
    let (case, indices): (&Case, Vec<u32>) = if let Some(text) = &input.filter {
        loaded = LoadedCase::new(case);
        let question = Question {
            route: Route::Activity,
            filter: filter::of(text, true),
            sort: None,
            grouping: None,
            folding: None,
            marks: marks.clone(),
        };
        let answer = whence::tables::question::answer(&loaded, question, None, &|| true);
        let answer = answer.context("no answer")?;
        for term in RowFilter::new(&*answer.plain, &answer.question.filter).left_out {
            let words = format!("activities have nothing for {term}: not filtered by it");
            eprintln!("{}", sentence::printable(&words));
        }
        let rows = (0..).take(answer.plain.len());
        let found = rows.filter_map(|row| answer.plain.activity(row)).collect();
        (&loaded.case, found)
    } else {
        let all = (0..).take(case.activities.len()).collect();
        loaded = LoadedCase {
            case: Arc::new(case),
            ..LoadedCase::default()
        };
        (&loaded.case, all)
    };
    let table = ActivityTable {
        case,
        indices: &indices,
        marks: &marks.records,
    };
    write_out(case, &table, input)
}

/// Writes a table as the window shows it.
fn write_table(case: Case, name: &str, input: &Input) -> anyhow::Result<()> {
    let route = named::route(name).context("no such table")?;
    let text = input.filter.as_deref().unwrap_or_default();
    let marks = Marks {
        sessions: Arc::new(marked(&case, input)?),
        ..Marks::default()
    };
    let loaded = LoadedCase::new(case);
    let ask = |show_hidden| {
        let question = Question {
            route: route.clone(),
            filter: filter::of(text, show_hidden),
            sort: None,
            grouping: None,
            folding: None,
            marks: marks.clone(),
        };
        whence::tables::question::answer(&loaded, question, None, &|| true)
    };
    let answer = ask(input.all).context("no answer")?;
    write_out(&loaded.case, &AnswerTable::whole(&answer), input)?;
    if route.is_filtered_by_rows() {
        for term in RowFilter::new(&*answer.plain, &answer.question.filter).left_out {
            eprintln!(
                "{}",
                sentence::printable(&format!(
                    "{name} has no column for {term}: not filtered by it"
                ))
            );
        }
    }
    if let Some(all) = (!input.all).then(|| ask(true)).flatten() {
        let left_out = all
            .sessions
            .iter()
            .filter(|session| answer.sessions.binary_search(session).is_err());
        let reason = |index: &u32| unshown::reason(&loaded.case, &marks.sessions, *index, false);
        if let Some(sentence) = unshown::sentence(left_out.filter_map(reason)) {
            eprintln!("{sentence}");
        }
        let rows = |answer| AnswerTable::whole(answer).row_count();
        let background = rows(&all).saturating_sub(rows(&answer));
        if route == Route::Activity && background > 0 {
            eprintln!(
                "{background} activities are not listed: done by the machine while no session was open; --all lists them"
            );
        }
    }
    Ok(())
}

/// Writes a table where it is wanted, in the format that is wanted.
fn write_out(case: &Case, table: &dyn Table, input: &Input) -> anyhow::Result<()> {
    let format = formats::find(&input.format, &input.profile).context("no such format")?;
    let path = input.output.as_deref();
    let escaped = if let Some(path) = path.filter(|path| *path != Path::new("-")) {
        save(case, table, format, path, &|_| true)?.escaped_cells
    } else {
        let mut out = BufWriter::new(io::stdout().lock());
        let escaped = write(table, format, &mut out, &|_| true).context("standard output")?;
        out.flush().context("standard output")?;
        escaped.unwrap_or(0)
    };
    if escaped > 0 {
        eprintln!("{escaped} cells would be taken for formulas; each got a leading apostrophe");
    }
    Ok(())
}
