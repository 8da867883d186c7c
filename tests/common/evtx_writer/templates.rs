//! A cache of templates: most records have the shape of an earlier one.

use std::collections::HashMap;

use super::binxml::Element;
use super::event::{Payload, Provider, Record};
use super::value::Guid;

/// A template and its GUID, which depends on its content.
pub(super) struct Template {
    pub element: Element,
    pub identity: Guid,
}

impl Template {
    fn of(element: Element) -> Template {
        Template {
            identity: element.identity(),
            element,
        }
    }
}

/// What determines the template of a payload: the names and types of its fields, after one or two
/// entries for the form.
type PayloadShape = Vec<(&'static str, u8)>;

/// What determines a system template, apart from the computer: provider, channel, and whether there
/// is `UserData`.
type SystemShape = (Provider, &'static str, bool);

#[derive(Default)]
pub(super) struct Templates {
    /// The templates of each shape, with the computer of each.
    system: HashMap<SystemShape, Vec<(String, Template)>>,
    payload: HashMap<PayloadShape, Template>,
    /// The shape to look up.
    shape: PayloadShape,
}

impl Templates {
    /// The template of everything outside the payload.
    pub fn system(&mut self, record: &Record) -> &Template {
        let has_user_data = matches!(record.payload, Payload::UserData { .. });
        let key = (record.provider, record.channel, has_user_data);
        let known = self.system.entry(key).or_default();
        let place = known
            .iter()
            .position(|(computer, _)| *computer == record.computer);
        let place = place.unwrap_or_else(|| {
            let template = Template::of(record.system_template());
            known.push((record.computer.clone(), template));
            known.len() - 1
        });
        &known[place].1
    }

    /// The template of the payload.
    pub fn payload(&mut self, record: &Record) -> &Template {
        self.shape.clear();
        record.payload.describe(&mut self.shape);
        if !self.payload.contains_key(&self.shape) {
            let template = Template::of(record.payload_template());
            self.payload.insert(self.shape.clone(), template);
        }
        &self.payload[&self.shape]
    }
}
