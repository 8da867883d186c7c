//! What a story expects: actions add expected sessions as the story is told.

use serde_json::{Map, Value};

use super::desk::DeskId;
use super::expected::{End, Expected};
use super::host::Host;
use super::log::{Index, Mark};

impl Host {
    /// Adds an expected session that has just begun, and returns its position.
    pub(super) fn expect(
        &mut self,
        kind: &str,
        outcome: &str,
        user: &str,
        begin: Vec<Mark>,
    ) -> usize {
        let mut expected = Expected {
            fields: Map::new(),
            proof: begin.clone(),
            sources: begin.clone(),
            begin,
            end: End::Open,
        };
        expected
            .set("host", self.computer.as_str())
            .set("user", user);
        expected
            .set("kind", kind)
            .set("outcome", outcome)
            .set("end_kind", "open");
        self.expected.push(expected);
        self.expected.len() - 1
    }

    /// The sessions that the story expects, with its records resolved by `index`.
    pub(super) fn expected_sessions(&self, index: &Index) -> Vec<Value> {
        let finished = self.expected.iter().filter_map(|session| {
            let mut session = session.finished(&self.logs, index)?;
            // A host is identified by its last name, whatever it was called at the time.
            session["host"] = self.computer.as_str().into();
            Some(session)
        });
        finished.collect()
    }

    /// The expected session that the last action began or ended, to add expectations to it.
    pub fn last_expected(&mut self) -> &mut Expected {
        self.expected.last_mut().expect("an expected session")
    }

    /// The expected session of the user who is at this desktop now.
    pub fn expected_at(&mut self, id: DeskId) -> &mut Expected {
        let place = self
            .desk(id)
            .visit
            .as_ref()
            .expect("a user is connected to this desktop")
            .expected;
        &mut self.expected[place]
    }

    /// A failed session that begins and ends with its failure.
    pub(super) fn expect_failure(
        &mut self,
        kind: &str,
        user_name: &str,
        marks: Vec<Mark>,
        cause: u32,
    ) -> &mut Expected {
        let place = self.expect(kind, "failed", user_name, marks.clone());
        let expected = &mut self.expected[place];
        expected.end = End::At(marks);
        expected
            .set("end_kind", "failed")
            .set("failure_code", format!("0x{cause:08X}"))
    }

    /// Records how a session ended.
    pub(super) fn end_visit(
        &mut self,
        place: usize,
        end_kind: &str,
        end: Vec<Mark>,
    ) -> &mut Expected {
        let expected = &mut self.expected[place];
        expected.sources.extend(&end);
        expected.proof.extend(&end);
        expected.end = End::At(end);
        expected.set("end_kind", end_kind)
    }
}
