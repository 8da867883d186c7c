//! Every action in the palette, called by its name, does what `tests/actions.txt` says.

mod common_ui;

use std::collections::BTreeSet;

use common_ui::script::{run, tasks};
use whence::ui::actions::ACTIONS;

#[test]
fn every_action_does_what_it_says() {
    let written = tasks("tests/actions.txt");
    let named: BTreeSet<&str> = written.iter().map(|task| task.name.as_str()).collect();
    let missing: Vec<&str> = ACTIONS
        .iter()
        .map(|action| action.title)
        .filter(|title| !named.contains(title))
        .collect();
    assert!(missing.is_empty(), "no script for {missing:?}");
    let mut failed = Vec::new();
    for mut task in written {
        // `!` means the action itself, called by its name.
        let ask = [
            "Ctrl+K".to_owned(),
            format!("\"{}\"", task.name),
            "Enter".to_owned(),
        ];
        let steps = task.steps.iter().flat_map(|step| {
            if step == "!" {
                ask.to_vec()
            } else {
                vec![step.clone()]
            }
        });
        task.steps = steps.collect();
        failed.extend(run(&task));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
