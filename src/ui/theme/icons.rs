//! The icons that the window uses, of those in the embedded fonts, by their names in Phosphor 2.1. One code point is the outline in the
//! font of the text and the filled form in [`super::fonts::filled`].

/// An icon.
pub const USER: char = '\u{E4C2}';
/// An icon.
pub const USERS: char = '\u{E4D6}';
/// An icon.
pub const USER_GEAR: char = '\u{E4CC}';
/// An icon.
pub const ROBOT: char = '\u{E762}';
/// An icon.
pub const DESKTOP_TOWER: char = '\u{E562}';
/// An icon.
pub const MONITOR: char = '\u{E32E}';
/// An icon.
pub const SCREENCAST: char = '\u{E404}';
/// An icon.
pub const TERMINAL_WINDOW: char = '\u{EAE8}';
/// An icon.
pub const SHARE_NETWORK: char = '\u{E408}';
/// An icon.
pub const FOLDER: char = '\u{E24A}';
/// An icon.
pub const FOLDER_OPEN: char = '\u{E256}';
/// An icon.
pub const KEY: char = '\u{E2D6}';
/// An icon.
pub const GEAR_SIX: char = '\u{E272}';
/// An icon.
pub const FLAG: char = '\u{E244}';
/// An icon.
pub const WARNING: char = '\u{E4E0}';
/// An icon.
pub const WARNING_OCTAGON: char = '\u{E4E4}';
/// An icon.
pub const INFO: char = '\u{E2CE}';
/// An icon.
pub const GLOBE_HEMISPHERE_WEST: char = '\u{E28C}';
/// An icon.
pub const HOUSE_SIMPLE: char = '\u{E2C6}';
/// An icon.
pub const PLUGS_CONNECTED: char = '\u{EB5A}';
/// An icon.
pub const SIGN_IN: char = '\u{E428}';
/// An icon.
pub const SIGN_OUT: char = '\u{E42A}';
/// An icon.
pub const LOCK_SIMPLE: char = '\u{E308}';
/// An icon.
pub const ERASER: char = '\u{E21E}';
/// An icon.
pub const TRASH: char = '\u{E4A6}';
/// An icon.
pub const CLOCK: char = '\u{E19A}';
/// An icon.
pub const CLOCK_COUNTER_CLOCKWISE: char = '\u{E1A0}';
/// An icon.
pub const MAGNIFYING_GLASS: char = '\u{E30C}';
/// An icon.
pub const FUNNEL_SIMPLE: char = '\u{E268}';
/// An icon.
pub const X: char = '\u{E4F6}';
/// An icon.
pub const X_CIRCLE: char = '\u{E4F8}';
/// An icon.
pub const CHECK: char = '\u{E182}';
/// An icon.
pub const CHECK_CIRCLE: char = '\u{E184}';
/// An icon.
pub const CARET_DOWN: char = '\u{E136}';
/// An icon.
pub const CARET_RIGHT: char = '\u{E13A}';
/// An icon.
pub const CARET_LEFT: char = '\u{E138}';
/// An icon.
pub const CARET_UP: char = '\u{E13C}';
/// An icon.
pub const ARROW_RIGHT: char = '\u{E06C}';
/// An icon.
pub const ARROW_LEFT: char = '\u{E058}';
/// An icon.
pub const ARROW_UP: char = '\u{E08E}';
/// An icon.
pub const ARROW_DOWN: char = '\u{E03E}';
/// An icon.
pub const TAG: char = '\u{E478}';
/// An icon.
pub const BOOKMARK_SIMPLE: char = '\u{E0EA}';
/// An icon.
pub const EYE_SLASH: char = '\u{E224}';
/// An icon.
pub const EYE: char = '\u{E220}';
/// An icon.
pub const EXPORT: char = '\u{EAF0}';
/// An icon.
pub const DOWNLOAD_SIMPLE: char = '\u{E20C}';
/// An icon.
pub const FILE: char = '\u{E230}';
/// An icon.
pub const FILE_TEXT: char = '\u{E23A}';
/// An icon.
pub const HARD_DRIVES: char = '\u{E2A0}';
/// An icon.
pub const DATABASE: char = '\u{E1DE}';
/// An icon.
pub const LIST_BULLETS: char = '\u{E2F2}';
/// An icon.
pub const TABLE: char = '\u{E476}';
/// An icon.
pub const ROWS: char = '\u{E5A2}';
/// An icon.
pub const CHART_BAR: char = '\u{E150}';
/// An icon.
pub const SUN: char = '\u{E472}';
/// An icon.
pub const MOON: char = '\u{E330}';
/// An icon.
pub const QUESTION: char = '\u{E3E8}';
/// An icon.
pub const PLAY: char = '\u{E3D0}';
/// An icon.
pub const COPY_SIMPLE: char = '\u{E1CC}';
/// An icon.
pub const DOTS_THREE: char = '\u{E1FE}';
/// An icon.
pub const PROHIBIT: char = '\u{E3DE}';
/// An icon.
pub const CIRCLE_HALF: char = '\u{E18C}';
/// An icon.
pub const CIRCLE_DASHED: char = '\u{E602}';
/// An icon.
pub const LINK_SIMPLE: char = '\u{E2E6}';
/// An icon.
pub const APP_WINDOW: char = '\u{E5DA}';
/// An icon.
pub const IDENTIFICATION_CARD: char = '\u{E2C8}';
/// An icon.
pub const STACK: char = '\u{E466}';
/// An icon.
pub const FLOPPY_DISK: char = '\u{E248}';
/// An icon.
pub const CALENDAR_BLANK: char = '\u{E10A}';
/// An icon.
pub const TIMER: char = '\u{E492}';
/// An icon.
pub const CORNERS_OUT: char = '\u{E1D0}';
/// An icon.
pub const ARROW_SQUARE_OUT: char = '\u{E5DE}';
/// An icon.
pub const REPEAT: char = '\u{E3F6}';
/// An icon.
pub const SIDEBAR_SIMPLE: char = '\u{EC24}';
/// An icon.
pub const SHIELD: char = '\u{E40A}';
/// An icon.
pub const WARNING_CIRCLE: char = '\u{E4E2}';
/// An icon.
pub const WARNING_DIAMOND: char = '\u{E7FC}';
/// An icon.
pub const LIST_MAGNIFYING_GLASS: char = '\u{EBE0}';
/// An icon.
pub const SEAL_QUESTION: char = '\u{E608}';
/// An icon.
pub const SPLIT_HORIZONTAL: char = '\u{E872}';
/// An icon.
pub const PLUG: char = '\u{E946}';
