//! One pass over every record before its machine is known: the computer names in each file, the identities
//! that their records name, and the few records of renames. Records are many and contain little that
//! distinguishes machines, so later steps need no other pass.

use std::sync::Arc;

use rayon::prelude::*;

use crate::correlate::identities;
use crate::correlate::index_lists::index_of;
use crate::correlate::machine_events::EventLists;
use crate::correlate::maps::HashMap;
use crate::correlate::time_range::{TimeRange, united};
use crate::domain::account::AccountStep;
use crate::domain::event::{Event, Fact, Identity, SharedIdentity, Text};
use crate::domain::time::Timestamp;

/// A computer's name in one file. A survey may have the same name several times.
pub(super) struct Computer<'e> {
    /// The file.
    pub file: u32,
    /// The first record under the name.
    pub example: &'e Event,
    /// The earliest and the latest time of its records.
    pub times: TimeRange,
}

/// The number of a computer's name in a file, among those of a survey.
pub(crate) type ComputerNumber = u32;

/// The computers that the records of one list belong to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ListOwners {
    /// All of one.
    All(ComputerNumber),
    /// Of one each: a collector's log, or an empty list.
    Each(Vec<ComputerNumber>),
}

impl ListOwners {
    /// The computer of each record; endless where all are of one.
    pub(crate) fn iter(&self) -> impl Iterator<Item = ComputerNumber> + '_ {
        let (all, each) = match self {
            Self::All(number) => (Some(*number), &[][..]),
            Self::Each(numbers) => (None, numbers.as_slice()),
        };
        let all = all.into_iter().flat_map(std::iter::repeat);
        all.chain(each.iter().copied())
    }
}

/// An identity that the records of a computer name.
#[derive(Clone, Debug)]
pub(crate) struct NamedAccount {
    /// The computer's name.
    pub computer: ComputerNumber,
    /// The account, with a SID.
    pub who: Identity,
    /// The times of its first and last record.
    pub times: TimeRange,
}

/// What became of an account.
#[derive(Clone, Debug)]
pub(crate) struct AccountChange {
    /// The computer whose record shows it.
    pub computer: ComputerNumber,
    /// Which account, by its name afterwards.
    pub who: SharedIdentity,
    /// What happened.
    pub what: AccountStep,
    /// When it happened.
    pub time: Timestamp,
}

/// What records reveal about accounts.
#[derive(Debug, Default)]
pub(crate) struct AccountFacts {
    /// The accounts that the records name.
    pub named: Vec<NamedAccount>,
    /// Who was made, deleted or renamed.
    pub steps: Vec<AccountChange>,
}

impl AccountFacts {
    /// What these records show.
    pub(crate) fn of(events: EventLists<'_>) -> Self {
        Survey::of(events).account_facts
    }

    fn note(&mut self, computer: ComputerNumber, event: &Event) {
        if let Fact::Account { step, who, .. } = &event.fact {
            self.steps.push(AccountChange {
                computer,
                who: SharedIdentity::clone(who),
                what: step.clone(),
                time: event.time,
            });
        }
    }
}

/// What was found.
#[derive(Default)]
pub(super) struct Survey<'e> {
    /// The computer names, in the order of their first records.
    pub computers: Vec<Computer<'e>>,
    /// For each list, whose its records are.
    pub list_owners: Vec<ListOwners>,
    /// What the records reveal about accounts.
    pub account_facts: AccountFacts,
    /// Records of computers that were renamed.
    pub renamed: Vec<&'e Event>,
}

/// The accounts that the records of each computer name, and when.
#[derive(Default)]
struct PeopleSeen<'e> {
    /// Identities of the records just read, by their address in memory: records share them, so they are few
    /// and in the cache.
    recent: HashMap<(ComputerNumber, usize), (&'e Identity, TimeRange)>,
    /// All earlier ones, each once: each of ten million records may have a copy of its own.
    all: HashMap<(ComputerNumber, &'e Identity), TimeRange>,
}

/// The most identities that are kept as recent.
const MAX_RECENT: usize = 4096;

impl<'e> PeopleSeen<'e> {
    fn note(&mut self, computer: ComputerNumber, who: &'e Identity, time: Timestamp) {
        if self.recent.len() >= MAX_RECENT {
            self.archive();
        }
        let known = self
            .recent
            .entry((computer, std::ptr::from_ref(who).addr()));
        let (_, times) = known.or_insert((who, (time, time)));
        *times = united(*times, (time, time));
    }

    fn archive(&mut self) {
        let mut people = std::mem::take(&mut self.recent);
        let with_sid = |(_, (who, _)): &(_, (&Identity, TimeRange))| who.sid.is_some();
        for ((computer, _), (who, times)) in people.drain().filter(with_sid) {
            self.keep(computer, who, times);
        }
        self.recent = people;
    }

    fn keep(&mut self, computer: ComputerNumber, who: &'e Identity, times: TimeRange) {
        let known = self.all.entry((computer, who)).or_insert(times);
        *known = united(*known, times);
    }
}

/// Names of computers by file and place in memory.
type Numbers = HashMap<(u32, usize), ComputerNumber>;

/// A survey of some of the lists.
#[derive(Default)]
struct PartialSurvey<'e> {
    /// What was found, except for the identities.
    survey: Survey<'e>,
    people: PeopleSeen<'e>,
    numbers: Numbers,
}

/// Parts for each core. There are few, because each keeps all identities of its records.
const PARTS_PER_CORE: usize = 2;

impl<'e> Survey<'e> {
    /// Looks at all records, on all cores.
    pub(super) fn of(events: EventLists<'e>) -> Self {
        let at_a_time = events
            .len()
            .div_ceil(PARTS_PER_CORE * rayon::current_num_threads());
        let parts = events.par_chunks(at_a_time.max(1)).map(PartialSurvey::of);
        let parts: Vec<PartialSurvey<'_>> = parts.collect();
        let mut whole = PartialSurvey::default();
        for part in parts {
            whole.join(part);
        }
        let mut survey = whole.survey;
        let named = whole.people.all.into_iter();
        let named = named.map(|((computer, who), times)| NamedAccount {
            computer,
            who: who.clone(),
            times,
        });
        survey.account_facts.named = named.collect();
        survey
    }

    /// The number of a computer's name in a file, of which `example` is a record.
    fn number(&mut self, numbers: &mut Numbers, file: u32, example: &'e Event) -> ComputerNumber {
        let known = numbers.entry((file, example.computer.as_ptr().addr()));
        *known.or_insert_with(|| {
            self.computers.push(Computer {
                file,
                example,
                times: (example.time, example.time),
            });
            index_of(self.computers.len() - 1)
        })
    }

    fn widen(&mut self, number: ComputerNumber, times: TimeRange) {
        if let Some(computer) = self.computers.get_mut(number as usize) {
            computer.times = united(computer.times, times);
        }
    }
}

impl<'e> PartialSurvey<'e> {
    fn of(events: EventLists<'e>) -> Self {
        let mut part = Self::default();
        for list in events {
            part.take(list);
        }
        part.people.archive();
        // What only this pass needs is freed before the last part is done.
        part.people.recent = HashMap::default();
        part.numbers = Numbers::default();
        part
    }

    /// Adds the survey of the lists that follow: its computers get the numbers that they have here.
    fn join(&mut self, other: Self) {
        let Survey {
            computers,
            list_owners,
            account_facts,
            renamed,
        } = other.survey;
        let (survey, numbers) = (&mut self.survey, &mut self.numbers);
        let new = computers.into_iter().map(|computer| {
            let number = survey.number(numbers, computer.file, computer.example);
            survey.widen(number, computer.times);
            number
        });
        let new: Vec<ComputerNumber> = new.collect();
        let new = |number: ComputerNumber| new.get(number as usize).copied().unwrap_or(number);
        survey
            .list_owners
            .extend(list_owners.into_iter().map(|whose| match whose {
                ListOwners::All(number) => ListOwners::All(new(number)),
                ListOwners::Each(numbers) => {
                    ListOwners::Each(numbers.into_iter().map(new).collect())
                }
            }));
        survey
            .account_facts
            .steps
            .extend(account_facts.steps.into_iter().map(|step| AccountChange {
                computer: new(step.computer),
                ..step
            }));
        survey.renamed.extend(renamed);
        for ((computer, who), times) in other.people.all {
            self.people.keep(new(computer), who, times);
        }
    }

    fn take(&mut self, list: &'e [Event]) {
        let Self {
            survey,
            people,
            numbers,
        } = self;
        let mut only: Option<ComputerNumber> = None;
        let mut each: Vec<ComputerNumber> = Vec::new();
        let mut at = 0;
        let of_one = |a: &Event, b: &Event| {
            let is_one_name =
                Arc::ptr_eq(&a.header, &b.header) || Text::ptr_eq(&a.computer, &b.computer);
            is_one_name && file_of(a) == file_of(b)
        };
        for run in list.chunk_by(of_one) {
            let Some(first) = run.first() else { continue };
            let number = survey.number(numbers, file_of(first), first);
            // Until a second one comes there is nothing to note.
            if each.is_empty() && only.is_some_and(|only| only != number) {
                each.resize(at, only.unwrap_or(number));
            }
            at += run.len();
            if each.is_empty() {
                only = Some(number);
            } else {
                each.resize(at, number);
            }
            let times = run.iter().map(|event| (event.time, event.time));
            if let Some(times) = times.reduce(united) {
                survey.widen(number, times);
            }
            for event in run {
                survey.account_facts.note(number, event);
                if let Fact::Renamed { .. } = &event.fact {
                    survey.renamed.push(event);
                }
                for who in identities::of(&event.fact) {
                    people.note(number, who, event.time);
                }
            }
        }
        survey.list_owners.push(match only {
            Some(only) if each.is_empty() => ListOwners::All(only),
            _ => ListOwners::Each(each),
        });
    }
}

/// The file that an event was read from. Before copies are joined there is one.
fn file_of(event: &Event) -> u32 {
    event.places().next().map_or(u32::MAX, |place| place.file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correlate::testing::event;

    /// What a survey found, in words, so that two can be compared.
    fn summary(whole: PartialSurvey<'_>) -> (Vec<String>, Vec<ListOwners>, Vec<String>, usize) {
        let (survey, people) = (whole.survey, whole.people);
        let computers = survey.computers.iter();
        let computers =
            computers.map(|c| format!("{} {} {:?}", c.file, c.example.computer, c.times));
        let named = people.all.iter();
        let mut named: Vec<String> = named.map(|named| format!("{named:?}")).collect();
        named.extend(
            survey
                .account_facts
                .steps
                .iter()
                .map(|step| format!("{step:?}")),
        );
        named.sort();
        let renamed = survey.renamed.len();
        (computers.collect(), survey.list_owners, named, renamed)
    }

    #[test]
    fn joined_parts_equal_one_survey_of_all() {
        let who = ["anna", "ben"].map(|user| {
            SharedIdentity::new(Identity {
                sid: Some(Text::from("S-1-5-21-1-2-3-1001")),
                user: Some(Text::from(user)),
                domain: None,
            })
        });
        let texts = ["A", "B"].map(|name| event(0, (name, "Security"), 1, 0));
        let of = |computer: usize, user: usize, second: i64| {
            let made = event(0, ("", "Security"), 1, second);
            let who = SharedIdentity::clone(&who[user]);
            Event {
                header: Arc::clone(&texts[computer].header),
                fact: match second % 3 {
                    0 => Fact::Account {
                        step: AccountStep::Created,
                        who,
                        act: Arc::default(),
                    },
                    1 => Fact::Renamed {
                        old: Text::from("A"),
                        new: Text::from("B"),
                    },
                    _ => Fact::LogonEnded {
                        who,
                        luid: None,
                        logon_type: 3,
                    },
                },
                ..made
            }
        };
        let lists = [
            vec![of(0, 0, 5), of(0, 1, 2), of(0, 0, 8)],
            vec![of(1, 0, 3), of(0, 0, 11), of(1, 1, 4)],
            Vec::new(),
            vec![of(1, 0, 14), of(1, 0, 1)],
        ];
        let at_once = summary(PartialSurvey::of(&lists));
        assert_eq!((at_once.0.len(), at_once.3), (2, 2));
        let mut joined = PartialSurvey::default();
        for list in lists.chunks(1) {
            joined.join(PartialSurvey::of(list));
        }
        assert_eq!(summary(joined), at_once);
    }

    #[test]
    fn a_list_of_one_computer_is_stored_as_one_number() {
        let list = |names: &[&str]| -> Vec<Event> {
            let texts = ["A", "B"].map(|name| event(0, (name, "Security"), 1, 0));
            let of = |name: &&str| texts.iter().find(|event| &*event.computer == *name);
            names.iter().filter_map(of).cloned().collect()
        };
        let of = |lists: &[Vec<Event>]| -> Vec<Vec<String>> {
            let survey = Survey::of(lists);
            let name = |number: ComputerNumber| {
                let computer = survey.computers.get(number as usize);
                computer.map_or_else(String::new, |c| c.example.computer.to_string())
            };
            let whose = lists.iter().zip(&survey.list_owners);
            whose
                .map(|(list, whose)| whose.iter().take(list.len()).map(name).collect())
                .collect()
        };
        let lists: [&[&str]; 5] = [
            &["A", "A", "A"],
            &["B"],
            &[],
            &["A", "A", "B", "A", "B", "B"],
            &["B", "A"],
        ];
        assert_eq!(of(&lists.map(list)), lists);
        let alike = [list(&["A", "A"]), list(&["A"])];
        let survey = Survey::of(&alike);
        assert!(
            survey
                .list_owners
                .iter()
                .all(|whose| matches!(whose, ListOwners::All(_)))
        );
    }
}
