"""What must have come of a wish in the end, whatever was killed or doubled on the way."""

from __future__ import annotations

import json
from pathlib import Path

from tests.integrity.nursery import Job, Nursery
from tests.integrity.wishes import WISHES
from tests.sandbox.fakes_platform import platform_for


async def some_tasks(folder: Path) -> tuple[str, ...]:
    """Return the ids of some tasks on a platform that is there before anybody comes."""
    async with platform_for(folder / "platform") as stand:
        found = (await stand.get("/v1/tasks", status="open", limit="3")).json()["items"]
    return tuple(str(task["id"]) for task in found)


def finished(nursery: Nursery, folder: Path, wish: str, ids: tuple[str, ...]) -> dict[str, object]:
    """Have a new process do what is left, say something more, and tell what it found."""
    assert nursery.run(Job(str(folder), "finish", wish, ids)) == [0]
    found: dict[str, object] = json.loads((folder / "found.json").read_text())
    return found


def is_done_once(found: dict[str, object], wish: str) -> None:
    """Nothing doubled, nothing lost, nothing that the person and the model were not told."""
    wanted = WISHES[wish]
    assert found["actions"] == {wanted.action: wanted.times}
    assert found["keys"] == wanted.times
    assert (found["unfinished"], found["open"], found["claimed"]) == (0, 0, 1)
    assert found["unexplained"] == []
    assert found["statuses"] == ["done"]
    assert found["sound"]
    assert found["last"] == "Ended(reason='done')"
