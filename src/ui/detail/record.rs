//! The whole record behind a row as XML, or the bytes of an artefact, read again from the evidence.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{CollapsingHeader, FontId, Grid, Label, RichText, ScrollArea, TextStyle, Ui};

use crate::analysis::record_fields::{RecordField, fields};
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::activity::ActivitySource;
use crate::domain::event::EventIndex;
use crate::evidence::render::record_xml;
use crate::job::cancel::CancelToken;
use crate::tables::rows::TableRows;
use crate::ui::detail::hex;
use crate::ui::latest::Latest;
use crate::ui::theme::fonts;
use crate::ui::{text, theme};

/// What the pane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Wanted {
    /// A record.
    Record(EventIndex),
    /// What an artefact states, by its index in the case.
    Artefact(u32),
}

/// The record or artefact that is shown, or being loaded.
pub struct RecordPane {
    wanted: Option<Wanted>,
    /// The XML of a record, or the bytes of an artefact in hexadecimal.
    text: Option<Result<String, String>>,
    fields: Vec<RecordField>,
    job: Latest<Result<String, String>>,
}

impl Default for RecordPane {
    fn default() -> Self {
        Self {
            wanted: None,
            text: None,
            fields: Vec::new(),
            job: Latest::new("read record"),
        }
    }
}

impl RecordPane {
    /// Asks for the record or artefact that a row represents, unless it is the one that is shown.
    pub fn ask(&mut self, case: &Case, (rows, row): (&dyn TableRows, u32), ctx: &egui::Context) {
        let activity = || case.activities.get(rows.activity(row)? as usize);
        match (rows.event(row), activity().map(|activity| activity.source)) {
            (Some(event), _) => self.ask_record(case, event, ctx),
            (None, Some(ActivitySource::Artefact(index))) => self.ask_artefact(case, index, ctx),
            _ => {}
        }
    }

    fn ask_record(&mut self, case: &Case, event: EventIndex, ctx: &egui::Context) {
        if self.wanted == Some(Wanted::Record(event)) {
            return;
        }
        self.wanted = Some(Wanted::Record(event));
        self.text = None;
        let place = case.record(event).and_then(|event| event.places().next());
        let file = place.and_then(|place| case.files.get(place.file as usize));
        let (Some(place), Some(file)) = (place, file) else {
            self.text = Some(Err(text::NO_RECORD.to_owned()));
            return;
        };
        let source = Arc::clone(&file.source);
        let ctx = ctx.clone();
        let work = move |_: &CancelToken| record_xml(&*source, place);
        self.job.ask(move || ctx.request_repaint(), work);
    }

    fn ask_artefact(&mut self, case: &Case, index: u32, ctx: &egui::Context) {
        if self.wanted == Some(Wanted::Artefact(index)) {
            return;
        }
        self.wanted = Some(Wanted::Artefact(index));
        self.text = None;
        let found = case.artefacts.get(index as usize);
        let file = found.and_then(|found| case.artefact_files.get(found.file as usize));
        let entry = case.artefact_entries.get(index as usize);
        let (Some(file), Some(entry)) = (file, entry) else {
            self.text = Some(Err(text::NO_RECORD.to_owned()));
            return;
        };
        let (source, offset) = (Arc::clone(&file.source), entry.offset);
        let ctx = ctx.clone();
        let work = move |_: &CancelToken| hex::dump(&*source, offset);
        self.job.ask(move || ctx.request_repaint(), work);
    }

    /// Shows nothing.
    pub fn clear(&mut self) {
        self.wanted = None;
        self.text = None;
    }

    /// Takes the result when it is there.
    pub fn poll(&mut self) {
        if let Some(result) = self.job.poll() {
            let text = result.and_then(|text| text);
            let is_record = matches!(self.wanted, Some(Wanted::Record(_)));
            let xml = text.as_deref().ok().filter(|_| is_record);
            self.fields = xml.map(fields).unwrap_or_default();
            self.text = Some(text);
        }
    }

    /// The record that is shown.
    pub fn xml(&self) -> Option<&str> {
        let text = self.text.as_ref()?.as_deref().ok();
        text.filter(|_| matches!(self.wanted, Some(Wanted::Record(_))))
    }

    /// Draws the pane.
    pub fn show(&self, ui: &mut Ui) {
        if let Some(Wanted::Artefact(index)) = self.wanted {
            self.bytes(index, ui);
            return;
        }
        ui.horizontal(|ui| {
            ui.label(fonts::section(text::RECORD));
            if let Some(xml) = self.xml()
                && ui.button(text::COPY_XML).clicked()
            {
                ui.ctx().copy_text(xml.to_owned());
            }
        });
        match (&self.wanted, &self.text) {
            (None, _) => {
                ui.weak(text::PICK_RECORD);
            }
            (Some(_), None) => {
                ui.weak(text::READING_RECORD);
            }
            (Some(_), Some(Err(why))) => {
                ui.colored_label(ui.visuals().error_fg_color, printable(why));
            }
            (Some(wanted), Some(Ok(xml))) => {
                let area = ScrollArea::vertical().id_salt(("record", wanted));
                area.auto_shrink(false)
                    .show(ui, |ui| self.parts(*wanted, xml, ui));
            }
        }
    }
}

impl RecordPane {
    /// The bytes of an artefact.
    fn bytes(&self, index: u32, ui: &mut Ui) {
        ui.strong(text::ARTEFACT);
        match &self.text {
            None => {
                ui.weak(text::READING_RECORD);
            }
            Some(Err(why)) => {
                ui.colored_label(ui.visuals().error_fg_color, printable(why));
            }
            Some(Ok(dump)) => {
                let area = ScrollArea::both().id_salt(("artefact", index));
                area.auto_shrink(false).show(ui, |ui| {
                    let text = RichText::new(dump).monospace();
                    ui.add(Label::new(text).selectable(true).extend());
                });
            }
        }
    }

    /// What the record says, then what all records have alike, then its XML: the latter two are folded.
    fn parts(&self, wanted: Wanted, xml: &str, ui: &mut Ui) {
        let (system, said): (Vec<_>, Vec<_>) =
            self.fields.iter().partition(|field| field.is_system);
        if said.is_empty() && !self.fields.is_empty() {
            ui.weak(text::NO_EVENT_DATA);
        }
        grid(&said, ("record fields", wanted), ui);
        if !system.is_empty() {
            let title = format!("{}, {}", text::SYSTEM_FIELDS, system.len());
            let header = CollapsingHeader::new(title).id_salt(text::SYSTEM_FIELDS);
            header.show(ui, |ui| grid(&system, ("system fields", wanted), ui));
        }
        // What is not XML with fields has nothing else to show.
        let header = CollapsingHeader::new(text::AS_XML).id_salt(text::AS_XML);
        header.default_open(self.fields.is_empty()).show(ui, |ui| {
            let job = colored(ui, xml);
            let area = ScrollArea::horizontal().id_salt(("xml", wanted));
            area.show(ui, |ui| {
                ui.add(Label::new(job).selectable(true).extend());
            });
        });
    }
}

/// Fields by name, with what their codes mean.
fn grid(fields: &[&RecordField], id: (&str, Wanted), ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let widest = (ui.available_width() - 420.0).max(160.0);
    Grid::new(id)
        .num_columns(3)
        .max_col_width(widest)
        .spacing([16.0, 3.0])
        .show(ui, |ui| {
            for field in fields {
                ui.label(RichText::new(printable(&field.name)).color(tokens.third));
                let value = RichText::new(printable(&field.value)).monospace();
                ui.add(Label::new(value).wrap());
                let meaning = field.meaning.as_deref().unwrap_or_default();
                ui.label(RichText::new(meaning).color(tokens.second));
                ui.end_row();
            }
        });
}

/// Tags in one colour, text in another: enough to read a record by.
fn colored(ui: &Ui, xml: &str) -> LayoutJob {
    let (tag, content) = theme::xml_colors(ui.visuals());
    let font: FontId = TextStyle::Monospace.resolve(ui.style());
    let mut job = LayoutJob::default();
    let mut append = |part: &str, color| {
        job.append(part, 0.0, TextFormat::simple(font.clone(), color));
    };
    for (number, line) in xml.lines().enumerate() {
        if number > 0 {
            append("\n", content);
        }
        let line = printable(line.trim_end());
        let mut rest = line.as_str();
        while !rest.is_empty() {
            let (part, color, after) = match (rest.starts_with('<'), rest.find(['<', '>'])) {
                (true, _) => split_after(rest, rest.find('>'), tag),
                (false, Some(at)) if rest.get(at..=at) == Some("<") => (
                    rest.get(..at).unwrap_or(rest),
                    content,
                    rest.get(at..).unwrap_or(""),
                ),
                _ => (rest, content, ""),
            };
            append(part, color);
            rest = after;
        }
    }
    job
}

fn split_after(text: &str, at: Option<usize>, color: egui::Color32) -> (&str, egui::Color32, &str) {
    let end = at.map_or(text.len(), |at| at + 1);
    (
        text.get(..end).unwrap_or(text),
        color,
        text.get(end..).unwrap_or(""),
    )
}
