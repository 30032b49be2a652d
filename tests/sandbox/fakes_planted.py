"""Records of every kind in both companies, one for each thing that can be done to it, and people of every role."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from app.sandbox.platform.rules import RULES
from tests.sandbox.fakes_approvals import decision, opening
from tests.sandbox.fakes_platform import ACT, ROLES, START, TENANTS, Stand, whole, wire
from tools.wire import Wire

COMPANIES = ("acme", "globex")
NOUNS = ("projects", "tasks", "releases", "comments", "members", "budgets", "transfers", "invoices")
PREFIX = {"tasks": "tsk", "releases": "rel", "comments": "cmt", "members": "usr", "budgets": "bud"}
VERBS = ("update", "delete", "restore")
NOW = int(START)

_PEOPLE = "INSERT INTO people (id, tenant, name, email, role, teams, deleted_at) VALUES (?, ?, ?, ?, ?, '[]', ?)"
_PROJECTS = """
INSERT INTO projects (id, tenant, key, name, status, owner, deadline, version)
VALUES (?, ?, ?, ?, 'active', ?, NULL, 1)
"""
_RELEASES = "INSERT INTO releases (id, tenant, project, name, status, deleted_at) VALUES (?, ?, ?, ?, 'planned', ?)"
_TASKS = """
INSERT INTO tasks (id, tenant, project, number, title, description, status, priority, created_at, updated_at,
    deleted_at, version)
VALUES (?, ?, ?, ?, ?, '', 'open', 'normal', 1, 1, ?, 1)
"""
_COMMENTS = """
INSERT INTO comments (id, tenant, task, author, text, created_at, updated_at, deleted_at)
VALUES (?, ?, ?, ?, ?, 1, 1, ?)
"""
_BUDGETS = """
INSERT INTO budgets (id, tenant, name, currency, ceiling, balance, deleted_at) VALUES (?, ?, ?, 'EUR', ?, ?, ?)
"""
_TRANSFERS = """
INSERT INTO transfers (id, tenant, from_budget, to_budget, amount, currency, note, by_person, at)
VALUES (?, ?, ?, ?, 100, 'EUR', '', ?, 1)
"""
_INVOICES = """
INSERT INTO invoices (id, tenant, number, vendor, iban, amount, currency, due, status)
VALUES (?, ?, '2026-1', 'Halden Paper', 'XX00', 50000, 'EUR', '2026-09-01', 'open')
"""

_APPROVALS = """
INSERT INTO approvals (id, tenant, by_person, change, requests, told, seen, why, opened_at, expires_at)
VALUES (?, ?, ?, ?, ?, '{"headline": "Change a task", "effect": "update", "lines": [], "rows": []}', '[]', '', ?, ?)
"""


def plant(stand: Stand) -> None:
    for company in COMPANIES:
        _plant(stand, company)


def _plant(stand: Stand, company: str) -> None:
    tenant, lead = f"ten_{company}", f"usr_{company}_lead"
    rows: list[tuple[str, Sequence[object]]] = []
    for role in ROLES:
        name = f"{company}_{role}"
        rows.append((_PEOPLE, (f"usr_{name}", tenant, f"{role} of {company}", f"{name}@x.example", role, None)))
    for number, verb in enumerate(VERBS):
        gone = NOW - 60 if verb == "restore" else None
        name = f"{verb}_{company}"
        rows += [
            (_PEOPLE, (f"usr_{name}", tenant, name, f"{name}@x.example", "viewer", gone)),
            (_PROJECTS, (f"prj_{name}", tenant, verb[:2].upper() + "X", name, lead)),
            (_RELEASES, (f"rel_{name}", tenant, f"prj_update_{company}", name, gone)),
            (_TASKS, (f"tsk_{name}", tenant, f"prj_update_{company}", number + 1, name, gone)),
            (_COMMENTS, (f"cmt_{name}", tenant, f"tsk_update_{company}", lead, name, gone)),
            (_BUDGETS, (f"bud_{name}", tenant, name, 0, 0, gone)),
        ]
    rows += [
        (_COMMENTS, (f"cmt_{company}_{r}", tenant, f"tsk_update_{company}", f"usr_{company}_{r}", r, None))
        for r in ROLES
    ]
    rows += [
        (_BUDGETS, (f"bud_{side}_{company}", tenant, side, 20_000_000, 15_000_000, None)) for side in ("from", "to")
    ]
    rows += [
        (_TRANSFERS, (f"trf_{company}", tenant, f"bud_from_{company}", f"bud_to_{company}", lead)),
        (_INVOICES, (f"inv_{company}", tenant)),
    ]
    asked = json.dumps([whole(deed("tasks.update", company, ""))])
    rows += [
        (_APPROVALS, (f"ap_{for_}_{company}", tenant, by, f"{for_} {company}", asked, NOW, NOW + 600))
        for for_, by in (("read", f"usr_{company}_viewer"), ("decide", f"usr_update_{company}"))
    ]
    with stand.app.state.platform.database.transaction() as db:
        for statement, values in rows:
            db.execute(statement, values)


def looks(noun: str, of: str) -> list[str]:
    """Return the paths that read a noun, with ids of a company; what changes would do is asked otherwise."""
    if noun in {"me", "activity"}:
        return [f"/v1/{noun}"]
    if noun in {"limits", "changes"}:
        return ["/v1/limits"] if noun == "limits" else []
    known = {
        "projects": "prj_update", "transfers": "trf", "invoices": "inv", "operations": "key", "approvals": "ap_read",
    }  # fmt: skip
    one = f"/v1/{noun}/{known.get(noun) or f'{PREFIX[noun]}_update'}_{of}"
    cascade = [f"{one}/cascade"] if noun in {"projects", "tasks", "releases"} else []
    return [one, *cascade, *([f"/v1/{noun}"] if noun != "operations" else [])]


def deed(action: str, of: str, person: str) -> Wire:
    """Return a write that somebody who may do it can do to a company's records."""
    noun, _, verb = action.partition(".")
    match action:
        case "comments.update":
            return wire("PATCH", f"/v1/comments/cmt_{person}", {"text": "New"}, key=action, if_match='"1"')
        case "invoices.pay":
            return wire("POST", f"/v1/invoices/inv_{of}/pay", {"budget": f"bud_from_{of}"}, key=action, if_match='"1"')
        case "approvals.open" | "approvals.decide":
            asked = opening(deed("tasks.update", of, person), expires_at=NOW + 600)
            return asked if verb == "open" else decision({"id": f"ap_decide_{of}", "change": f"decide {of}"})
    match verb:
        case "create":
            return wire("POST", f"/v1/{noun}", news(of)[noun], key=action)
        case "update":
            return wire("PATCH", f"/v1/{noun}/{_id(noun, verb, of)}", CHANGES[noun], key=action, if_match='"1"')
        case _:
            items = [{"id": _id(noun, verb, of), "version": "1"}]
            return wire("POST", f"/v1/{noun}/{verb}", {"items": items}, key=action)


CHANGES: Mapping[str, Mapping[str, object]] = {
    "projects": {"name": "New"},
    "tasks": {"title": "New"},
    "releases": {"name": "New"},
    "members": {"role": "member"},
    "budgets": {"ceiling": 1},
}


def news(of: str) -> Mapping[str, dict[str, object]]:
    project = f"prj_update_{of}"
    return {
        "projects": {"key": "NEW", "name": "New"},
        "tasks": {"project": project, "title": "New", "assignee": f"usr_{of}_lead", "release": f"rel_update_{of}"},
        "releases": {"project": project, "name": "New"},
        "comments": {"task": f"tsk_update_{of}", "text": "New"},
        "members": {"name": "New", "email": f"new@{of}.example", "role": "viewer"},
        "budgets": {"project": project, "name": "New", "ceiling": 1},
        "transfers": {"from": f"bud_from_{of}", "to": f"bud_to_{of}", "amount": 100, "currency": "EUR"},
    }


def _id(noun: str, verb: str, of: str) -> str:
    return f"{PREFIX.get(noun, 'prj')}_{verb}_{of}"


def writes() -> list[str]:
    return [action for action, rule in RULES.items() if rule.writes]


def people() -> list[str]:
    return [f"{company}_{role}" for company in COMPANIES for role in ROLES]


def token(stand: Stand, one: Wire, action: str, person: str) -> str:
    return stand.fresh(one, person, action) if RULES[action].confirmed else stand.mint(person, ACT)


def home(person: str) -> str:
    return TENANTS[person].removeprefix("ten_")
