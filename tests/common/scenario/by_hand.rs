//! Single records and expectations, for stories about a record form that nothing else uses.

use super::expected::{End, Expected};
use super::host::Host;
use super::log::Mark;
use super::time::Time;
use crate::common::evtx_writer::{Record, Value};
use crate::common::records::set_field;

impl Host {
    /// Writes one record.
    pub fn write(&mut self, time: Time, record: Record) -> Mark {
        self.log(time, record)
    }

    /// Writes one record in which one field has an unusual value.
    pub fn write_with(&mut self, time: Time, record: Record, field: &str, value: Value) -> Mark {
        self.log(time, set_field(record, field, value))
    }

    /// Expects a session that these records began.
    pub fn claim(
        &mut self,
        kind: &str,
        outcome: &str,
        user: &str,
        begin: Vec<Mark>,
    ) -> &mut Expected {
        let place = self.expect(kind, outcome, user, begin);
        &mut self.expected[place]
    }
}

impl Expected {
    /// Expects the session to end with the first of these.
    pub fn ends(&mut self, end_kind: &str, marks: &[Mark]) -> &mut Expected {
        self.proof.extend(marks);
        self.sources.extend(marks);
        self.end = End::At(marks.to_vec());
        self.set("end_kind", end_kind)
    }

    /// Expects more sources.
    pub fn supported_by(&mut self, marks: &[Mark]) -> &mut Expected {
        self.sources.extend(marks);
        self
    }
}
