//! The tasks in `tests/tasks.txt`, done with the keyboard alone, with their steps counted.

mod common_ui;

use common_ui::script::{run, tasks};

#[test]
fn everyday_tasks_need_only_the_keyboard_and_few_steps() {
    let mut counts = Vec::new();
    let mut failed = Vec::new();
    for task in tasks("tests/tasks.txt") {
        failed.extend(run(&task));
        println!("{:>2} steps  {}", task.steps.len(), task.name);
        counts.push(task.steps.len());
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    counts.sort_unstable();
    let median = counts[counts.len() / 2];
    println!(
        "{} tasks, median {median} steps, at most {:?}",
        counts.len(),
        counts.last()
    );
    assert!(counts.len() >= 25);
    assert!(median <= 4 && counts.last() <= Some(&8));
}
