//! The boxes of a column's menu: what the filter asks of it, changed in the same filter text.

use egui::containers::menu::{MenuConfig, SubMenuButton};
use egui::{Key, PopupCloseBehavior, TextEdit, Ui};

use super::types::{TableAction, TableView};
use crate::analysis::query::edit::value_of;
use crate::analysis::query::{FIELDS, FilterField};
use crate::tables::column::Header;
use crate::ui::text;

impl TableView<'_> {
    /// The fields of the filter language that filter a column.
    pub(super) fn fields(&self, column: usize) -> Vec<&'static FilterField> {
        let header = self.rows.headers().get(column);
        let names = header.map(Header::fields).unwrap_or_default();
        let known = |name: &&str| FIELDS.iter().find(|field| field.name == *name);
        names.iter().filter_map(known).collect()
    }

    /// Whether the filter asks something of a column.
    pub(super) fn is_filtered(&self, column: usize) -> bool {
        let asks = |field: &&FilterField| !value_of(self.filter, field.name).is_empty();
        self.fields(column).iter().any(asks)
    }

    /// A box for each field of a column. Enter filters by what was typed; an empty box asks nothing.
    pub(super) fn ask_menu(&self, ui: &mut Ui, column: usize, out: &mut Vec<TableAction>) {
        let fields = self.fields(column);
        if fields.is_empty() {
            return;
        }
        let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        SubMenuButton::new(text::FILTER_BY)
            .config(config)
            .ui(ui, |ui| {
                for field in fields {
                    self.ask_box(ui, field, out);
                }
            });
    }

    fn ask_box(&self, ui: &mut Ui, field: &FilterField, out: &mut Vec<TableAction>) {
        let id = ui.scope_id().with(field.name);
        let asked = value_of(self.filter, field.name).to_owned();
        // What is being typed, and what the filter asked for when that began.
        let known: Option<(String, String)> = ui.data(|data| data.get_temp(id));
        let known = known.filter(|(_, was)| *was == asked);
        let mut typed = known.map_or_else(|| asked.clone(), |(typed, _)| typed);
        ui.horizontal(|ui| {
            let label = ui.label(format!("{}:", field.name));
            let edit = TextEdit::singleline(&mut typed)
                .hint_text(field.example)
                .desired_width(170.0);
            let response = ui.add(edit).labelled_by(label.id);
            let is_done = ui.input(|input| input.key_pressed(Key::Enter));
            if response.lost_focus() && is_done {
                out.push(TableAction::FilterField(field.name, typed.clone()));
                ui.close();
            } else if response.lost_focus() {
                // What was given up is not typed on next time.
                typed.clone_from(&asked);
            }
            response.on_hover_text(field.meaning);
        });
        ui.data_mut(|data| data.insert_temp(id, (typed, asked)));
    }
}
