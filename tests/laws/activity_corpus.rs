//! The law of ties, checked on real evidence.

use crate::common::{activity_law, laws};
use crate::{labelled_sets, shared};

#[test]
fn knowing_less_of_an_activity_claims_no_more() {
    let Some(shared) = shared() else { return };
    let mut breaches = Vec::new();
    let mut sets = labelled_sets(&shared);
    sets.push(("all".to_owned(), vec![shared.join("corpus")]));
    for (name, paths) in sets {
        let case = laws::opened(&paths);
        let found = activity_law::breaches(&paths, &case);
        breaches.extend(found.into_iter().map(|why| format!("{name}: {why}")));
    }
    let count = breaches.len();
    assert!(
        breaches.is_empty(),
        "{count} breaches\n{}\n",
        breaches.join("\n")
    );
}
