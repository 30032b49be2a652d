from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from graph.proposal import effect_of
from tests.sandbox.fakes_platform import Stand
from tests.tools.fakes_cases import CASES, WRITES, Case
from tests.tools.fakes_signed import REGISTRY, Desk, desk_of, sandbox
from tools import ToolError
from tools.amounts import with_money
from tools.change import Row

PATHS = {
    "project": "projects",
    "task": "tasks",
    "release": "releases",
    "comment": "comments",
    "member": "members",
    "budget": "budgets",
    "invoice": "invoices",
}
MOVING = {"version", "updated_at", "deleted_at", "restorable_until", "active", "task_count"}


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with sandbox(tmp_path) as running:
        yield running


async def read(desk: Desk, row: Row) -> Mapping[str, object] | None:
    reader = desk.platform.reader([f"{noun}:read" for noun in PATHS.values()])
    try:
        record = await reader.get(f"/v1/{PATHS[row.kind]}/{{}}", row.id)
    except ToolError:
        return None
    return None if record.get("deleted_at") else with_money(record)


def test_every_tool_has_a_case() -> None:
    assert sorted(REGISTRY.tools) == sorted({case.tool for case in CASES})
    assert {case.tool for case in WRITES} == {name for name, tool in REGISTRY.tools.items() if tool.effect != "read"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.tool)
async def test_a_tool_gives_every_parameter_a_meaning(case: Case, stand: Stand) -> None:
    async with desk_of(case.who, stand) as desk:
        found = await desk.look(case.tool, **await case.ready(stand, desk))
    assert found is not None


@pytest.mark.parametrize("case", WRITES, ids=lambda case: case.tool)
async def test_what_a_change_shows_is_what_is_there_once_it_is_sent(case: Case, stand: Stand) -> None:
    async with desk_of(case.who, stand) as desk:
        args = await case.ready(stand, desk)
        change = await desk.change(case.tool, **args)
        rows = [row for row in change.rows if row.version is not None]
        for row in rows:
            assert set(row.before or {}) >= {"id", "version"}
        replies = await desk.approve(case.tool, change)
        assert [reply.problem for reply in replies] == [""] * len(change.requests)
        after = [await read(desk, row) for row in rows]
    assert change.headline == case.headline
    for row, now in zip(rows, after, strict=True):
        if row.after is None:
            assert now is None
        else:
            assert now is not None
            shown = {name: value for name, value in row.after.items() if name not in MOVING | {"paid_at"}}
            assert shown == {name: now[name] for name in shown}


@pytest.mark.parametrize("case", WRITES, ids=lambda case: case.tool)
async def test_a_tools_effect_is_no_milder_than_its_requests(case: Case, stand: Stand) -> None:
    async with desk_of(case.who, stand) as desk:
        change = await desk.change(case.tool, **await case.ready(stand, desk))
    effect = REGISTRY.tools[case.tool].effect
    assert effect_of(effect, change.requests) == effect == effect_of("read", change.requests)


@pytest.mark.parametrize("case", [case for case in WRITES if case.made == ()], ids=lambda case: case.tool)
async def test_looking_changes_nothing(case: Case, stand: Stand) -> None:
    connection = stand.app.state.platform.database.connection
    async with desk_of(case.who, stand) as desk:
        args = await case.ready(stand, desk)
        before = connection.total_changes
        await desk.change(case.tool, **args)
    assert connection.total_changes == before
