"""The shapes of the records that go out."""

from __future__ import annotations

from datetime import date
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.sandbox.platform.fields import (
    InvoiceStatus,
    Priority,
    ProjectStatus,
    ReleaseStatus,
    Role,
    Status,
    Version,
)

Item = TypeVar("Item")


class Named(BaseModel):
    """A record by its id and its name."""

    id: str
    name: str


class Keyed(BaseModel):
    """A project by its id, its key and its name."""

    id: str
    key: str
    name: str


class Titled(BaseModel):
    """A task by its id, its key and its title."""

    id: str
    key: str
    title: str


class Me(BaseModel):
    """The person that the token is about; `scopes` are those that their role can make any use of."""

    id: str
    name: str
    email: str
    tenant: Named
    role: str
    teams: list[str]
    scopes: list[str]


class Project(BaseModel):
    """A project; its tasks count as long as they are not deleted."""

    id: str
    key: str
    name: str
    status: ProjectStatus
    owner: Named
    deadline: date | None
    task_count: int
    version: Version


class Task(BaseModel):
    """A task; every write to it changes `version` and `updated_at`. A deleted release is none, until it is restored."""

    id: str
    key: str
    title: str
    description: str
    project: Keyed
    release: Named | None
    status: Status
    priority: Priority
    assignee: Named | None
    due: date | None
    created_at: str
    updated_at: str
    deleted_at: str | None
    restorable_until: str | None
    version: Version


class Release(BaseModel):
    """A release of a project; its tasks count as long as they are not deleted."""

    id: str
    project: Keyed
    name: str
    status: ReleaseStatus
    date: date | None
    task_count: int
    deleted_at: str | None
    restorable_until: str | None
    version: Version


class Comment(BaseModel):
    """What somebody wrote on a task."""

    id: str
    task: Titled
    author: Named
    text: str
    created_at: str
    updated_at: str
    deleted_at: str | None
    restorable_until: str | None
    version: Version


class Member(BaseModel):
    """Somebody who works at a company; not active once deleted."""

    id: str
    name: str
    email: str
    role: Role
    active: bool
    deleted_at: str | None
    restorable_until: str | None
    version: Version


class Budget(BaseModel):
    """A budget, in minor units: it may hold `ceiling`, it holds `balance`, and `spent` of it went into invoices."""

    id: str
    project: Keyed | None
    name: str
    currency: str
    ceiling: int
    balance: int
    spent: int
    deleted_at: str | None
    restorable_until: str | None
    version: Version


class Transfer(BaseModel):
    """Money that somebody moved from one budget to another, in minor units."""

    model_config = ConfigDict(serialize_by_alias=True)

    id: str
    from_: Named = Field(serialization_alias="from")
    to: Named
    amount: int
    currency: str
    note: str
    by: Named
    at: str
    version: Version


class Invoice(BaseModel):
    """What a vendor wants to be paid, in minor units, and out of which budget it was."""

    id: str
    number: str
    vendor: str
    iban: str
    amount: int
    currency: str
    due: date
    status: InvoiceStatus
    budget: Named | None
    paid_at: str | None
    version: Version


class Items(BaseModel, Generic[Item]):
    """The records that a call changed, in the order in which it named them."""

    items: list[Item]


class Page(BaseModel, Generic[Item]):
    """A part of a list; `next_cursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None


class ProjectCascade(BaseModel):
    """How many records go with a project when it is deleted, for good; what could still be restored counts too."""

    tasks: int
    releases: int
    comments: int
    budgets: int


class DeletedProjects(BaseModel):
    """The projects that were deleted, as they last were, and what went with them."""

    items: list[Project]
    cascade: ProjectCascade


class ReleaseCascade(BaseModel):
    """How many tasks lose their release when it is deleted."""

    tasks: int


class TaskCascade(BaseModel):
    """How many comments go with a task when it is deleted, and come back with it."""

    comments: int


class Operation(BaseModel):
    """What became of a call that was sent with this idempotency key; a call without an answer has no operation."""

    key: str
    state: Literal["done"]
    status: int
    request_id: str
    body: dict[str, object]
    at: str


class Actor(BaseModel):
    """Who acted for the person: the client and its installation."""

    sub: str
    installation: str


class Activity(BaseModel):
    """One write: by whom, through what, under which token, change and approval, and who decided on that."""

    id: str
    at: str
    action: str
    sub: str
    name: str
    actor: Actor
    jti: str
    txn: str | None
    change: str | None
    approval: str | None
    decided_by: Named | None
    idempotency_key: str
    records: list[str]


class Refusal(BaseModel):
    """A problem document (RFC 9457); some problems carry more members."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    request_id: str
