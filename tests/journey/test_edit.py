"""Leaving one out of a batch in a pseudo-terminal: what is left is asked anew, and only that is done."""

import json

from tests.journey.home import Home
from tests.journey.test_main_job import ACTIVITY, DELETED, STALE, asked_to_delete, decide


def test_the_one_that_was_left_out_stays_and_the_other_four_are_deleted(home: Home) -> None:
    with home.terminal() as terminal:
        terminal.wait_for("Alice Moreau")
        terminal.press("1")
        terminal.wait_for("Type a message")
        stale = home.platform(STALE)
        asked_to_delete(terminal)
        terminal.wait_for("[space] Leave one out")
        terminal.press("\x1b[B")
        terminal.wait_for(lambda shown: shown.count("▸ [x]") == 1)
        decide(terminal, " ", "Ask anew without 1")
        kept = next(task for task, title in stale if f"{title}" in left_out(terminal.text))
        decide(terminal, "a", "Delete 4 tasks in Apollo")
        assert home.platform(DELETED) == []
        terminal.wait_for("Changed")
        decide(terminal, "y", "Deleted: four tasks")
        terminal.press("\x11")
        terminal.wait_gone()

    four = {task for task, _ in stale} - {kept}
    assert {row[0] for row in home.platform(DELETED)} == four
    [(action, _, _, _, _, records)] = home.platform(ACTIVITY)
    assert action == "tasks.delete"
    assert set(json.loads(str(records))) == four
    said = [entry for entry in home.audit() if entry["kind"] == "decision"]
    assert [{**each["plain"], **each["body"]}["choice"] for each in said] == ["edit", "approve"]


def left_out(shown: str) -> str:
    return next(line for line in shown.splitlines() if "▸ [ ]" in line)
