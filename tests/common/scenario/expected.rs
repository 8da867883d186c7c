//! The sessions that a story must give.

use serde_json::{Map, Value, json};

use super::log::{Index, Logs, Mark};

/// When a session ends, in terms of records.
#[derive(Clone, Debug)]
pub enum End {
    /// The evidence stops before the end.
    Open,
    /// The first of these that still exists.
    At(Vec<Mark>),
    /// The last record of this boot: only a limit.
    LastOfBoot(u32),
    /// The story expects nothing here.
    Unclaimed,
}

/// An expected session. It expects only the fields that the story decides.
#[derive(Clone, Debug)]
pub struct Expected {
    pub fields: Map<String, Value>,
    /// The first of these that still exists gives the begin.
    pub begin: Vec<Mark>,
    pub end: End,
    /// If none of these is left, the evidence no longer shows the session.
    pub proof: Vec<Mark>,
    pub sources: Vec<Mark>,
}

impl Expected {
    pub fn set(&mut self, key: &str, value: impl Into<Value>) -> &mut Expected {
        self.fields.insert(key.to_owned(), value.into());
        self
    }

    /// Expects a note with these words.
    pub fn noted(&mut self, words: &str) -> &mut Expected {
        let notes = self.fields.entry("notes").or_insert_with(|| json!([]));
        notes.as_array_mut().expect("a list").push(json!(words));
        self
    }

    /// Drops the expectation for this field.
    pub fn unset(&mut self, key: &str) -> &mut Expected {
        self.fields.remove(key);
        self
    }

    /// The JSON record, or `None` if cleared logs removed all traces of the session.
    pub fn finished(&self, logs: &Logs, index: &Index) -> Option<Value> {
        let survives = |mark: &Mark| index.time(mark).is_some();
        if !self.proof.iter().any(survives) {
            return None;
        }
        let mut object = self.fields.clone();
        let begin = self.begin.iter().find_map(|mark| index.time(mark));
        object.insert(
            "begin".to_owned(),
            json!(begin.map(super::time::Time::text)),
        );
        let end = match &self.end {
            End::Unclaimed => None,
            End::Open => Some(None),
            End::At(marks) => Some(marks.iter().find_map(|mark| index.time(mark))),
            End::LastOfBoot(boot) => Some(logs.last_of_boot(*boot)),
        };
        if let Some(end) = end {
            object.insert("end".to_owned(), json!(end.map(super::time::Time::text)));
        }
        let names: Vec<String> = self
            .sources
            .iter()
            .filter_map(|mark| index.name(mark))
            .collect();
        object.insert("sources".to_owned(), json!(names));
        Some(Value::Object(object))
    }
}
