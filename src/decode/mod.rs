//! Raw records to events: a pure function for each channel, chosen by one table.

#![allow(
    clippy::unnecessary_wraps,
    reason = "all rows of the table share one signature"
)]

mod fields;
mod gateway;
mod interner;
mod kerberos;
mod log;
mod logon_ui;
mod payload;
mod process;
mod recurring;
mod rmm;
mod security;
mod ssh;
mod system;
mod table;
mod terminal;
mod varying;
mod vpn;
mod winrm;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::domain::event::{Event, Guid, Header, Place, Places};
use crate::domain::time::Timestamp;
use crate::evidence::binxml;
use crate::evidence::record::RawRecord;
use fields::Fields;
use payload::{Names, Payload};
use recurring::Recurring;

pub use interner::Interner;
pub use log::{Log, LogNumber, Logs};
pub use table::{Decode, ROWS, Row, may_be_understood};

/// What a record says of itself beside its header and its payload.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// When it was written.
    pub time: Timestamp,
    /// Its number in its log.
    pub record_id: u64,
    /// What wrote it.
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
    /// Where varying values stand, for the shapes of payloads met lately.
    plans: Vec<Plan>,
}

/// Where the varying values of a payload of one layout and shape stand.
#[derive(Default)]
struct Plan {
    layout: u64,
    shape: u64,
    names: &'static [&'static str],
    ranges: Vec<Range<usize>>,
}

/// Plans that are kept: a new one takes the place of another.
const PLANS: usize = 1024;

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
            Decode::Values(decode) => {
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

    /// The event of a record that was found where it stands, from its `values` where it needs them.
    /// The outer `None` says that only the slow lane can tell, the inner one that the record states
    /// nothing that is needed.
    pub fn located<'p>(
        &mut self,
        row: &'static Row,
        header: Arc<Header>,
        stamp: Stamp,
        values: impl FnOnce() -> Option<binxml::Payload<'p>>,
    ) -> Option<Option<Event>> {
        let decode = match row.decode {
            Decode::Presence(fact) => {
                return Some(fact().map(|fact| event(stamp, header, 0, fact)));
            }
            Decode::Values(decode) => decode,
        };
        let values = &values()?;
        let number = match self.by_key.get(&values.key) {
            Some(number) => *number,
            None => self.learn(values)?,
        };
        let names = self.templates.get_mut(number)?;
        let Some(varying) = varying::of(row) else {
            let payload = Payload::located(values, names);
            let mut fields = Fields::new(payload, stamp.writer, &mut self.interner);
            let print = fields.payload.print();
            let fact = decode(&mut fields, &header);
            let is_known = !fields.payload.is_unexpected();
            return is_known.then(|| fact.map(|fact| event(stamp, header, print, fact)));
        };

        names.settle(varying.names);
        if self.plans.is_empty() {
            self.plans.resize_with(PLANS, Plan::default);
        }
        let slot = values.shape().wrapping_add(values.key << 5) as usize % PLANS;
        let plan = self.plans.get_mut(slot)?;
        plan.settle(values, names, varying.names);
        let mut print = 0_u64;
        for &number in names.varying() {
            print = print.wrapping_add(payload::print_located(values, names, number)?);
        }
        let key = self.recurring.key(&header, values, &plan.ranges)?;
        if let Some((known, constant)) = self.recurring.find(&key) {
            let mut fact = known.clone();
            let payload = Payload::located(values, names);
            let mut fields = Fields::new(payload, stamp.writer, &mut self.interner);
            (varying.set)(&mut fact, &mut fields);
            let print = print.wrapping_add(constant);
            let is_known = !fields.payload.is_unexpected();
            return is_known.then(|| Some(event(stamp, header, print, fact)));
        }
        let payload = Payload::located(values, names);
        let mut fields = Fields::new(payload, stamp.writer, &mut self.interner);
        let whole = fields.payload.print();
        let fact = decode(&mut fields, &header);
        if fields.payload.is_unexpected() {
            return None;
        }
        if let Some(fact) = &fact {
            self.recurring
                .keep(&key, fact.clone(), whole.wrapping_sub(print));
        }
        Some(fact.map(|fact| event(stamp, header, whole, fact)))
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

impl Plan {
    /// Makes it that of a payload, whose names are settled by `list`.
    fn settle(
        &mut self,
        values: &binxml::Payload<'_>,
        names: &Names,
        list: &'static [&'static str],
    ) {
        let own = (values.key, values.shape());
        if (self.layout, self.shape) == own && std::ptr::eq(self.names, list) {
            return;
        }
        (self.layout, self.shape) = own;
        self.names = list;
        self.ranges.clear();
        // What another name has too tells records apart, as all does that does not vary.
        let varying = names.varying().iter();
        let own = varying.filter(|&&number| !values.layout.is_shared(number));
        self.ranges
            .extend(own.filter_map(|&number| values.range(number)));
        self.ranges.sort_unstable_by_key(|range| range.start);
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
