//! Evidence units, which records form before anything is joined into a session: logon sessions, RDP
//! connections, local sessions and visits to them, and the NLA logons of connections.

pub(super) mod better_logs;
mod by_pos;
pub(super) mod connections;
pub(super) mod front_ends;
pub(super) mod logon_screens;
pub(super) mod logons;
pub(super) mod nearest_connection;
pub(super) mod nla;
pub(super) mod over_network;
pub(super) mod screen_words;
pub(super) mod visits;
