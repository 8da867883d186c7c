//! What lies over the window while it is open: the palette of actions, or a question that one line
//! of text answers.

use super::actions::{Group, matching};
use super::app::App;
use super::command::{Command, MarkChange};
use super::text;
use super::typed_path::typed_path;
use crate::analysis::query;
use crate::domain::time::{DisplayZone, Span};

/// The palette or a question.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// Actions by name.
    Palette(Palette),
    /// One line of text is asked for.
    Prompt(Prompt),
}

/// The palette as it is typed into.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What was typed.
    pub typed: String,
    /// Which of the fitting actions is marked.
    pub at: usize,
}

impl Palette {
    /// What fits and can be done now: actions, then filters that were given a name.
    pub fn found(&self, app: &App) -> Vec<Entry> {
        let actions = matching(&self.typed).into_iter().filter_map(|action| {
            Some(Entry {
                title: action.title.to_owned(),
                keys: action
                    .keys()
                    .first()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                group: action.group.label(),
                command: (action.command)(app)?,
            })
        });
        let filters = app.opened.iter().flat_map(|opened| &opened.filters);
        let typed = self.typed.to_lowercase();
        let filters = filters.filter_map(|(name, text)| {
            let title = format!("{}: {name}", text::SAVED_FILTER);
            let lower = title.to_lowercase();
            typed
                .split_whitespace()
                .all(|word| lower.contains(word))
                .then(|| Entry {
                    title,
                    keys: String::new(),
                    group: Group::Filter.label(),
                    command: Command::UseFilter(text.clone()),
                })
        });
        actions.chain(filters).collect()
    }
}

/// One line of the palette.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it does.
    pub title: String,
    /// Its first keys.
    pub keys: String,
    /// What it is about.
    pub group: &'static str,
    /// What is done.
    pub command: Command,
}

/// What one line of text is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Which moment to go to.
    Time,
    /// Who was there at which moment.
    Presence,
    /// How far around a session.
    Around,
    /// Which zone.
    Zone,
    /// Under which name to keep the filter.
    FilterName,
    /// Which tags to add.
    Tag,
    /// Which tags to take away.
    Untag,
    /// Which comment.
    Comment,
    /// Which comment on the record.
    RecordComment,
    /// Where to keep the case.
    CasePath,
}

/// A question and its answer as it is typed.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What is asked.
    pub question: Question,
    /// What was typed.
    pub typed: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What happens to the overlay.
#[derive(Clone, Debug)]
pub enum Change {
    /// The palette opens.
    Palette,
    /// A question is asked.
    Ask(Question),
    /// Something was typed.
    Typed(String),
    /// The mark moves.
    Move(isize),
    /// The action at this place is done.
    Run(usize),
    /// What is marked is done, or the question is answered.
    Enter,
    /// It closes.
    Close,
}

impl Question {
    /// What is asked, in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Time => text::ASK_TIME,
            Self::Presence => text::ASK_PRESENCE,
            Self::Around => text::ASK_AROUND,
            Self::Zone => text::ASK_ZONE,
            Self::FilterName => text::ASK_FILTER_NAME,
            Self::Tag => text::ASK_TAG,
            Self::Untag => text::ASK_UNTAG,
            Self::Comment => text::ASK_COMMENT,
            Self::RecordComment => text::ASK_RECORD_COMMENT,
            Self::CasePath => text::ASK_CASE_PATH,
        }
    }

    /// What an answer looks like.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Time | Self::Presence => text::TIME_HINT,
            Self::Around => "30m",
            Self::Zone => text::ZONE_HINT,
            Self::FilterName => text::FILTER_NAME_HINT,
            Self::Tag | Self::Untag => text::TAG_HINT,
            Self::Comment | Self::RecordComment => text::COMMENT_HINT,
            Self::CasePath => text::CASE_PATH_HINT,
        }
    }

    /// What the answer asks for, or what is wrong with it.
    fn answer(self, typed: &str, app: &App) -> Result<Vec<Command>, String> {
        let zone = &app.prefs.zone;
        let typed = typed.trim();
        let wrong = || format!("{}: {}", text::NOT_UNDERSTOOD, self.hint());
        let one = |command: Option<Command>| command.map(|c| vec![c]).ok_or_else(wrong);
        match self {
            Self::Time => one(zone.parse_moment(typed).map(Command::GoToTime)),
            Self::Presence => match zone.parse_moment(typed) {
                Some(_) => Ok(vec![Command::AtText(typed.to_owned()), Command::AskAt]),
                None => Err(wrong()),
            },
            Self::Around => {
                let typed = if typed.is_empty() { self.hint() } else { typed };
                one(query::span(typed).map(|ticks| Command::Around(Span(ticks))))
            }
            Self::Zone => one(DisplayZone::parse(typed).map(Command::Zone)),
            Self::FilterName => {
                let name = (!typed.is_empty()).then(|| typed.to_owned());
                one(name.map(Command::SaveFilter))
            }
            Self::Tag => one(is_tag(typed).then(|| mark(MarkChange::Tag(typed.to_owned())))),
            Self::Untag => one(is_tag(typed).then(|| mark(MarkChange::Untag(typed.to_owned())))),
            Self::Comment => Ok(vec![mark(MarkChange::Comment(typed.to_owned()))]),
            Self::RecordComment => {
                let comment = MarkChange::Comment(typed.to_owned());
                Ok(vec![Command::MarkRecord(comment)])
            }
            Self::CasePath => {
                let path = (!typed.is_empty()).then(|| typed_path(typed));
                one(path.map(Command::SaveCaseAt))
            }
        }
    }
}

/// Changes the overlay; returns what is to be done.
pub fn change(app: &mut App, change: Change) -> Vec<Command> {
    match (change, app.overlay.take()) {
        (Change::Close, _) => Vec::new(),
        (Change::Palette, _) => {
            app.overlay = Some(Overlay::Palette(Palette::default()));
            Vec::new()
        }
        (Change::Ask(question), _) => {
            app.overlay = Some(Overlay::Prompt(Prompt {
                question,
                typed: known_answer(app, question),
                error: None,
            }));
            Vec::new()
        }
        (change, Some(Overlay::Palette(palette))) => in_palette(app, palette, &change),
        (change, Some(Overlay::Prompt(prompt))) => in_prompt(app, prompt, change),
        (_, None) => Vec::new(),
    }
}

fn mark(change: MarkChange) -> Command {
    Command::Mark(change)
}

fn is_tag(typed: &str) -> bool {
    typed
        .split(',')
        .any(|tag| crate::domain::mark::tag(tag).is_some())
}

/// What stands in the line already: a comment is changed, not written anew.
fn known_answer(app: &App, question: Question) -> String {
    let known = || {
        let opened = app.opened.as_ref()?;
        let mark = match question {
            Question::Comment => opened.marked.get(&opened.session_in_hand()?)?,
            Question::RecordComment => opened.record_marks.get(&opened.record_in_hand()?)?,
            _ => return None,
        };
        Some(mark.comment.clone())
    };
    known().unwrap_or_default()
}

fn in_palette(app: &mut App, mut palette: Palette, change: &Change) -> Vec<Command> {
    let place = match change {
        Change::Enter => palette.at,
        Change::Run(place) => *place,
        Change::Typed(typed) => {
            palette = Palette {
                typed: typed.clone(),
                at: 0,
            };
            app.overlay = Some(Overlay::Palette(palette));
            return Vec::new();
        }
        Change::Move(by) => {
            let last = palette.found(app).len().saturating_sub(1);
            palette.at = palette.at.saturating_add_signed(*by).min(last);
            app.overlay = Some(Overlay::Palette(palette));
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    let mut found = palette.found(app);
    if place < found.len() {
        vec![found.swap_remove(place).command]
    } else {
        app.overlay = Some(Overlay::Palette(palette));
        Vec::new()
    }
}

fn in_prompt(app: &mut App, mut prompt: Prompt, change: Change) -> Vec<Command> {
    match change {
        Change::Typed(typed) => {
            prompt.typed = typed;
            prompt.error = None;
        }
        Change::Enter => match prompt.question.answer(&prompt.typed, app) {
            Ok(commands) => return commands,
            Err(error) => prompt.error = Some(error),
        },
        _ => {}
    }
    app.overlay = Some(Overlay::Prompt(prompt));
    Vec::new()
}
