"""What lists can be asked for; a parameter that a list does not know is refused, and not ignored."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.sandbox.platform.fields import (
    ApprovalState,
    Day,
    Id,
    InvoiceStatus,
    PersonOrMe,
    ProjectStatus,
    ReleaseStatus,
    Role,
    Status,
    Words,
)

Deleted = Annotated[bool, Field(description="true: only what is deleted and can be restored")]


class PageQuery(BaseModel):
    """Which part of a list is wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=500)] | None = None


class ProjectQuery(PageQuery):
    """Which projects are wanted; `q` looks at name and key."""

    q: Words = ""
    status: ProjectStatus | None = None
    owner: PersonOrMe | None = None


class TaskQuery(PageQuery):
    """Which tasks are wanted; all that is given must fit. Deleted tasks are shown alone, while they can be restored."""

    project: Id | None = None
    release: Id | None = None
    q: Annotated[str, Field(max_length=200, description="words in key and title")] = ""
    status: Status | None = None
    assignee: PersonOrMe | None = None
    stale_days: Annotated[
        int | None, Field(ge=0, le=36_500, description="not done, and untouched for more than so many days")
    ] = None
    overdue: Annotated[bool, Field(description="true: not done, and past the due day")] = False
    due_before: Annotated[Day | None, Field(description="due before this day, done or not")] = None
    deleted: Deleted = False


class ReleaseQuery(PageQuery):
    """Which releases are wanted; `q` looks at the name."""

    project: Id | None = None
    status: ReleaseStatus | None = None
    q: Words = ""
    deleted: Deleted = False


class CommentQuery(PageQuery):
    """Which comments are wanted; `q` looks at the text. Comments of a deleted task are not listed."""

    task: Id | None = None
    author: PersonOrMe | None = None
    q: Words = ""
    deleted: Deleted = False


class MemberQuery(PageQuery):
    """Which people are wanted; `q` looks at name and address."""

    q: Words = ""
    role: Role | None = None
    deleted: Deleted = False


class BudgetQuery(PageQuery):
    """Which budgets are wanted; `q` looks at the name."""

    project: Id | None = None
    q: Words = ""
    deleted: Deleted = False


class TransferQuery(PageQuery):
    """Which transfers are wanted, the newest first."""

    budget: Annotated[Id | None, Field(description="from it or to it")] = None
    since: Annotated[Day | None, Field(description="on this day (UTC) or later")] = None
    by: PersonOrMe | None = None


class InvoiceQuery(PageQuery):
    """Which invoices are wanted; `q` looks at number and vendor."""

    status: InvoiceStatus | None = None
    overdue: Annotated[bool, Field(description="true: open, and past the due day")] = False
    q: Words = ""


class ApprovalQuery(PageQuery):
    """Which approvals are wanted, the newest first."""

    state: ApprovalState | None = None


class ActivityQuery(PageQuery):
    """Activity at or after a time, the newest first."""

    since: AwareDatetime | None = None
