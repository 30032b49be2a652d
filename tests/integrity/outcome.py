"""What must have come of a wish in the end, whatever was killed or doubled on the way."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.sandbox.platform.database import FILE
from tests.integrity.nursery import Job, Nursery, Task
from tests.integrity.wishes import WISHES, Wish
from tests.sandbox.fakes_platform import START, platform_for, seeded


async def some_tasks(folder: Path) -> tuple[str, ...]:
    """Return the ids of some tasks on a platform that is there before anybody comes."""
    async with platform_for(folder / "platform") as stand:
        found = (await stand.get("/v1/tasks", status="open", limit="3")).json()["items"]
    return tuple(str(task["id"]) for task in found)


def finished(
    nursery: Nursery, folder: Path, wish: str, ids: tuple[str, ...], task: Task = "finish"
) -> dict[str, object]:
    """Have a new process do what is left, say something more, and tell what it found."""
    assert nursery.run(Job(str(folder), task, wish, ids)) == [0]
    found: dict[str, object] = json.loads((folder / "found.json").read_text())
    return found


def is_done_once(folder: Path, found: dict[str, object], wish: str) -> None:
    """Nothing doubled, nothing lost, nothing that the person and the model were not told."""
    wanted = WISHES[wish]
    _is_done_at_the_platform(folder, wanted)
    _is_known(found, wanted.statuses, claimed=1)
    assert _told(found) == ("Acted", *["Settled"] * wanted.asked, *["Parked", "Seconded"] * wanted.of_two)


def is_refused(folder: Path, found: dict[str, object]) -> None:
    """See that what a second person has refused was not done, that no token for it was used, and that this was told."""
    asked = WISHES["second"]
    _is_done_at_the_platform(folder, replace(asked, actions={"approvals.open": 1, "approvals.decide": 1}, moves={}))
    _is_known(found, ["waiting", "rejected"], claimed=0)
    assert _told(found) == ("Settled", "Parked", "Seconded")


def is_done_once_or_told_as_not_done(folder: Path, found: dict[str, object]) -> bool:
    """See that a transfer is known to be done where it was, and known not to be where it was not; tell which."""
    wanted = WISHES["transfer"]
    done = bool(rows(folder / "platform" / FILE, "SELECT 1 FROM activity"))
    _is_done_at_the_platform(folder, wanted if done else replace(wanted, actions={}, moves={}))
    outcomes = found["outcomes"]
    assert outcomes == ["done"] if done else outcomes in ([], ["refused"])
    assert (found["unfinished"], found["open"], found["unexplained"], found["sound"]) == (0, 0, [], True)
    assert isinstance(found["statuses"], list)
    (status,) = found["statuses"]
    assert status in ({"done", "unknown"} if done else {"rejected", "forbidden", "unknown", "expired"})
    return done


def _told(found: dict[str, object]) -> tuple[str, ...]:
    """Return what the transcript says came of it; what was decided stands there once, the rest may be said again."""
    told = found["told"]
    assert isinstance(told, dict)
    assert max(told.get("Settled", 0), told.get("Seconded", 0)) <= 1
    return tuple(name for name in ("Acted", "Settled", "Parked", "Seconded") if name in told)


def _is_known(found: dict[str, object], statuses: Sequence[str], *, claimed: int) -> None:
    assert (found["unfinished"], found["open"], found["pending"], found["claimed"]) == (0, 0, 0, claimed)
    assert found["unexplained"] == []
    assert found["statuses"] == list(statuses)
    assert found["sound"]
    assert found["last"] == "Ended(reason='done')"


def _is_done_at_the_platform(folder: Path, wanted: Wish) -> None:
    """See that the platform has done exactly what was wished, each thing under a key of its own, to the cent."""
    file = folder / "platform" / FILE
    done = rows(file, "SELECT action, idempotency_key FROM activity")
    assert Counter(action for action, _ in done) == wanted.actions
    assert len({key for _, key in done}) == len(done)
    before, after = opening_balances(), balances(file)
    assert {name: after[name] - before[name] for name in before if after[name] != before[name]} == wanted.moves
    who = "usr_dave" if wanted.of_two else "usr_alice"
    counted = rows(file, f"SELECT person, amount FROM moved WHERE at >= {int(START)}")  # noqa: S608  # a number
    assert counted == [(who, amount) for amount in wanted.moves.values() if amount > 0]
    decided = "used" if wanted.moves else "rejected"
    assert rows(file, "SELECT state FROM approvals") == [(decided,)] * wanted.of_two


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    """Return what stands in a database."""
    with closing(sqlite3.connect(file)) as db:
        return db.execute(query).fetchall()


def balances(file: Path) -> Mapping[str, int]:
    """Return what each budget of both companies holds."""
    found = rows(file, "SELECT tenant, name, balance FROM budgets")
    return {f"{tenant} {name}": int(str(balance)) for tenant, name, balance in found}


@cache
def opening_balances() -> Mapping[str, int]:
    """Return what each budget holds before anybody comes."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        file.write_bytes(seeded(int(START)))
        return balances(file)
