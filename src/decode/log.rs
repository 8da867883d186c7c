//! The logs that records are of: computer, channel and provider, told by their bytes, so that nothing
//! is looked up twice for the records of one log.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::Interner;
use super::table::{self, Row};
use crate::domain::event::{Header, Text};
use crate::evidence::binxml::{System, Value};

/// One provider's part of a computer's log.
pub struct Log {
    /// The computer, as logged.
    pub computer: Text,
    /// The channel.
    pub channel: Text,
    provider: String,
    /// Computer, channel and provider as they stand in records.
    bytes: [Box<[u8]>; 3],
    rows: HashMap<u32, Option<&'static Row>, RandomState>,
    headers: HashMap<(u32, Option<Text>), Arc<Header>, RandomState>,
}

/// The number of a log among those met.
pub type LogNumber = usize;

/// All logs that were met.
#[derive(Default)]
pub struct Logs {
    all: Vec<Log>,
    by_bytes: HashMap<[Box<[u8]>; 3], LogNumber, RandomState>,
    last: LogNumber,
}

/// Above this many (a hostile log may name another computer in each record) all are forgotten.
const MOST_LOGS: usize = 4096;

impl Logs {
    /// The log of a record; `None` where only the slow lane can tell.
    pub fn of(&mut self, system: &System<'_, '_>, interner: &mut Interner) -> Option<&mut Log> {
        let (computer, channel) = (system.computer()?, system.channel()?);
        let provider = system.provider()?;
        let is = |log: &Log| {
            let [a, b, c] = &log.bytes;
            **a == *computer && **b == *channel && **c == *provider
        };
        if !self.all.get(self.last).is_some_and(is) {
            let bytes: [Box<[u8]>; 3] = [computer.into(), channel.into(), provider.into()];
            self.last = match self.by_bytes.get(&bytes) {
                Some(number) => *number,
                None => self.add(bytes, interner)?,
            };
        }
        self.all.get_mut(self.last)
    }

    fn add(&mut self, bytes: [Box<[u8]>; 3], interner: &mut Interner) -> Option<LogNumber> {
        if self.all.len() >= MOST_LOGS {
            self.all.clear();
            self.by_bytes.clear();
        }
        let [computer, channel, provider] = &bytes;
        let text = |utf16| Value::Text(utf16).text();
        self.all.push(Log {
            computer: interner.share(&text(computer)?),
            channel: interner.share(&text(channel)?),
            provider: text(provider)?,
            bytes: bytes.clone(),
            rows: HashMap::default(),
            headers: HashMap::default(),
        });
        let number = self.all.len() - 1;
        self.by_bytes.insert(bytes, number);
        Some(number)
    }
}

impl Log {
    /// The row of the table that decodes an event of this log; `None` for one that is not understood.
    pub fn row(&mut self, event_id: u32) -> Option<&'static Row> {
        let (provider, channel) = (&self.provider, &self.channel);
        *self
            .rows
            .entry(event_id)
            .or_insert_with(|| table::find(provider, channel, event_id))
    }

    /// The header of an event of this log; `None` where only the slow lane can tell.
    pub fn header(
        &mut self,
        event_id: u32,
        user_sid: Option<&[u8]>,
        interner: &mut Interner,
    ) -> Option<Arc<Header>> {
        let user_sid = match user_sid {
            Some(sid) => Some(interner.share(&Value::Sid(sid).text()?)),
            None => None,
        };
        let (computer, channel) = (&self.computer, &self.channel);
        let key = (event_id, user_sid);
        if let Some(known) = self.headers.get(&key) {
            return Some(Arc::clone(known));
        }
        let header = interner.header(Header {
            computer: Text::clone(computer),
            channel: Text::clone(channel),
            event_id,
            user_sid: key.1.clone(),
        });
        self.headers.insert(key, Arc::clone(&header));
        Some(header)
    }
}
