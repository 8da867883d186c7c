//! Events for tests.

use std::sync::Arc;

use crate::domain::event::{Event, Fact, Header, Places, Text};
use crate::domain::time::{Span, Timestamp};

/// A record of a computer's channel in a file, written this many seconds after a fixed moment.
pub(crate) fn event(
    file: u32,
    (computer, channel): (&str, &str),
    record_id: u64,
    seconds: i64,
) -> Event {
    Event {
        time: Timestamp::from_ticks(0).plus(Span::seconds(seconds)),
        record_id,
        header: Arc::new(Header {
            computer: Text::from(computer),
            channel: Text::from(channel),
            event_id: 1,
            user_sid: None,
        }),
        places: Places::One { file, chunk: 0 },
        payload: u32::try_from(record_id).unwrap_or_default(),
        numbering: 0,
        fact: Fact::Slept {
            from: Timestamp::from_ticks(0),
            to: Timestamp::from_ticks(0),
        },
    }
}
