#!/usr/bin/env python3
"""Runs a whence-cli on the sample case and compares what it says with what is expected of it.

usage: smoke.py PATH/TO/whence-cli PATH/TO/sample_logs

WHENCE_RUNNER may hold a command that starts the program, for example `wine`.
"""
import datetime
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile


def seconds(time: str) -> float:
    return datetime.datetime.fromisoformat(f"{time[:26]}+00:00").timestamp()


def fits_expectation(session: dict, want: dict) -> bool:
    """The story names some fields and some records of each session, and ends it at about its second."""
    for field, value in want.items():
        if field == "sources":
            records = {
                f"{source['channel']}:{source['event_id']}:{source['record_id']}"
                for source in session["sources"]
            }
            same = records.issuperset(value)
        elif field == "end" and value and session["end"]:
            same = abs(seconds(session["end"]) - seconds(value)) <= 1
        else:
            same = session[field] == value
        if not same:
            return False
    return True


def as_expected(activity: dict) -> dict:
    """The fields of an activity that the story decides."""
    fields = "host time user kind object strength session_begin source_ip".split()
    chosen = {field: activity[field] for field in fields}
    return chosen | {"candidates": [session["begin"] for session in activity["candidates"]]}


def content(folder: pathlib.Path) -> dict[pathlib.Path, bytes | None]:
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    cli, logs = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    command = [*shlex.split(os.environ.get("WHENCE_RUNNER", "")), str(cli)]

    def run(*arguments: str, folder: str) -> str:
        done = subprocess.run(
            [*command, *arguments], cwd=folder, stdout=subprocess.PIPE, encoding="utf-8"
        )
        if done.returncode != 0:
            raise SystemExit(f"whence-cli {' '.join(arguments)}: exit status {done.returncode}")
        return done.stdout

    before = content(logs)
    with tempfile.TemporaryDirectory() as folder:
        print(run("--version", folder=folder).strip())
        run("sessions", str(logs), "--output", "sessions.jsonl", folder=folder)
        text = pathlib.Path(folder, "sessions.jsonl").read_text("utf-8")
        run("activity", str(logs), "--output", "activity.jsonl", folder=folder)
        activities = pathlib.Path(folder, "activity.jsonl").read_text("utf-8")
        audit = run("audit", str(logs), folder=folder)
    found = [json.loads(line) for line in text.split("\n") if line]
    lines = (logs / "expected.jsonl").read_text("utf-8").split("\n")
    expected = [json.loads(line) for line in lines if line]

    wrong = []
    if len(found) != len(expected):
        wrong.append(f"{len(found)} sessions instead of {len(expected)}")
    for want in expected:
        fits = [session for session in found if fits_expectation(session, want)]
        if len(fits) != 1:
            wrong.append(f"{len(fits)} sessions are {want['user']} at {want['begin']}")
    done = [as_expected(json.loads(line)) for line in activities.split("\n") if line]
    lines = (logs / "expected_activity.jsonl").read_text("utf-8").split("\n")
    wanted = [json.loads(line) for line in lines if line]
    for problem, some, others in (("missing", wanted, done), ("not expected", done, wanted)):
        wrong += [f"{problem}: {activity}" for activity in some if activity not in others]
    if "GATE01.larkfield.example" not in audit:
        wrong.append("the audit does not name GATE01")
    if content(logs) != before:
        wrong.append("the folder of the logs has changed")
    for problem in wrong[:10]:
        print(problem, file=sys.stderr)
    if not wrong:
        print(f"{len(found)} sessions and {len(done)} activities, as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
