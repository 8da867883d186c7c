//! The logs that records belong to: computer, channel and provider. They are recognised by their
//! bytes, so that nothing is looked up twice for the records of one log.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::interner::Interner;
use crate::decode::table::{self, RecordKind};
use crate::domain::event::{Header, Text};
use crate::evidence::binxml::{System, Value};

/// The log of one computer, channel and provider.
pub struct ComputerLog {
    /// The computer, as logged.
    pub computer: Text,
    /// The channel.
    pub channel: Text,
    /// The provider.
    pub provider: Text,
    /// The bytes of computer, channel and provider in records.
    bytes: [Box<[u8]>; 3],
    /// Its kinds of records, each in the slot given by its event id. A new kind replaces the one in
    /// its slot.
    kinds: Vec<Kind>,
}

/// Number of slots for kinds of records. With this number the frequent kinds do not share a slot.
const KIND_SLOTS: usize = 37;

/// What is known about one kind of record.
#[derive(Default)]
struct Kind {
    event_id: Option<u32>,
    row: Option<&'static RecordKind>,
    /// See `table::is_of_another_provider`.
    is_of_another_provider: bool,
    /// The header of the last record.
    header: Option<Arc<Header>>,
    /// The account that wrote that record.
    user_sid: Option<Box<[u8]>>,
}

/// Index of a log in `ComputerLogs`.
pub type LogNumber = usize;

/// All logs seen so far.
#[derive(Default)]
pub struct ComputerLogs {
    all: Vec<ComputerLog>,
    by_bytes: HashMap<[Box<[u8]>; 3], LogNumber, RandomState>,
    last: LogNumber,
    /// Recent lookups, each in the slot given by layout and shape. A new one replaces the one in
    /// its slot.
    lookups: Vec<Lookup>,
}

/// Number of slots for recent lookups.
const LOOKUP_SLOTS: u64 = 128;
/// Lookups with more bytes than this are not kept.
const MAX_BYTES: usize = 1024;

/// A log, and the layout, shape and bytes of the records that belong to it.
#[derive(Clone, Default)]
struct Lookup {
    layout: u64,
    shape: u64,
    bytes: Box<[u8]>,
    log: LogNumber,
}

/// All logs are forgotten when there are more than this. A hostile log may name another computer in
/// each record.
const MAX_LOGS: usize = 4096;

impl ComputerLogs {
    /// Returns the log of a record, or `None` if only the slow path can determine it.
    pub fn of(&mut self, system: &System<'_>, interner: &mut Interner) -> Option<&mut ComputerLog> {
        let (layout, shape, bytes) = (system.key, system.shape(), system.log_bytes());
        let slot = (layout.wrapping_mul(31).wrapping_add(shape) % LOOKUP_SLOTS) as usize;
        let is_same = |lookup: &&Lookup| {
            lookup.layout == layout && lookup.shape == shape && Some(&*lookup.bytes) == bytes
        };
        if let Some(lookup) = self.lookups.get(slot).filter(is_same) {
            self.last = lookup.log;
        } else {
            self.last = self.find(system, interner)?;
            if let Some(bytes) = bytes.filter(|bytes| bytes.len() <= MAX_BYTES) {
                self.lookups
                    .resize(LOOKUP_SLOTS as usize, Lookup::default());
                *self.lookups.get_mut(slot)? = Lookup {
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
        // Logs whose records have many layouts share slots: then most records are of the last log.
        let is_last = |log: &ComputerLog| {
            let [a, b, c] = &log.bytes;
            **a == *computer && **b == *channel && **c == *provider
        };
        if self.all.get(self.last).is_some_and(is_last) {
            return Some(self.last);
        }
        let bytes: [Box<[u8]>; 3] = [computer.into(), channel.into(), provider.into()];
        match self.by_bytes.get(&bytes) {
            Some(number) => Some(*number),
            None => self.add(bytes, interner),
        }
    }

    fn add(&mut self, bytes: [Box<[u8]>; 3], interner: &mut Interner) -> Option<LogNumber> {
        if self.all.len() >= MAX_LOGS {
            self.all.clear();
            self.by_bytes.clear();
            self.lookups.clear();
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
        self.kinds.get_mut(event_id as usize % KIND_SLOTS)
    }

    /// Returns the row of the table that decodes an event of this log, or `None` if the event is
    /// not understood.
    pub fn row(&mut self, event_id: u32) -> Option<&'static RecordKind> {
        if self.kinds.is_empty() {
            self.kinds.resize_with(KIND_SLOTS, Kind::default);
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

    /// Whether an event without a row has the channel and event id of a kind that is understood,
    /// but another provider.
    pub fn is_of_another_provider(&mut self, event_id: u32) -> bool {
        let kind = self.kind(event_id);
        kind.is_some_and(|kind| kind.event_id == Some(event_id) && kind.is_of_another_provider)
    }

    /// Returns the header of an event of this log, or `None` if only the slow path can determine
    /// it.
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
        let header = interner.intern(Header {
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
