import json
from dataclasses import replace

import pytest

from graph.endings import report
from graph.executor import Outcome
from graph.proposal import propose
from graph.replies import Status
from graph.state import Item
from tests.graph.fakes_proposal import ASKED, CHANGE, GROUND, NEEDS, tool_of
from tools.change import NEW, Call, Json

ITEM: Item = {
    "call": "msg_1f/0",
    "tool": "create_task",
    "args": "{}",
    "why": "",
    "stage": "approved",
    "held": "",
    "proposal": "pr_1",
    "digest": "",
    "question": "",
    "which": [],
    "edited": "",
    "looks": 0,
    "before": "",
    "note": "",
}
MADE = replace(CHANGE, undo=Call("delete_tasks", {"task_ids": [NEW]}))


@pytest.mark.parametrize(
    ("status", "answers", "undo"),
    [
        ("done", [{"id": "tsk_9"}], {"tool": "delete_tasks", "args": {"task_ids": ["tsk_9"]}}),
        ("done", [], None),
        ("failed", [{"id": "tsk_9"}], None),
    ],
)
def test_the_undo_of_what_was_made_names_it_or_is_left_out(status: Status, answers: list[Json], undo: object) -> None:
    proposal = propose(ASKED, tool_of(), MADE, NEEDS, GROUND)
    said = json.loads(str(report(ITEM, proposal, Outcome(status, "Done.", (), answers)).content))
    assert said.get("undo") == undo


def test_an_undo_that_rests_on_nothing_new_is_told_as_it_is() -> None:
    proposal = propose(ASKED, tool_of(), CHANGE, NEEDS, GROUND)
    said = json.loads(str(report(ITEM, proposal, Outcome("done", "Done.")).content))
    assert said["undo"] == {"tool": "restore_tasks", "args": {"task_ids": ["tsk_1", "tsk_2"]}}
