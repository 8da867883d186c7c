use std::sync::Arc;

use super::*;
use crate::analysis::filter::{Filter, Scope};
use crate::analysis::testing::{at, case_of, failure_from, session_from};
use crate::domain::mark::Mark;
use crate::domain::session::Session;
use crate::tables::grouped_rows::Grouping;
use crate::tables::loaded_case::LoadedCase;
use crate::tables::question::{Answer, Question, answer};
use crate::tables::rows::Marks;

const IP: [u8; 4] = [203, 0, 113, 77];

/// The numbers of columns of the tables below.
const BEGIN: usize = 0;
const DURATION: usize = 1;
const TAGS: usize = 8;
const END: usize = 12;
const FAILURE: usize = 13;
const TRIES: usize = 14;
const ID: usize = 17;

/// A session from elsewhere, three failures, the access that ended them, and one failure after it.
fn attempts() -> LoadedCase {
    loaded(vec![
        session_from(0, [10, 0, 0, 1]),
        failure_from(10, IP),
        failure_from(20, IP),
        failure_from(30, IP),
        session_from(40, IP),
        failure_from(50, IP),
    ])
}

fn loaded(sessions: Vec<Session>) -> LoadedCase {
    LoadedCase::new(case_of(sessions))
}

fn sessions() -> Question {
    Question {
        route: Route::Sessions(Scope::default()),
        filter: Filter::default(),
        sort: None,
        grouping: None,
        folding: Some(Folding::default()),
        marks: Marks::default(),
    }
}

fn ask(loaded: &LoadedCase, question: Question) -> Answer {
    answer(loaded, question, None, &|| true).expect("somebody waits")
}

/// The row of the first fold.
fn fold(answer: &Answer) -> u32 {
    let folded = answer.folded.as_ref().expect("a fold");
    folded.fold_rows().start
}

fn sorted(column: usize, descending: bool) -> Sorting {
    Sort { column, descending }.into()
}

#[test]
fn a_burst_is_one_row_that_opens_and_closes() {
    let loaded = attempts();
    let mut question = sessions();
    let closed = ask(&loaded, question.clone());
    let fold = fold(&closed);
    assert_eq!(fold, 6, "after all sessions");
    assert_eq!(*closed.order, [0, fold, 4, 5]);
    assert_eq!(closed.rows.members(fold), Some(&[1, 2, 3][..]));
    assert_eq!(closed.rows.fold_of(2), Some(fold));
    assert_eq!(closed.rows.fold_of(5), None, "after the access");
    assert_eq!(closed.sessions.len(), 6, "all are in view");

    let folded = closed.folded.clone().expect("a fold");
    let key = folded.first_session(fold).expect("the key of a fold");
    assert_eq!(folded.first_session(4), None, "a session is no fold");
    let folding = question.folding.as_mut().expect("folding");
    folding.turn(key);
    let open = answer(&loaded, question.clone(), Some(&closed), &|| true).expect("an answer");
    assert_eq!(*open.order, [0, fold, 1, 2, 3, 4, 5]);
    assert_eq!(*open.order, *ask(&loaded, question.clone()).order);
    question.folding.as_mut().expect("folding").turn(key);
    assert_eq!(*ask(&loaded, question.clone()).order, *closed.order);

    question.folding = None;
    let without = answer(&loaded, question, Some(&closed), &|| true).expect("an answer");
    assert_eq!(*without.order, [0, 1, 2, 3, 4, 5]);
    assert!(without.folded.is_none());
}

#[test]
fn a_list_without_bursts_has_no_folds() {
    let loaded = loaded(vec![session_from(0, IP), failure_from(10, IP)]);
    let answer = ask(&loaded, sessions());
    assert!(answer.folded.is_none());
    assert_eq!(*answer.order, [0, 1]);
}

#[test]
fn a_fold_is_where_its_first_member_is_whatever_the_sort() {
    let loaded = attempts();
    let mut question = sessions();
    question.sort = Some(sorted(BEGIN, true));
    let by_begin = ask(&loaded, question.clone());
    let fold = fold(&by_begin);
    assert_eq!(*by_begin.order, [5, 4, fold, 0]);
    question.folding.as_mut().expect("folding").turn(1);
    let open = ask(&loaded, question.clone());
    assert_eq!(*open.order, [5, 4, fold, 3, 2, 1, 0], "its members, too");
    question.sort = Some(sorted(DURATION, false));
    let by_length = ask(&loaded, question);
    assert_eq!(*by_length.order, [fold, 1, 2, 3, 5, 0, 4]);
}

#[test]
fn the_row_of_a_burst_shows_what_is_common_and_sums() {
    let mut cases = vec![
        failure_from(10, IP),
        failure_from(20, IP),
        failure_from(30, IP),
    ];
    cases[1].failure_code = Some(0xC000_0234);
    cases[1].attempts = 5;
    let loaded = loaded(cases);
    let mark = Mark {
        tags: ["spray".to_owned()].into(),
        ..Mark::default()
    };
    let mut question = sessions();
    question.marks.sessions = Arc::new([(1, mark)].into());
    let answer = ask(&loaded, question);
    let fold = fold(&answer);
    let cell = |column| answer.rows.cell(fold, column);
    assert_eq!(cell(BEGIN), CellValue::Time(at(10)));
    assert_eq!(cell(END), CellValue::Time(at(30)));
    assert_eq!(cell(DURATION).display(&DisplayZone::Utc), "20.0 s");
    assert_eq!(cell(TRIES), CellValue::text("3 attempts, 7 tries"));
    assert_eq!(cell(FAILURE), CellValue::text("several"));
    assert_eq!(cell(TAGS), CellValue::text("spray"));
    assert!(answer.rows.is_marked(fold) && !answer.rows.is_marked(0));
    for common in [3, 4, 5, 6, 9] {
        assert_eq!(cell(common), answer.rows.cell(0, common));
        assert!(
            answer.rows.is_value(fold, common),
            "a filter can ask for it"
        );
    }
    assert!(!answer.rows.is_value(fold, FAILURE));
    assert!(
        answer
            .rows
            .row_name(fold)
            .starts_with("3 attempts from session 2020-09-19T00:00:10")
    );
    assert_eq!(answer.rows.down(fold), None, "it is no session");
}

#[test]
fn a_fold_stands_for_all_of_its_sessions() {
    let loaded = attempts();
    let answer = ask(&loaded, sessions());
    let fold = fold(&answer);
    assert_eq!(*answer.rows.sessions(fold), [1, 2, 3]);
    let position = answer.position_of(2).expect("a place");
    assert_eq!(
        answer.order[position], fold,
        "a member is found in its fold"
    );
    assert_eq!(answer.first_row_of(fold), Some(1));
    assert_eq!(answer.in_full(vec![0, fold, 2, 4]), [0, 1, 2, 3, 4]);
}

#[test]
fn bursts_are_folded_inside_groups_but_not_across_them() {
    let loaded = attempts();
    let mut question = sessions();
    let mut grouping = Grouping::by(5);
    question.grouping = Some(grouping.clone());
    let collapsed = ask(&loaded, question.clone());
    let fold = fold(&collapsed);
    // Two outcomes: the headers come after the sessions, and the fold after the headers.
    assert_eq!(*collapsed.order, [6, 7]);
    assert_eq!(fold, 8);
    let failed = collapsed.rows.header_of(1).expect("a group");
    assert_eq!(collapsed.rows.header_of(fold), Some(failed));
    assert_eq!(collapsed.rows.group(fold), None, "it is no header");
    let position = collapsed.position_of(1).expect("a place");
    assert_eq!(collapsed.order[position], failed, "its group is collapsed");
    assert_eq!(*collapsed.rows.sessions(failed), [1, 2, 3, 5]);
    assert!(
        collapsed
            .rows
            .row_name(failed)
            .contains("4 sessions · 4 failed · 1 host · 1 source")
    );
    grouping.turn_all();
    question.grouping = Some(grouping);
    let expanded = ask(&loaded, question.clone());
    let place = |row| expanded.order.iter().position(|&other| other == row);
    assert_eq!(place(fold), place(failed).map(|header| header + 1));
    assert_eq!(place(1), None);
    // By id, each session is in a group of its own.
    let mut grouping = Grouping::by(ID);
    grouping.turn_all();
    question.grouping = Some(grouping);
    assert_eq!(
        ask(&loaded, question).order.len(),
        12,
        "six headers, six rows"
    );
}

#[test]
fn names_that_were_only_tried_are_one_row_with_the_strongest_mark() {
    let mut sessions = vec![session_from(0, [10, 0, 0, 1])];
    for (number, name) in (0..).zip(["admin", "root", "test"].iter().cycle().take(36)) {
        let mut failure = failure_from(60 + number * 30, IP);
        failure.user = Some((*name).into());
        sessions.push(failure);
    }
    let loaded = loaded(sessions);
    let question = Question {
        route: Route::UserPlaces(Scope::default()),
        ..self::sessions()
    };
    let answer = ask(&loaded, question.clone());
    let fold = fold(&answer);
    let shown = |answer: &Answer, row, column| {
        let cell = answer.rows.cell(row, column);
        cell.display(&DisplayZone::Utc)
    };
    assert_eq!(answer.order[0], fold, "it stands out, as its members do");
    assert_eq!(answer.order.len(), 2);
    assert_eq!(shown(&answer, fold, 0), "3 names only tried");
    assert_eq!(shown(&answer, fold, 1), "203.0.113.77");
    assert_eq!(
        shown(&answer, fold, 2),
        "36 failures in 17 min 30 s, no access"
    );
    assert_eq!(shown(&answer, fold, 6), "36");
    assert!(!answer.rows.is_value(fold, 0) && answer.rows.is_value(fold, 1));
    let whole = Question {
        folding: None,
        ..question
    };
    assert_eq!(ask(&loaded, whole).order.len(), 4);
}

#[test]
fn the_list_of_users_is_not_folded() {
    let loaded = attempts();
    let question = Question {
        route: Route::Users,
        ..sessions()
    };
    assert!(ask(&loaded, question).folded.is_none());
}
