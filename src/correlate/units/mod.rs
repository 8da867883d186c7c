//! Evidence units, which records form before anything is joined into a session: logon sessions, RDP
//! connections, local sessions and visits to them, and the NLA logons of connections.

pub mod better_logs;
mod by_pos;
pub mod connections;
pub mod front_ends;
pub mod logon_screens;
pub mod logons;
pub mod nearest_connection;
pub mod nla;
pub mod over_network;
pub mod screen_words;
pub mod visits;
