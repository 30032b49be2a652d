"""Fills a new database with the sandbox's companies: people, projects, releases, tasks, comments and money."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from app.sandbox.platform.moments import DAY, day
from app.sandbox.seed.budgets import SeedBudget, balances, budget_id, budgets
from app.sandbox.seed.comments import SeedComment, comments
from app.sandbox.seed.dates import ago, worked
from app.sandbox.seed.invoices import SeedInvoice, invoices
from app.sandbox.seed.people import ACME, GLOBEX, PEOPLE, SandboxPerson
from app.sandbox.seed.projects import PROJECTS, TEAMS, SeedProject, project_id
from app.sandbox.seed.releases import SeedRelease, releases
from app.sandbox.seed.tasks import SeedTask, task_id, tasks_of
from app.sandbox.seed.transfers import SeedTransfer, transfers

_PERSON = "INSERT INTO people (id, tenant, name, email, role, teams) VALUES (?, ?, ?, ?, ?, ?)"
_PROJECT = """
INSERT INTO projects (id, tenant, key, name, status, owner, deadline, version) VALUES (?, ?, ?, ?, ?, ?, ?, 1)
"""
_RELEASE = "INSERT INTO releases (id, tenant, project, name, status, date) VALUES (?, ?, ?, ?, ?, ?)"
_TASK = """
INSERT INTO tasks (id, tenant, project, release, number, title, description, status, priority, assignee, due,
    created_at, updated_at, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_COMMENT = """
INSERT INTO comments (id, tenant, task, author, text, created_at, updated_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_BUDGET = """
INSERT INTO budgets (id, tenant, project, name, currency, ceiling, balance) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_TRANSFER = """
INSERT INTO transfers (id, tenant, from_budget, to_budget, amount, currency, note, by_person, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_INVOICE = """
INSERT INTO invoices (id, tenant, number, vendor, iban, amount, currency, due, status, budget, paid_at, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_CURRENCY = "EUR"

Row = tuple[object, ...]


def fill(db: sqlite3.Connection, now: int) -> None:
    """Insert the whole seed, dated so that its ages are right at `now`, in Unix seconds."""
    db.executemany("INSERT INTO tenants (id, name) VALUES (?, ?)", [(one.id, one.name) for one in (ACME, GLOBEX)])
    db.executemany(_PERSON, [_person(one) for one in PEOPLE])
    _fill_work(db, now)
    _fill_money(db, now)


def _fill_work(db: sqlite3.Connection, now: int) -> None:
    planned = releases()
    links = {(one.tenant.id, one.project, number): one.id for one in planned for number in one.tasks}
    db.executemany(_PROJECT, [_project(one, now) for one in PROJECTS])
    db.executemany(_RELEASE, [_release(one, now) for one in planned])
    for project in PROJECTS:
        db.executemany(_TASK, [_task(project, task, links, now) for task in tasks_of(project)])
    said = sorted(comments(), key=lambda one: ago(now, one.days, one.at))
    db.executemany(_COMMENT, [_comment(one, now) for one in said])


def _fill_money(db: sqlite3.Connection, now: int) -> None:
    held, billed = budgets(), invoices()
    moved = sorted(transfers(), key=lambda one: worked(now, one.days, one.at))
    holds = balances(held, moved, billed)
    db.executemany(_BUDGET, [_budget(one, holds) for one in held])
    db.executemany(_TRANSFER, [_transfer(one, now) for one in moved])
    db.executemany(_INVOICE, [_invoice(one, now) for one in billed])


def _person(one: SandboxPerson) -> Row:
    return one.sub, one.tenant.id, one.name, one.email, one.role, json.dumps(TEAMS.get(one.key, ()))


def _project(one: SeedProject, now: int) -> Row:
    deadline = _on(now, one.deadline_in)
    return one.id, one.tenant.id, one.key, one.name, one.status, f"usr_{one.owner}", deadline


def _release(one: SeedRelease, now: int) -> Row:
    project = project_id(one.tenant, one.project)
    return one.id, one.tenant.id, project, one.name, one.status, _on(now, one.date)


def _task(project: SeedProject, task: SeedTask, links: Mapping[tuple[str, str, int], str], now: int) -> Row:
    untouched = task.touched == task.created
    touched = now - task.touched * DAY - _time_of_day(task.number)
    return (
        task_id(project.tenant, f"{project.key}-{task.number}"),
        project.tenant.id,
        project.id,
        links.get((project.tenant.id, project.key, task.number)),
        task.number,
        task.title,
        task.description,
        task.status,
        task.priority,
        task.assignee and f"usr_{task.assignee}",
        _on(now, task.due),
        touched if untouched else now - task.created * DAY - _time_of_day(task.number * 3),
        touched,
        1 if untouched else 2,
    )


def _comment(one: SeedComment, now: int) -> Row:
    written = ago(now, one.days, one.at)
    edited = written if one.edited is None else ago(now, one.edited, one.at)
    task = task_id(one.tenant, one.task)
    version = 1 if one.edited is None else 2
    return one.id, one.tenant.id, task, f"usr_{one.author}", one.text, written, edited, version


def _budget(one: SeedBudget, holds: Mapping[str, int]) -> Row:
    project = one.project and project_id(one.tenant, one.project)
    return one.id, one.tenant.id, project, one.name, _CURRENCY, one.ceiling, holds[one.id]


def _transfer(one: SeedTransfer, now: int) -> Row:
    giver, taker = budget_id(one.tenant, one.giver), budget_id(one.tenant, one.taker)
    at = worked(now, one.days, one.at)
    return one.id, one.tenant.id, giver, taker, one.amount, _CURRENCY, one.note, f"usr_{one.by}", at


def _invoice(one: SeedInvoice, now: int) -> Row:
    paid = None if one.days is None else worked(now, one.days, one.at)
    return (
        one.id,
        one.tenant.id,
        one.number,
        one.vendor,
        one.iban,
        one.amount,
        _CURRENCY,
        _on(now, one.due),
        "open" if paid is None else "paid",
        one.budget and budget_id(one.tenant, one.budget),
        paid,
        1 if paid is None else 2,
    )


def _on(now: int, days: int | None) -> str | None:
    return None if days is None else day(now, days).isoformat()


def _time_of_day(number: int) -> int:
    """Return some seconds of a day, so that a project's tasks weren't all touched at the same minute."""
    return number * 7_919 % DAY
