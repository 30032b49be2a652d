"""The bodies of writes; nothing may stand in one that its shape does not name."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.sandbox.platform.fields import (
    Ceiling,
    Currency,
    Day,
    Id,
    LongText,
    Money,
    Name,
    Priority,
    ProjectStatus,
    ReleaseStatus,
    Role,
    Status,
    Version,
)

ProjectKey = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,9}$", examples=["APO"])]
Email = Annotated[
    str, Field(max_length=200, pattern=r"^[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+$", examples=["ann@acme.example"])
]
CommentText = Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"\S")]
Note = Annotated[str, Field(max_length=500)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Patch(_Asked):
    """What is to be changed; what is left out stays, and null empties what may be empty."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _changes_something(self) -> _Patch:
        if not self.model_fields_set:
            raise ValueError("nothing to change is named")
        return self


class Seen(_Asked):
    """A record in the version that somebody saw."""

    id: Id
    version: Version


class SeenMany(_Asked):
    """Records in the versions that somebody saw, each once."""

    items: Annotated[list[Seen], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _each_once(self) -> SeenMany:
        if len({item.id for item in self.items}) != len(self.items):
            raise ValueError("a record is named twice")
        return self


class NewProject(_Asked):
    """A project to be created; it starts active, and is its creator's unless somebody else is named."""

    key: ProjectKey
    name: Name
    owner: Id | None = None
    deadline: Day | None = None


class ProjectPatch(_Patch):
    """What is to be changed of a project."""

    name: Name = ""
    status: ProjectStatus = "active"
    owner: Id = ""
    deadline: Day | None = None


class NewTask(_Asked):
    """A task to be created; it starts open."""

    project: Id
    title: Name
    description: LongText = ""
    release: Id | None = None
    assignee: Id | None = None
    priority: Priority = "normal"
    due: Day | None = None


class TaskPatch(_Patch):
    """What is to be changed of a task; null empties a release, an assignee or a due day."""

    title: Name = ""
    description: LongText = ""
    release: Id | None = None
    status: Status = "open"
    priority: Priority = "normal"
    assignee: Id | None = None
    due: Day | None = None


class NewRelease(_Asked):
    """A release to be created."""

    project: Id
    name: Name
    status: ReleaseStatus = "planned"
    date: Day | None = None


class ReleasePatch(_Patch):
    """What is to be changed of a release."""

    name: Name = ""
    status: ReleaseStatus = "planned"
    date: Day | None = None


class NewComment(_Asked):
    """A comment to be written on a task."""

    task: Id
    text: CommentText


class CommentPatch(_Patch):
    """What a comment is to say instead."""

    text: CommentText


class NewMember(_Asked):
    """Somebody who is to work at the company."""

    name: Name
    email: Email
    role: Role


class MemberPatch(_Patch):
    """The role that somebody is to have."""

    role: Role


class NewBudget(_Asked):
    """A budget to be created; it starts empty, and money comes into it by transfers only."""

    name: Name
    project: Id | None = None
    ceiling: Ceiling
    currency: Currency = "EUR"


class BudgetPatch(_Patch):
    """What is to be changed of a budget."""

    name: Name = ""
    ceiling: Ceiling = 0


class NewTransfer(_Asked):
    """Money to be moved from one budget to another."""

    from_: Id = Field(alias="from")
    to: Id
    amount: Money
    currency: Currency
    note: Note = ""


class Payment(_Asked):
    """The budget that an invoice is to be paid from."""

    budget: Id
