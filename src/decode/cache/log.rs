//! The logs that records are of: computer, channel and provider, told by their bytes, so that nothing
//! is looked up twice for the records of one log.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::interner::Interner;
use crate::decode::table::{self, RecordKind};
use crate::domain::event::{Header, Text};
use crate::evidence::binxml::{System, Value};

/// One provider's part of a computer's log.
pub struct ComputerLog {
    /// The computer, as logged.
    pub computer: Text,
    /// The channel.
    pub channel: Text,
    /// The provider.
    pub provider: Text,
    /// Computer, channel and provider as they stand in records.
    bytes: [Box<[u8]>; 3],
    /// Its kinds of records, each in the place that its event id gives: a new one takes it over.
    kinds: Vec<Kind>,
}

/// Kinds of records that a log keeps: by this number the frequent ones have places of their own.
const KINDS: usize = 37;

/// What was found out about one kind of record.
#[derive(Default)]
struct Kind {
    event_id: Option<u32>,
    row: Option<&'static RecordKind>,
    /// See `table::is_of_another_provider`.
    is_of_another_provider: bool,
    /// The header of the last one, and the account under which that was written.
    header: Option<Arc<Header>>,
    user_sid: Option<Box<[u8]>>,
}

/// The number of a log among those met.
pub type LogNumber = usize;

/// All logs that were met.
#[derive(Default)]
pub struct ComputerLogs {
    all: Vec<ComputerLog>,
    by_bytes: HashMap<[Box<[u8]>; 3], LogNumber, RandomState>,
    last: LogNumber,
    /// What was found lately, each in the place that layout and shape give: a new one takes it over.
    found: Vec<Found>,
}

/// How many logs are kept by layout and shape.
const FOUND: u64 = 128;
/// More bytes than this between computer, channel and provider are not kept.
const MOST_BYTES: usize = 1024;

/// A log, and by what it was told.
#[derive(Clone, Default)]
struct Found {
    layout: u64,
    shape: u64,
    bytes: Box<[u8]>,
    log: LogNumber,
}

/// Above this many (a hostile log may name another computer in each record) all are forgotten.
const MOST_LOGS: usize = 4096;

impl ComputerLogs {
    /// The log of a record; `None` where only the slow path can tell.
    pub fn of(&mut self, system: &System<'_>, interner: &mut Interner) -> Option<&mut ComputerLog> {
        let (layout, shape, bytes) = (system.key, system.shape(), system.log_bytes());
        let slot = (layout.wrapping_mul(31).wrapping_add(shape) % FOUND) as usize;
        let is_same = |found: &&Found| {
            found.layout == layout && found.shape == shape && Some(&*found.bytes) == bytes
        };
        if let Some(found) = self.found.get(slot).filter(is_same) {
            self.last = found.log;
        } else {
            self.last = self.find(system, interner)?;
            if let Some(bytes) = bytes.filter(|bytes| bytes.len() <= MOST_BYTES) {
                self.found.resize(FOUND as usize, Found::default());
                *self.found.get_mut(slot)? = Found {
                    layout,
                    shape,
                    bytes: bytes.into(),
                    log: self.last,
                };
            }
        }
        self.all.get_mut(self.last)
    }

    fn find(&mut self, system: &System<'_>, interner: &mut Interner) -> Option<LogNumber> {
        let (computer, channel) = (system.computer()?, system.channel()?);
        let provider = system.provider()?;
        let is = |log: &ComputerLog| {
            let [a, b, c] = &log.bytes;
            **a == *computer && **b == *channel && **c == *provider
        };
        if self.all.get(self.last).is_some_and(is) {
            return Some(self.last);
        }
        let bytes: [Box<[u8]>; 3] = [computer.into(), channel.into(), provider.into()];
        match self.by_bytes.get(&bytes) {
            Some(number) => Some(*number),
            None => self.add(bytes, interner),
        }
    }

    fn add(&mut self, bytes: [Box<[u8]>; 3], interner: &mut Interner) -> Option<LogNumber> {
        if self.all.len() >= MOST_LOGS {
            self.all.clear();
            self.by_bytes.clear();
            self.found.clear();
        }
        let [computer, channel, provider] = &bytes;
        let text = |utf16| Value::Text(utf16).text();
        self.all.push(ComputerLog {
            computer: interner.share(&text(computer)?),
            channel: interner.share(&text(channel)?),
            provider: interner.share(&text(provider)?),
            bytes: bytes.clone(),
            kinds: Vec::new(),
        });
        let number = self.all.len() - 1;
        self.by_bytes.insert(bytes, number);
        Some(number)
    }
}

impl ComputerLog {
    fn kind(&mut self, event_id: u32) -> Option<&mut Kind> {
        self.kinds.get_mut(event_id as usize % KINDS)
    }

    /// The row of the table that decodes an event of this log; `None` for one that is not understood.
    pub fn row(&mut self, event_id: u32) -> Option<&'static RecordKind> {
        if self.kinds.is_empty() {
            self.kinds.resize_with(KINDS, Kind::default);
        }
        let kind = self.kind(event_id)?;
        if kind.event_id != Some(event_id) {
            let (provider, channel) = (&self.provider, &self.channel);
            let row = table::find(provider, channel, event_id);
            let is_of_another_provider =
                row.is_none() && table::is_of_another_provider(provider, channel, event_id);
            *self.kind(event_id)? = Kind {
                event_id: Some(event_id),
                row,
                is_of_another_provider,
                ..Kind::default()
            };
            return row;
        }
        kind.row
    }

    /// Whether an event for which `row` has nothing is of a kind that is understood of another provider.
    pub fn is_of_another_provider(&mut self, event_id: u32) -> bool {
        let kind = self.kind(event_id);
        kind.is_some_and(|kind| kind.event_id == Some(event_id) && kind.is_of_another_provider)
    }

    /// The header of an event of this log; `None` where only the slow path can tell.
    pub fn header(
        &mut self,
        event_id: u32,
        user_sid: Option<&[u8]>,
        interner: &mut Interner,
    ) -> Option<Arc<Header>> {
        let kind = self.kind(event_id)?;
        let is_same = kind.event_id == Some(event_id) && kind.user_sid.as_deref() == user_sid;
        if let Some(header) = kind.header.as_ref().filter(|_| is_same) {
            return Some(Arc::clone(header));
        }
        let sid_text = match user_sid {
            Some(sid) => Some(interner.share(&Value::Sid(sid).text()?)),
            None => None,
        };
        let header = interner.one(Header {
            computer: Text::clone(&self.computer),
            channel: Text::clone(&self.channel),
            event_id,
            user_sid: sid_text,
        });
        let kind = self.kind(event_id)?;
        if kind.event_id == Some(event_id) {
            kind.header = Some(Arc::clone(&header));
            kind.user_sid = user_sid.map(Box::from);
        }
        Some(header)
    }
}
