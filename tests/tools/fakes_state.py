"""Acme's records as they stand, read past the platform, and arguments for any tool that fit them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.sandbox.fakes_platform import Stand
from tools.amounts import money

Args = dict[str, object]
KINDS = ("projects", "tasks_seen", "releases", "comments", "people", "budgets", "invoices")
MOVING = {"seq", "version", "updated_at", "release", "release_name"}
WORD = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=12).filter(lambda word: word != "me")
TEXT = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
DAY = st.dates().filter(lambda day: day.year >= 1900).map(lambda day: day.isoformat())


@dataclass(frozen=True)
class State:
    """What may be drawn; a builder gives None where there is nothing to draw from."""

    stand: Stand
    draw: Callable[[st.SearchStrategy[object]], object]

    def rows(self, table: str, having: str = "1") -> list[sqlite3.Row]:
        connection: sqlite3.Connection = self.stand.app.state.platform.database.connection
        asked = f"SELECT * FROM {table} WHERE tenant = 'ten_acme' AND {having} ORDER BY seq"  # noqa: S608  # our words
        return connection.execute(asked).fetchall()

    def everything(self) -> Mapping[str, object]:
        """Return every living record without what every write changes."""
        return {
            row["id"]: {name: row[name] for name in row.keys() if name not in MOVING}  # noqa: SIM118  # a Row has no items
            for table in KINDS
            for row in self.rows(table, "1" if table in {"projects", "invoices"} else "deleted_at IS NULL")
        }

    def ids(self, table: str, having: str, most: int = 3) -> list[str]:
        found = [row["id"] for row in self.rows(table, having)]
        some = st.lists(st.sampled_from(found), min_size=1, max_size=most, unique=True) if found else st.just([])
        return list(self._listed(some))

    def id(self, table: str, having: str = "deleted_at IS NULL") -> str:
        return next(iter(self.ids(table, having, 1)), "")

    def edits(self, clear: Sequence[str], **fields: st.SearchStrategy[object]) -> Args:
        """Draw some fields and some of those that can be emptied; at least one of both."""
        names = st.lists(st.sampled_from([*fields, *(f"-{name}" for name in clear)]), min_size=1, unique=True)
        chosen = [str(name) for name in self._listed(names)]
        asked = {name: self.draw(fields[name]) for name in chosen if name in fields}
        emptied = [name[1:] for name in chosen if name.startswith("-") and name[1:] not in asked]
        return {**asked, **({"clear": emptied} if emptied or not asked else {})}

    def people(self) -> st.SearchStrategy[object]:
        return st.sampled_from([row["id"] for row in self.rows("people", "deleted_at IS NULL")])

    def update_of_task(self) -> Args | None:
        task = self.id("tasks")
        place = self.rows("tasks", f"id = '{task}'")[0]["project"]
        releases = [row["id"] for row in self.rows("releases", f"deleted_at IS NULL AND project = '{place}'")]
        more = {"release": st.sampled_from(releases)} if releases else {}
        fields = {"title": TEXT, "description": TEXT, "status": STATUS, "priority": PRIORITY, "due": DAY}
        clear = ["description", "release", "assignee", "due"]
        return {"task": task, **self.edits(clear, **fields, **more, assignee=self.people())}

    def movable(self) -> Args | None:
        """Draw two budgets and an amount that the one holds and the other has room for."""
        ids = self.ids("budgets", "deleted_at IS NULL AND currency = 'EUR'", 2)
        if len(ids) != 2:
            return None
        giving, taking = (self.rows("budgets", f"id = '{one}'")[0] for one in ids)
        most = min(giving["balance"], taking["ceiling"] - taking["balance"], 10_000_000)
        if most < 1:
            return None
        amount = self.draw(st.integers(1, most))
        assert isinstance(amount, int)
        return {"from_budget": ids[0], "to_budget": ids[1], "amount": money(amount, "EUR")}

    def _listed(self, strategy: st.SearchStrategy[object]) -> list[str]:
        drawn = self.draw(strategy)
        assert isinstance(drawn, list)
        return drawn


LIVING, GONE, OTHERS = "deleted_at IS NULL", "deleted_at IS NOT NULL", "deleted_at IS NULL AND id <> 'usr_erin'"
PRIORITY, STATUS = st.sampled_from(["low", "normal", "high"]), st.sampled_from(["open", "in_progress", "done"])
PHASE = st.sampled_from(["planned", "released", "cancelled"])
STANDING = st.sampled_from(["active", "paused", "done", "archived"])
ROLE = st.sampled_from(["viewer", "member", "lead", "finance", "admin"])
CEILING = st.integers(0, 10**9).map(lambda minor: money(minor, "EUR"))
KEY = st.from_regex(r"[A-Z][A-Z0-9]{5,9}", fullmatch=True)
MADE: Mapping[str, Callable[[State], Args | None]] = {
    "create_task": lambda s: {"project": s.id("projects", "1"), "title": s.draw(TEXT), "assignee": s.draw(s.people())},
    "update_task": State.update_of_task,
    "delete_tasks": lambda s: {"task_ids": s.ids("tasks", LIVING)},
    "restore_tasks": lambda s: {"task_ids": s.ids("tasks", GONE)},
    "create_project": lambda s: {"name": s.draw(TEXT), "key": s.draw(KEY), "deadline": s.draw(DAY)},
    "update_project": lambda s: {
        "project": s.id("projects", "1"),
        **s.edits(["deadline"], name=TEXT, status=STANDING, owner=s.people(), deadline=DAY),
    },
    "create_release": lambda s: {"project": s.id("projects", "1"), "name": s.draw(TEXT), "status": s.draw(PHASE)},
    "update_release": lambda s: {"release": s.id("releases"), **s.edits(["date"], name=TEXT, status=PHASE, date=DAY)},
    "delete_releases": lambda s: {"release_ids": s.ids("releases", LIVING)},
    "restore_releases": lambda s: {"release_ids": s.ids("releases", GONE)},
    "add_comment": lambda s: {"task": s.id("tasks"), "text": s.draw(TEXT)},
    "update_comment": lambda s: {"comment": s.id("comments_seen", MINE), "text": s.draw(TEXT)},
    "delete_comments": lambda s: {"comment_ids": s.ids("comments_seen", f"{LIVING} AND task_deleted_at IS NULL")},
    "restore_comments": lambda s: {"comment_ids": s.ids("comments_seen", f"{GONE} AND task_deleted_at IS NULL")},
    "create_member": lambda s: {"name": s.draw(TEXT), "email": f"{s.draw(KEY)}@acme.example", "role": s.draw(ROLE)},
    "update_member": lambda s: {"member": s.id("people", OTHERS), "role": s.draw(ROLE)},
    "delete_members": lambda s: {"member_ids": s.ids("people", f"{OTHERS} AND id <> 'usr_dave'", 2)},
    "restore_members": lambda s: {"member_ids": s.ids("people", GONE, 2)},
    "create_budget": lambda s: {"name": s.draw(TEXT), "ceiling": s.draw(CEILING), "project": s.id("projects", "1")},
    "update_budget": lambda s: {"budget": s.id("budgets"), **s.edits([], name=TEXT, ceiling=CEILING)},
    "delete_budgets": lambda s: {"budget_ids": s.ids("budgets", f"{LIVING} AND balance = 0")},
    "restore_budgets": lambda s: {"budget_ids": s.ids("budgets", GONE)},
    "transfer_funds": State.movable,
}
"""Arguments for every tool that can be undone."""

MINE = "deleted_at IS NULL AND task_deleted_at IS NULL AND author = 'usr_erin'"


def arguments(state: State, tool: str) -> Args | None:
    """Draw arguments for a tool; None where its kind of record is not there."""
    args = MADE[tool](state)
    return None if args is None or any(value in ("", []) for value in args.values()) else args
