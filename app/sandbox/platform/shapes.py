"""The shapes of what goes out and comes in; nothing may stand in a request that they don't name."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Item = TypeVar("Item")
Status = Literal["open", "in_progress", "done"]
Priority = Literal["low", "normal", "high"]
Version = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,14}$", examples=["3"])]
Id = Annotated[str, Field(min_length=1, max_length=100)]
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
Description = Annotated[str, Field(max_length=10_000)]


def _plain_day(value: object) -> object:
    if value is None or (isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII)):
        return value
    raise ValueError("a day is written YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_plain_day)]


class Named(BaseModel):
    """A record by its id and its name."""

    id: str
    name: str


class Me(BaseModel):
    """The person that the token is about."""

    id: str
    name: str
    email: str
    tenant: Named
    role: str
    teams: list[str]


class Project(BaseModel):
    """A project; its tasks count as long as they are not deleted."""

    id: str
    key: str
    name: str
    status: str
    owner: Named
    deadline: date | None
    task_count: int
    version: Version


class ProjectOfTask(BaseModel):
    """The project that a task is in."""

    id: str
    key: str
    name: str


class Task(BaseModel):
    """A task; every write changes `version` and `updated_at`."""

    id: str
    key: str
    title: str
    description: str
    project: ProjectOfTask
    status: Status
    priority: Priority
    assignee: Named | None
    due: date | None
    created_at: str
    updated_at: str
    deleted_at: str | None
    restorable_until: str | None
    version: Version


class Tasks(BaseModel):
    """The tasks that a call changed."""

    items: list[Task]


class Page(BaseModel, Generic[Item]):
    """A part of a list; `next_cursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None


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
    """One write: by whom, through what, under which token, change and approval."""

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


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewTask(_Asked):
    """A task to be created; it starts open."""

    project: Id
    title: Title
    description: Description = ""
    assignee: Id | None = None
    priority: Priority = "normal"
    due: Day | None = None


class TaskPatch(_Asked):
    """What is to be changed; what is left out stays, and null empties an assignee or a due day."""

    title: Title = ""
    description: Description = ""
    status: Status = "open"
    priority: Priority = "normal"
    assignee: Id | None = None
    due: Day | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> TaskPatch:
        if not self.model_fields_set:
            raise ValueError("nothing to change is named")
        return self


class Seen(_Asked):
    """A task in the version that somebody saw."""

    id: Id
    version: Version


class SeenTasks(_Asked):
    """Tasks in the versions that somebody saw, each once."""

    items: Annotated[list[Seen], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _each_once(self) -> SeenTasks:
        if len({item.id for item in self.items}) != len(self.items):
            raise ValueError("a task is named twice")
        return self


class PageQuery(_Asked):
    """Which part of a list is wanted."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=500)] | None = None


class ProjectQuery(PageQuery):
    """Projects whose name or key has all these words."""

    q: Annotated[str, Field(max_length=200)] = ""


class TaskQuery(PageQuery):
    """Which tasks are wanted; all that is given must fit. Deleted tasks are shown alone, while they can be restored."""

    project: Id | None = None
    q: Annotated[str, Field(max_length=200, description="words in key and title")] = ""
    status: Status | None = None
    assignee: Annotated[str, Field(min_length=1, max_length=100, description="a person's id, or `me`")] | None = None
    stale_days: Annotated[
        int | None, Field(ge=0, le=36_500, description="not done, and untouched for more than so many days")
    ] = None
    overdue: Annotated[bool, Field(description="true: not done, and past the due day")] = False
    deleted: bool = False


class ActivityQuery(PageQuery):
    """Activity at or after a time, the newest first."""

    since: AwareDatetime | None = None
