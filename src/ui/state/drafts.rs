//! The drafts that earlier runs and other windows left behind.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::case::Case;
use crate::casefile::drafts::{Draft, list};
use crate::ui::latest::Latest;

/// How soon a list that has to wait is tried again.
const WAIT: Duration = Duration::from_millis(50);

/// The drafts that nobody uses.
pub struct Drafts {
    /// Where drafts are kept; nowhere when `None`.
    folder: Option<PathBuf>,
    list: Latest<Result<Vec<Draft>, String>>,
    /// The newest first.
    pub found: Vec<Draft>,
    /// Why they cannot be listed.
    pub problem: Option<String>,
    is_out_of_date: bool,
    /// The drafts of the case that is shown are no longer offered.
    pub are_put_off: bool,
    /// The one that the examiner wants to discard, until that was confirmed.
    pub to_discard: Option<Draft>,
    /// The message that the examiner saw about the draft of the case that is shown.
    pub told: Option<String>,
}

impl Drafts {
    /// The drafts in a folder.
    pub fn in_folder(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            list: Latest::new("list drafts"),
            found: Vec::new(),
            problem: None,
            is_out_of_date: true,
            are_put_off: false,
            to_discard: None,
            told: None,
        }
    }

    /// Where drafts are kept, if they are.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Something has changed: they are listed again.
    pub fn list_again(&mut self) {
        self.is_out_of_date = true;
    }

    /// Another case is shown, or none.
    pub fn change_case(&mut self) {
        self.found.clear();
        self.are_put_off = false;
        self.told = None;
        self.is_out_of_date = true;
    }

    /// The drafts that are about the case that is shown.
    pub fn offered(&self) -> impl Iterator<Item = &Draft> {
        let is_about = |draft: &&Draft| {
            let summary = draft.summary.as_ref();
            summary.is_ok_and(|summary| summary.is_about)
        };
        self.found
            .iter()
            .filter(|_| !self.are_put_off)
            .filter(is_about)
    }

    /// Takes the list when it is there, and asks for another one where it is out of date. It waits while
    /// a case is being closed: that case may have a draft.
    pub fn poll(&mut self, case: Option<&Arc<Case>>, may_list: bool, ctx: &egui::Context) {
        match self.list.poll() {
            // Made for the case before.
            Some(_) if self.is_out_of_date => {}
            Some(Ok(Ok(found))) => {
                self.found = found;
                self.problem = None;
            }
            Some(Ok(Err(error)) | Err(error)) => {
                self.found.clear();
                self.problem = Some(error);
            }
            None => {}
        }
        let Some(folder) = self.folder.as_ref().filter(|_| self.is_out_of_date) else {
            return;
        };
        if !may_list {
            ctx.request_repaint_after(WAIT);
            return;
        }
        self.is_out_of_date = false;
        let (folder, case, ctx) = (folder.clone(), case.map(Arc::clone), ctx.clone());
        self.list.ask(
            move || ctx.request_repaint(),
            move |_| {
                let found = list(&folder, case.as_deref());
                found.map_err(|error| format!("{}: {error}", folder.display()))
            },
        );
    }
}
