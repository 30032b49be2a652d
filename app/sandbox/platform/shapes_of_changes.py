"""The shapes of what is said about changes: what they would do, what waits for a second person, and one's limits."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.sandbox.platform.fields import ApprovalState, Version
from app.sandbox.platform.rules import Effect
from app.sandbox.platform.shapes import Named
from app.sandbox.platform.whole import Whole

Choice = Literal["approve", "reject"]
LATEST = 2**53


class Line(BaseModel):
    """One line of what would happen."""

    label: str
    text: str


class Described(BaseModel):
    """What requests would do, from the platform's own records and as things stand now."""

    headline: str
    effect: Effect
    lines: list[Line]
    rows: list[str]


class Limits(BaseModel):
    """What the caller may move without anybody else, and what has been moved in the last 24 hours, in minor units."""

    per_transfer: int
    per_day: int
    moved_today: int
    tenant_per_day: int
    tenant_moved_today: int
    currency: str


class Approval(Described):
    """A change that waits, or has waited, for a second person; times are in Unix seconds.

    `why` is the asker's claim and `comment` the decider's. While it waits, the rest is told as things stand now;
    `changed` says what is not as it was when it was opened.
    """

    id: str
    version: Version
    state: ApprovalState
    change: str
    why: str
    by: Named
    opened_at: int
    expires_at: int
    who: str
    mine: bool
    may_decide: bool
    decided_by: Named | None
    decided_at: int | None
    comment: str
    changed: list[str]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ToDescribe(_Asked):
    """The requests of which somebody wants to know what they would do."""

    requests: Whole


class NewApproval(_Asked):
    """A change that is to wait for a second person, with its whole requests; `expires_at` in Unix seconds."""

    requests: Whole
    expires_at: Annotated[int, Field(strict=True, ge=0, lt=LATEST)]
    why: Annotated[str, Field(max_length=2000)] = ""


class Decision(_Asked):
    """What the second person decides; `change` is the one that they have seen."""

    choice: Choice
    change: Annotated[str, Field(min_length=1, max_length=100)]
    comment: Annotated[str, Field(max_length=2000)] = ""
