//! The whole record behind a row as XML, or the bytes of an artefact, read again from the evidence.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Grid, Label, ScrollArea, TextStyle, Ui};

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
        let as_fields = ui
            .horizontal(|ui| {
                ui.strong(text::RECORD);
                if let Some(xml) = self.xml()
                    && ui.button(text::COPY_XML).clicked()
                {
                    ui.ctx().copy_text(xml.to_owned());
                }
                let id = egui::Id::unique("record as fields");
                let mut as_fields = ui.data(|data| data.get_temp(id)).unwrap_or(true);
                for (is_it, label) in [(true, text::AS_FIELDS), (false, text::AS_XML)] {
                    if ui.selectable_label(as_fields == is_it, label).clicked() {
                        as_fields = is_it;
                    }
                }
                ui.data_mut(|data| data.insert_temp(id, as_fields));
                as_fields
            })
            .inner;
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
            (Some(wanted), Some(Ok(_))) if as_fields && !self.fields.is_empty() => {
                self.table(*wanted, ui);
            }
            (Some(wanted), Some(Ok(xml))) => {
                ScrollArea::both()
                    .id_salt(wanted)
                    .auto_shrink(false)
                    .show(ui, |ui| {
                        let job = colored(ui, xml);
                        ui.add(Label::new(job).selectable(true).extend());
                    });
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
                    let text = egui::RichText::new(dump).monospace();
                    ui.add(Label::new(text).selectable(true).extend());
                });
            }
        }
    }

    /// The fields by name, with what their codes mean.
    fn table(&self, event: Wanted, ui: &mut Ui) {
        let widest = (ui.available_width() - 480.0).max(160.0);
        ScrollArea::vertical()
            .id_salt(("fields", event))
            .auto_shrink(false)
            .show(ui, |ui| {
                Grid::new(("record fields", event))
                    .num_columns(3)
                    .max_col_width(widest)
                    .striped(true)
                    .show(ui, |ui| {
                        for field in &self.fields {
                            ui.weak(printable(&field.name));
                            ui.add(Label::new(printable(&field.value)).wrap());
                            ui.label(field.meaning.as_deref().unwrap_or_default());
                            ui.end_row();
                        }
                    });
            });
    }
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
