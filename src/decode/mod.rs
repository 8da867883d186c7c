//! Raw records to events: a pure function for each channel, chosen by one table.

#![allow(
    clippy::unnecessary_wraps,
    reason = "all rows of the table share one signature"
)]

mod cut_off;
mod fields;
mod gateway;
mod interner;
mod kerberos;
mod log;
mod logon_ui;
mod payload;
mod plan;
mod process;
mod recurring;
mod rmm;
mod security;
mod smb;
mod ssh;
mod system;
mod table;
mod terminal;
mod varying;
mod vpn;
mod winrm;

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::domain::event::{Event, Guid, Header, Place, Places};
use crate::domain::time::Timestamp;
use crate::evidence::binxml::{self, Unread};
use crate::evidence::record::RawRecord;
use fields::Fields;
use payload::{Names, Payload};
use plan::Plans;
use recurring::Recurring;

pub use cut_off::says_of_whom;
pub use interner::Interner;
pub use log::{Log, LogNumber, Logs};
pub use table::{Decode, ROWS, Row, is_of_another_provider, may_be_understood};

/// What a record says of itself beside its header and its payload.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// When it was written.
    pub time: Timestamp,
    /// Its number in its log.
    pub record_id: u64,
    /// What wrote it, as far as its kind is decoded from more than its own values: see
    /// `Decode::Recurring`.
    pub writer: Writer,
    /// Where it stands.
    pub place: Place,
}

/// What wrote a record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Writer {
    /// `System/Execution/@ProcessID`.
    pub process_id: u32,
    /// `System/Correlation/@ActivityID`: the activity that the record is a part of.
    pub activity: Option<Guid>,
}

/// Decodes the records of one worker. Keeps one copy of what recurs.
#[derive(Default)]
pub struct Decoder {
    /// Texts and identities.
    pub interner: Interner,
    templates: Vec<Names>,
    by_key: HashMap<u64, usize, RandomState>,
    recurring: Recurring,
    plans: Plans,
}

impl Decoder {
    /// The event that a rendered record states; `None` when it is not one that Whence understands.
    pub fn rendered(&mut self, record: &RawRecord<'_>, place: Place) -> Option<Event> {
        let row = table::find(&record.provider, &record.channel, record.event_id)?;
        let header = Header {
            computer: self.interner.share(&record.computer),
            channel: self.interner.share(&record.channel),
            event_id: record.event_id,
            user_sid: record
                .user_sid
                .as_deref()
                .map(|sid| self.interner.share(sid)),
        };
        let header = self.interner.one(header);
        let writer = Writer {
            process_id: record.process_id,
            activity: record.activity.as_deref().and_then(Guid::parse),
        };
        let (print, fact) = match row.decode {
            Decode::Presence(fact) => (0, fact()?),
            Decode::Values(decode) | Decode::Recurring(decode, _) => {
                let payload = record.payload.map(serde_json::value::RawValue::get);
                let payload = Payload::rendered(payload);
                let mut fields = Fields::new(payload, writer, &mut self.interner);
                let print = fields.payload.print();
                (print, decode(&mut fields, &header)?)
            }
        };
        let stamp = Stamp {
            time: record.time,
            record_id: record.record_id,
            writer,
            place,
        };
        Some(event(stamp, header, print, fact))
    }

    /// The event of a record that was found where it stands, from its payload where it needs that.
    /// The outer `None` says that only the slow lane can tell, the inner one that the record states
    /// nothing that is needed.
    pub fn located<'p>(
        &mut self,
        row: &'static Row,
        header: Arc<Header>,
        stamp: Stamp,
        payload: impl FnOnce() -> Option<Unread<'p>>,
    ) -> Option<Option<Event>> {
        let (decode, varying) = match row.decode {
            Decode::Presence(fact) => {
                return Some(fact().map(|fact| event(stamp, header, 0, fact)));
            }
            Decode::Values(decode) => (decode, None),
            Decode::Recurring(decode, varying) => (decode, Some(varying)),
        };
        let payload = payload()?;
        if varying.is_some()
            && let Some(expected) = self.recurring.expected(&header, &payload)
        {
            let (fact, print) = expected.fact()?;
            return Some(Some(event(stamp, header, print, fact)));
        }
        let values = &payload.read()?;
        let number = match self.by_key.get(&values.key) {
            Some(number) => *number,
            None => self.learn(values)?,
        };
        let names = self.templates.get_mut(number)?;
        let plan = varying.and_then(|list| self.plans.of(values, names, list));
        let key = match plan {
            Some(plan) => Some(self.recurring.key(&header, values, plan)?),
            None => None,
        };
        if let Some(found) = key.as_ref().and_then(|key| self.recurring.find(key)) {
            let (fact, print) = found.fact()?;
            return Some(Some(event(stamp, header, print, fact)));
        }
        let payload = Payload::located(values, names);
        let mut fields = Fields::new(payload, stamp.writer, &mut self.interner);
        let print = fields.payload.print();
        let fact = decode(&mut fields, &header);
        if let (Some(key), Some(fact)) = (&key, &fact) {
            let hidden = key.hidden(&mut fields);
            if !fields.payload.is_unexpected() {
                self.recurring.keep(key, fact.clone(), print, hidden)?;
            }
        }
        let is_known = !fields.payload.is_unexpected();
        is_known.then(|| fact.map(|fact| event(stamp, header, print, fact)))
    }

    /// The number of a template that was not met before; `None` where only the slow lane can tell its
    /// names.
    fn learn(&mut self, values: &binxml::Payload<'_>) -> Option<usize> {
        let names: Option<Vec<String>> = values.layout.names().collect();
        if self.templates.len() >= MOST_TEMPLATES {
            self.templates.clear();
            self.by_key.clear();
        }
        self.templates.push(Names::new(names?));
        let number = self.templates.len() - 1;
        self.by_key.insert(values.key, number);
        Some(number)
    }
}

/// Above this many (hostile evidence may have another template in each record) all are forgotten.
const MOST_TEMPLATES: usize = 4096;

fn event(stamp: Stamp, header: Arc<Header>, print: u64, fact: crate::domain::event::Fact) -> Event {
    Event {
        time: stamp.time,
        record_id: stamp.record_id,
        header,
        places: Places::one(stamp.place, stamp.record_id),
        payload: (print ^ (print >> 32)) as u32,
        numbering: 0,
        fact,
    }
}

#[cfg(test)]
mod tests;
