//! The views, at the left.

use egui::{RichText, Ui};

use crate::analysis::filter::Scope;
use crate::tables::route::Route;
use crate::tables::wording::thousands;
use crate::ui::actions::keys_of;
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::text;

/// Draws the list.
pub(super) fn show(opened: &OpenedCase, ui: &mut Ui, out: &mut Vec<Command>) {
    let top = opened.history.path().first().map(|stop| &stop.route);
    let entries = [
        (text::USERS, Route::Users),
        (text::USER_PLACES, Route::UserPlaces(Scope::default())),
        (text::RANGES, Route::Ranges(Scope::default())),
        (text::SESSIONS, Route::Sessions(Scope::default())),
        (text::ACTIVITY, Route::Activity),
        (text::HOSTS, Route::Hosts),
        (text::EVIDENCE, Route::Evidence),
    ];
    ui.add_space(6.0);
    ui.with_layout(egui::Layout::top_down_justified(egui::Align::Min), |ui| {
        for (label, route) in entries {
            let is_here = top == Some(&route);
            let entry = ui.selectable_label(is_here, RichText::new(label).size(14.5));
            if entry.on_hover_text(keys_of(label)).clicked() {
                out.push(Command::Go(GoCommand::To(route)));
            }
        }
        let case = &opened.loaded.case;
        let (problems, notices) = (case.problems.len() as u64, case.notices.len() as u64);
        let count = thousands(problems + notices);
        let label = match (problems, notices) {
            (0, 0) => RichText::new(text::PROBLEMS),
            (0, _) => RichText::new(format!("{} ({count})", text::PROBLEMS)),
            _ => RichText::new(format!("! {} ({count})", text::PROBLEMS))
                .color(ui.visuals().warn_fg_color),
        };
        let label = label.size(14.5);
        let entry = ui.selectable_label(top == Some(&Route::Problems), label);
        if entry.on_hover_text(keys_of(text::PROBLEMS)).clicked() {
            out.push(Command::Go(GoCommand::To(Route::Problems)));
        }
        ui.add_space(8.0);
        for (label, route) in [
            (text::LOGON_SESSIONS, Route::LogonSessions),
            (text::LOCAL_SESSIONS, Route::LocalSessions),
        ] {
            let is_here = top == Some(&route);
            let entry = ui.selectable_label(is_here, RichText::new(label).size(14.5));
            if entry.on_hover_text(keys_of(label)).clicked() {
                out.push(Command::Go(GoCommand::To(route)));
            }
        }
    });
}
