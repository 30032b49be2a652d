import os
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.fakes_platform import Clock, Stand, platform_for
from tests.tools.fakes_cases import WRITES, Case
from tests.tools.fakes_signed import NOW, Desk, desk_of, reset
from tests.tools.fakes_state import MADE, State, arguments
from tools import Call

NEVER = {"delete_projects", "pay_invoice"}
"""What can't be undone, and says so: its Change carries no undo."""

EXAMPLES = 1500 if os.environ.get("COUNTERSIGN_SOAK") else 40


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    stand = platform_for(tmp_path, Clock(NOW))
    yield stand
    stand.app.state.platform.database.close()


def test_every_tool_that_changes_something_is_undone_here_or_says_that_it_never_can_be() -> None:
    assert {case.tool for case in WRITES} == set(MADE) | NEVER


@pytest.mark.soak
@given(st.data())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_every_change_sent_and_undone_gives_back_the_former_state(
    stand: Stand, tmp_path: Path, data: st.DataObject
) -> None:
    reset(stand, tmp_path)
    state = State(stand, data.draw)
    done: list[tuple[Desk, Mapping[str, object], Call]] = []
    async with AsyncExitStack() as stack:
        erin, dave = [await stack.enter_async_context(desk_of(key, stand)) for key in ("erin", "dave")]
        for tool in data.draw(st.lists(st.sampled_from(sorted(MADE)), min_size=1, max_size=6)):
            who = dave if tool == "transfer_funds" else erin
            before = state.everything()
            args = arguments(state, tool)
            sent = await who.done(tool, **args) if args else None
            if sent is not None:
                change, back = sent
                assert back or not change.undo
                done = [*done, (who, before, back)] if back else []
        for who, before, back in reversed(done):
            assert await who.done(back.tool, **back.args) is not None
            assert state.everything() == before


@pytest.mark.parametrize("case", [case for case in WRITES if case.tool in NEVER], ids=lambda case: case.tool)
async def test_what_can_never_be_undone_carries_no_undo(case: Case, stand: Stand) -> None:
    async with desk_of(case.who, stand) as desk:
        change = await desk.change(case.tool, **await case.ready(stand, desk))
    assert change.undo is None


async def test_what_was_given_to_somebody_who_has_left_since_can_not_be_given_back(stand: Stand) -> None:
    async with desk_of("erin", stand) as desk:
        await desk.done("delete_members", member_ids=["usr_bob"])
        [task, *_] = await desk.items("search_tasks", text="Spike: new router")
        [zephyr] = await desk.items("list_projects", text="Zephyr")
        assert (task["assignee"], zephyr["owner"]) == ("Bob Lindqvist", {"id": "usr_bob", "name": "Bob Lindqvist"})
        assert (await desk.change("update_task", task=task["id"], assignee="me")).undo is None
        assert (await desk.change("update_task", task=task["id"], status="done")).undo is not None
        assert (await desk.change("update_project", project=zephyr["id"], owner="me")).undo is None


async def test_what_would_go_beyond_a_ceiling_can_not_be_transferred_back(stand: Stand) -> None:
    async with desk_of("erin", stand) as erin, desk_of("dave", stand) as dave:
        wanted = {"from_budget": "Operations", "to_budget": "Marketing", "amount": "10.00"}
        assert (await dave.change("transfer_funds", **wanted)).undo is not None
        await erin.done("update_budget", budget="Operations", ceiling="1.00")
        assert (await dave.change("transfer_funds", **wanted)).undo is None


async def test_what_one_could_not_take_back_oneself_carries_no_undo(stand: Stand) -> None:
    async with desk_of("erin", stand) as desk:
        assert (await desk.change("update_member", member="me", role="viewer")).undo is None
        assert (await desk.change("create_project", name="Nimbus", key="NIM", owner="Bob")).undo is None
