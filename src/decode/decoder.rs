//! Decodes records with the help of caches for recurring values.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::cache::interner::Interner;
use super::cache::plan::VaryingLayouts;
use super::cache::recurring::Recurring;
use super::fields::Fields;
use super::payload::{Names, Payload};
use super::stamp::{RecordStamp, Writer};
use super::table::{self, Decode, RecordKind};
use crate::domain::event::{Event, Fact, Guid, Header, Place, Places};
use crate::evidence::binxml::{self, UnreadPayload};
use crate::evidence::render::record::RawRecord;

/// The result of decoding a record in place.
pub enum Decoded {
    /// An event.
    Event(Event),
    /// The record states nothing that is needed.
    Nothing,
    /// Only the slow path can decode the record.
    NeedsSlowPath,
}

impl Decoded {
    fn of(stamp: RecordStamp, header: Arc<Header>, fingerprint: u64, fact: Option<Fact>) -> Self {
        match fact {
            Some(fact) => Self::Event(event(stamp, header, fingerprint, fact)),
            None => Self::Nothing,
        }
    }
}

/// Decodes the records of one worker and caches recurring values.
#[derive(Default)]
pub struct Decoder {
    /// Shared copies of texts and identities.
    pub interner: Interner,
    templates: Vec<Names>,
    by_key: HashMap<u64, usize, RandomState>,
    recurring: Recurring,
    plans: VaryingLayouts,
}

impl Decoder {
    /// Decodes a rendered record. Returns `None` if Whence does not understand it.
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
        let header = self.interner.intern(header);
        let writer = Writer {
            process_id: record.process_id,
            activity: record.activity.as_deref().and_then(Guid::parse),
        };
        let (fingerprint, fact) = match row.decode {
            Decode::Presence(fact) => (0, fact()?),
            Decode::Values(decode) | Decode::Recurring(decode, _) => {
                let payload = record.payload.map(serde_json::value::RawValue::get);
                let payload = Payload::rendered(payload);
                let mut fields = Fields::new(payload, writer, &mut self.interner);
                let fingerprint = fields.payload.fingerprint();
                (fingerprint, decode(&mut fields, &header)?)
            }
        };
        let stamp = RecordStamp {
            time: record.time,
            record_id: record.record_id,
            writer,
            place,
        };
        Some(event(stamp, header, fingerprint, fact))
    }

    /// Decodes a record in place. `payload` is only called if the payload is needed.
    pub fn located<'p>(
        &mut self,
        row: &'static RecordKind,
        header: Arc<Header>,
        stamp: RecordStamp,
        payload: impl FnOnce() -> Option<UnreadPayload<'p>>,
    ) -> Decoded {
        let decoded = self.try_located(row, header, stamp, payload);
        decoded.unwrap_or(Decoded::NeedsSlowPath)
    }

    /// Decodes a record in place. Returns `None` if only the slow path can decode it.
    fn try_located<'p>(
        &mut self,
        row: &'static RecordKind,
        header: Arc<Header>,
        stamp: RecordStamp,
        payload: impl FnOnce() -> Option<UnreadPayload<'p>>,
    ) -> Option<Decoded> {
        let (decode, varying) = match row.decode {
            Decode::Presence(fact) => {
                return Some(Decoded::of(stamp, header, 0, fact()));
            }
            Decode::Values(decode) => (decode, None),
            Decode::Recurring(decode, varying) => (decode, Some(varying)),
        };
        let payload = payload()?;
        if varying.is_some()
            && let Some(expected) = self.recurring.expected(&header, &payload)
        {
            let (fact, fingerprint) = expected.fact()?;
            return Some(Decoded::of(stamp, header, fingerprint, Some(fact)));
        }
        let values = &payload.read()?;
        let number = match self.by_key.get(&values.key) {
            Some(number) => *number,
            None => self.learn(values)?,
        };
        let names = self.templates.get(number)?;
        let plan = varying.and_then(|list| self.plans.of(values, names, list));
        let key = match plan {
            Some(plan) => Some(self.recurring.key(&header, values, plan)?),
            None => None,
        };
        if let Some(found) = key.as_ref().and_then(|key| self.recurring.find(key)) {
            let (fact, fingerprint) = found.fact()?;
            return Some(Decoded::of(stamp, header, fingerprint, Some(fact)));
        }
        let payload = Payload::located(values, names);
        let mut fields = Fields::new(payload, stamp.writer, &mut self.interner);
        let fingerprint = fields.payload.fingerprint();
        let fact = decode(&mut fields, &header);
        if let (Some(key), Some(fact)) = (&key, &fact) {
            let hidden = key.hidden(&mut fields);
            if !fields.payload.needs_slow_path() {
                self.recurring
                    .keep(key, fact.clone(), fingerprint, hidden)?;
            }
        }
        let is_known = !fields.payload.needs_slow_path();
        is_known.then(|| Decoded::of(stamp, header, fingerprint, fact))
    }

    /// Adds a new template and returns its number. Returns `None` if only the slow path can read
    /// its names.
    fn learn(&mut self, values: &binxml::Payload<'_>) -> Option<usize> {
        let names: Option<Vec<String>> = values.layout.names().collect();
        if self.templates.len() >= MAX_TEMPLATES {
            self.templates.clear();
            self.by_key.clear();
        }
        self.templates.push(Names::new(names?));
        let number = self.templates.len() - 1;
        self.by_key.insert(values.key, number);
        Some(number)
    }
}

/// All templates are forgotten when there are more than this. Hostile evidence may have a new one
/// in each record.
const MAX_TEMPLATES: usize = 4096;

fn event(stamp: RecordStamp, header: Arc<Header>, fingerprint: u64, fact: Fact) -> Event {
    Event {
        time: stamp.time,
        record_id: stamp.record_id,
        header,
        places: Places::one(stamp.place, stamp.record_id),
        payload: (fingerprint ^ (fingerprint >> 32)) as u32,
        numbering: 0,
        fact,
    }
}
