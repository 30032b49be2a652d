"""Fills a new database with the sandbox's companies, people, projects and tasks."""

from __future__ import annotations

import json
import sqlite3

from app.sandbox.platform.moments import DAY, day
from app.sandbox.seed.people import ACME, GLOBEX, PEOPLE
from app.sandbox.seed.projects import PROJECTS, TEAMS, SeedProject, seed_id
from app.sandbox.seed.tasks import SeedTask, tasks_of

_PERSON = "INSERT INTO people (id, tenant, name, email, role, teams) VALUES (?, ?, ?, ?, ?, ?)"
_PROJECT = """
INSERT INTO projects (id, tenant, key, name, status, owner, deadline, version) VALUES (?, ?, ?, ?, ?, ?, ?, 1)
"""
_TASK = """
INSERT INTO tasks (id, tenant, project, number, title, description, status, priority, assignee, due,
    created_at, updated_at, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def fill(db: sqlite3.Connection, now: int) -> None:
    """Insert the whole seed, dated so that its ages are right at `now`, in Unix seconds."""
    db.executemany("INSERT INTO tenants (id, name) VALUES (?, ?)", [(one.id, one.name) for one in (ACME, GLOBEX)])
    people = [
        (one.sub, one.tenant.id, one.name, one.email, one.role, json.dumps(TEAMS.get(one.key, ()))) for one in PEOPLE
    ]
    db.executemany(_PERSON, people)
    for project in PROJECTS:
        deadline = None if project.deadline_in is None else day(now, project.deadline_in).isoformat()
        owner = f"usr_{project.owner}"
        db.execute(
            _PROJECT, (project.id, project.tenant.id, project.key, project.name, project.status, owner, deadline)
        )
        db.executemany(_TASK, [_row(project, task, now) for task in tasks_of(project)])


def _row(project: SeedProject, task: SeedTask, now: int) -> tuple[object, ...]:
    untouched = task.touched == task.created
    touched = now - task.touched * DAY - _time_of_day(task.number)
    return (
        seed_id("tsk", project.tenant.id, f"{project.key}-{task.number}"),
        project.tenant.id,
        project.id,
        task.number,
        task.title,
        task.description,
        task.status,
        task.priority,
        task.assignee and f"usr_{task.assignee}",
        None if task.due is None else day(now, task.due).isoformat(),
        touched if untouched else now - task.created * DAY - _time_of_day(task.number * 3),
        touched,
        1 if untouched else 2,
    )


def _time_of_day(number: int) -> int:
    """Return some seconds of a day, so that a project's tasks weren't all touched at the same minute."""
    return number * 7_919 % DAY
