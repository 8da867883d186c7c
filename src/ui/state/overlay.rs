//! What lies over the window while it is open: the palette of actions, or a question that one line of text
//! answers.

use crate::ui::text;

/// The palette or a question.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// Actions by name.
    Palette(Palette),
    /// A prompt for one line of text.
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

/// What a prompt for one line of text asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptKind {
    /// Which moment to go to.
    Time,
    /// Who was there at which moment.
    Presence,
    /// Who was on which hosts at which moments: several lines.
    PresenceList,
    /// How far around a session.
    Around,
    /// Which zone.
    Zone,
    /// Under which name to keep the filter.
    FilterName,
    /// Which tags to add.
    Tag,
    /// Which tags to remove.
    Untag,
    /// Which comment.
    Comment,
    /// Which tags to add to the record.
    RecordTag,
    /// Which comment on the record.
    RecordComment,
    /// Where to keep the case.
    CasePath,
}

/// A question and its answer as it is typed.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What the prompt asks for.
    pub kind: PromptKind,
    /// What was typed.
    pub typed: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What happens to the overlay.
#[derive(Clone, Debug)]
pub enum OverlayCommand {
    /// The palette opens.
    Palette,
    /// A question is asked.
    Ask(PromptKind),
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

impl PromptKind {
    /// Whether the answer may have several lines.
    pub fn has_lines(self) -> bool {
        self == Self::PresenceList
    }

    /// The question, in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Time => text::ASK_TIME,
            Self::Presence => text::ASK_PRESENCE,
            Self::PresenceList => text::ASK_PRESENCE_LIST,
            Self::Around => text::ASK_AROUND,
            Self::Zone => text::ASK_ZONE,
            Self::FilterName => text::ASK_FILTER_NAME,
            Self::Tag => text::ASK_TAG,
            Self::RecordTag => text::ASK_RECORD_TAG,
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
            Self::PresenceList => text::PRESENCE_LIST_HINT,
            Self::Around => "30m",
            Self::Zone => text::ZONE_HINT,
            Self::FilterName => text::FILTER_NAME_HINT,
            Self::Tag | Self::Untag | Self::RecordTag => text::TAG_HINT,
            Self::Comment | Self::RecordComment => text::COMMENT_HINT,
            Self::CasePath => text::CASE_PATH_HINT,
        }
    }
}
