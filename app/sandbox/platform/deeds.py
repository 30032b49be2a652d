"""What each write does, so that it can be told and tried before it is done: the table of all that can be confirmed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from app.sandbox.platform import asked
from app.sandbox.platform.arrival import JSON_TYPE
from app.sandbox.platform.call import Call, Done
from app.sandbox.platform.nouns import (
    budget_changes,
    comment_changes,
    invoices,
    member_changes,
    project_changes,
    release_changes,
    task_changes,
    transfers,
)
from app.sandbox.platform.permission import NOTHING_KNOWN, Facts
from app.sandbox.platform.problems import Problem
from app.sandbox.platform.rules import RULES, Rule
from app.sandbox.platform.strict_json import NotStrict, parse
from app.sandbox.platform.whole import WholeRequest

Body = TypeVar("Body", bound=BaseModel)
Perform = Callable[[sqlite3.Connection, Call, str, BaseModel, str], Done]
"""Does it: the call, the id in the path, the body, and the id of what it makes."""
Know = Callable[[sqlite3.Connection, Call, str, BaseModel], Facts]


@dataclass(frozen=True, slots=True)
class Deed:
    """A kind of write: the shape of its body, how it is done, and what only records tell of it."""

    model: type[BaseModel]
    perform: Perform
    know: Know = lambda *_: NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a change, understood: which deed it is, on what, with what body."""

    deed: Deed
    rule: Rule
    id: str
    body: BaseModel


def _creating(model: type[Body], create: Callable[[sqlite3.Connection, Call, Body, str], Done]) -> Deed:
    return Deed(model, lambda db, call, _, body, new_id: create(db, call, model.model_validate(body), new_id))


def _updating(model: type[Body], update: Callable[[sqlite3.Connection, Call, str, Body], Done]) -> Deed:
    return Deed(model, lambda db, call, record_id, body, _: update(db, call, record_id, model.model_validate(body)))


def _marking(
    mark: Callable[[sqlite3.Connection, Call, Sequence[asked.Seen]], Done],
    whose: Callable[[sqlite3.Connection, Call, Sequence[asked.Seen]], Facts] = lambda *_: NOTHING_KNOWN,
) -> Deed:
    many = asked.SeenMany
    return Deed(
        many,
        lambda db, call, _, body, __: mark(db, call, many.model_validate(body).items),
        lambda db, call, _, body: whose(db, call, many.model_validate(body).items),
    )


def _moved(body: BaseModel) -> Facts:
    wanted = asked.NewTransfer.model_validate(body)
    return Facts(amount=wanted.amount, currency=wanted.currency)


DEEDS: Mapping[str, Deed] = {
    "projects.create": _creating(asked.NewProject, project_changes.create),
    "projects.update": _updating(asked.ProjectPatch, project_changes.update),
    "projects.delete": _marking(project_changes.delete, project_changes.whose),
    "tasks.create": _creating(asked.NewTask, task_changes.create),
    "tasks.update": _updating(asked.TaskPatch, task_changes.update),
    "tasks.delete": _marking(task_changes.delete),
    "tasks.restore": _marking(task_changes.restore),
    "releases.create": _creating(asked.NewRelease, release_changes.create),
    "releases.update": _updating(asked.ReleasePatch, release_changes.update),
    "releases.delete": _marking(release_changes.delete),
    "releases.restore": _marking(release_changes.restore),
    "comments.create": _creating(asked.NewComment, comment_changes.create),
    "comments.update": Deed(
        asked.CommentPatch,
        _updating(asked.CommentPatch, comment_changes.update).perform,
        lambda db, call, record_id, _: comment_changes.whose(db, call, record_id),
    ),
    "comments.delete": _marking(comment_changes.delete),
    "comments.restore": _marking(comment_changes.restore),
    "members.create": _creating(asked.NewMember, member_changes.create),
    "members.update": _updating(asked.MemberPatch, member_changes.update),
    "members.delete": _marking(member_changes.delete),
    "members.restore": _marking(member_changes.restore),
    "budgets.create": _creating(asked.NewBudget, budget_changes.create),
    "budgets.update": _updating(asked.BudgetPatch, budget_changes.update),
    "budgets.delete": _marking(budget_changes.delete),
    "budgets.restore": _marking(budget_changes.restore),
    "transfers.create": Deed(
        asked.NewTransfer,
        _creating(asked.NewTransfer, transfers.create).perform,
        lambda _, __, ___, body: _moved(body),
    ),
    "invoices.pay": Deed(
        asked.Payment,
        lambda db, call, record_id, body, _: invoices.pay(
            db, call, record_id, asked.Payment.model_validate(body).budget
        ),
        lambda db, call, record_id, _: invoices.sum_of(db, call, record_id),
    ),
}
"""Every write that a person can be asked to confirm, by its action's name."""

_WAYS: Mapping[str, tuple[str, str]] = {
    "create": ("POST", ""),
    "update": ("PATCH", "/{id}"),
    "delete": ("POST", "/delete"),
    "restore": ("POST", "/restore"),
    "pay": ("POST", "/{id}/pay"),
}


def _address(action: str) -> tuple[str, re.Pattern[str]]:
    noun, _, verb = action.partition(".")
    method, path = _WAYS[verb]
    return method, re.compile(re.escape(f"/v1/{noun}{path}").replace(r"\{id\}", "(?P<id>[A-Za-z0-9_-]{1,100})"))


_ADDRESSES = [(action, *_address(action)) for action in DEEDS]


def step_of(whole: WholeRequest) -> Step:
    """Return what a request would do.

    Raises:
        Problem: 422, it is none that anybody could confirm here.

    """
    for action, method, pattern in _ADDRESSES:
        found = pattern.fullmatch(whole.path)
        if found and method == whole.method:
            deed = DEEDS[action]
            return Step(deed, RULES[action], found.groupdict().get("id", ""), _body(whole, deed))
    raise _senseless(f"{whole.method} {whole.path} is nothing that a person can confirm here.")


def _body(whole: WholeRequest, deed: Deed) -> BaseModel:
    if whole.query or whole.content_type != JSON_TYPE:
        raise _senseless(f"A write has no query, and its body is sent as {JSON_TYPE}.")
    try:
        return deed.model.model_validate(parse((whole.body or "").encode()))
    except (NotStrict, ValidationError) as error:
        raise _senseless(f"The body of {whole.method} {whole.path} is not as that route takes it.") from error


def _senseless(sentence: str) -> Problem:
    return Problem(422, "not-to-be-confirmed", sentence)
