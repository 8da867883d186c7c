//! Plain data in the terms of the field. No input or output happens here.

/// Declares an enum whose variants have fixed words; the variants are in the order from weak to strong.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every value, in declared order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word used in exports, on screen and in the documentation.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// Lets the fields of a shared part be used as the fields of the record that has it.
macro_rules! shares {
    ($($whole:ident: $field:ident => $part:ident,)+) => {
        $(impl std::ops::Deref for $whole {
            type Target = $part;

            fn deref(&self) -> &$part {
                &self.$field
            }
        })+
    };
}

/// An address and its port, where the address is shared and the port is the record's own.
macro_rules! addressed {
    ($($name:ident,)+) => {
        $(impl $name {
            /// `IpAddress` and `IpPort`; `None` only when the record has no such field.
            pub fn address(&self) -> Option<LoggedAddress> {
                self.from.map(|from| from.or_port(self.port))
            }
        })+
    };
}

pub mod account;
pub mod activity;
pub mod address;
pub mod cell;
pub mod coverage;
pub mod event;
pub mod event_id;
pub mod fact;
pub mod ground;
pub mod heartbeats;
pub mod host;
pub mod identity;
pub mod ids;
pub mod join;
pub mod local_session;
pub mod logon;
pub mod logon_session;
pub mod mark;
pub mod near_miss;
pub mod note;
pub mod path_class;
pub mod place;
pub mod power;
pub mod process;
pub mod record;
pub mod record_key;
pub mod records;
pub mod remote_access;
pub mod remote_desktop;
pub mod rule;
pub mod session;
pub mod session_id;
pub mod session_terms;
pub mod status;
pub mod table;
pub mod text;
pub mod time;
