//! The artefacts of a case: read, and given their host and owner.

mod owner;
mod place;

use rayon::prelude::*;

use crate::artefacts::{self, Parser};
use crate::domain::activity::ArtefactEntry;
use crate::domain::event::Text;
use crate::evidence::discover::ArtefactFile;
use crate::evidence::problem::{Fault, Problem};
use crate::job::cancel::{CancelToken, Cancelled};
use crate::job::progress::Progress;

pub(super) use place::Places;

/// One statement of an artefact of the case.
#[derive(Clone, Debug)]
pub struct FoundArtefact {
    /// The artefact's file, by its index among those of the case.
    pub file: u32,
    /// The file, relative to the path that was opened.
    pub path: Text,
    /// Whose it is, as its place says: a SID or the name of a profile; empty where it says nothing.
    pub owner: Text,
}

/// What was read of all artefacts.
#[derive(Default)]
pub(super) struct ReadArtefacts {
    /// Where each statement was found.
    pub found: Vec<FoundArtefact>,
    /// The statements, in the same order.
    pub entries: Vec<ArtefactEntry>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Reads artefacts, in the order of their names.
///
/// # Errors
/// Returns `Cancelled` if `cancel` was set.
pub(super) fn read(
    files: &[ArtefactFile],
    progress: &Progress,
    cancel: &CancelToken,
) -> Result<ReadArtefacts, Cancelled> {
    let parsed = files.par_iter().map(|file| {
        cancel.check()?;
        progress.begin_work(&file.name);
        let read = read_one(file);
        progress.end_work(&file.name);
        Ok(read)
    });
    let parsed = parsed.collect::<Result<Vec<_>, Cancelled>>()?;
    let mut read = ReadArtefacts::default();
    for ((file, index), (entries, problems)) in files.iter().zip(0..).zip(parsed) {
        let path = Text::from(file.name.as_str());
        let whose = owner::owner(&file.place);
        let owner = whose.sid.or(whose.user).unwrap_or_default();
        read.found.extend(entries.iter().map(|_| FoundArtefact {
            file: index,
            path: path.clone(),
            owner: owner.clone(),
        }));
        read.entries.extend(entries);
        read.problems.extend(problems);
    }
    Ok(read)
}

/// Reads one file. It was recognised when it was found, but may have changed since.
fn read_one(file: &ArtefactFile) -> (Vec<ArtefactEntry>, Vec<Problem>) {
    let problem = |fault| Problem {
        source: file.source.name().clone(),
        offset: None,
        fault,
    };
    match bytes_of(file) {
        Ok(Some((parser, bytes))) => {
            let parsed = artefacts::parse(parser, &bytes, &file.name);
            let problems = parsed.problems.iter();
            let problems = problems.map(|one| problem(Fault::Artefact(one.to_string())));
            (parsed.entries, problems.collect())
        }
        Ok(None) => {
            let fault = Fault::Artefact("has changed since it was found".to_owned());
            (Vec::new(), vec![problem(fault)])
        }
        Err(error) => {
            let fault = Fault::Unreadable(error.to_string());
            (Vec::new(), vec![problem(fault)])
        }
    }
}

/// The parser of a file and its bytes, one more than the parser takes where there are more.
fn bytes_of(file: &ArtefactFile) -> std::io::Result<Option<(&'static dyn Parser, Vec<u8>)>> {
    let mut source = file.source.open()?;
    let mut head = vec![0; artefacts::HEAD];
    let read = source.fill_at(0, &mut head)?;
    head.truncate(read);
    let Some(parser) = artefacts::recognise(&head, &file.name) else {
        return Ok(None);
    };
    let most = file.source.size().min(parser.max_size().saturating_add(1));
    let mut bytes = vec![0; usize::try_from(most).unwrap_or(0)];
    let read = source.fill_at(0, &mut bytes)?;
    bytes.truncate(read);
    Ok(Some((parser, bytes)))
}
