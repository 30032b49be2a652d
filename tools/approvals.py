"""Approvals: a Change that waits at the platform until a second person has decided on it (PROTOCOL, H)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tools.answers import Reply
from tools.change import Effect, Json
from tools.platform import AGAIN, NoAnswer, NotSent, Platform
from tools.wire import JSON_TYPE, Wire, canonical, digest

PATH = "/v1/approvals"
OPEN = ("approvals:open",)
READ = ("approvals:read",)
MOST = 200

ApprovalState = Literal["pending", "approved", "rejected", "expired", "used"]


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody, as the platform names them."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what the platform says that a Change does."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A Change that waits, or has waited, for a second person; everything in it is the platform's own word.

    Only `why` is the asker's claim and `comment` the decider's. `who` says in words who may decide; times are in Unix
    seconds; `changed` tells, a line each, what is not as it was when it was opened.
    """

    id: str
    version: str
    state: ApprovalState
    change: str
    headline: str
    effect: Effect
    lines: tuple[Line, ...]
    rows: tuple[str, ...]
    why: str
    by: Who
    opened_at: int
    expires_at: int
    who: str
    mine: bool
    may_decide: bool
    decided_by: Who | None = None
    decided_at: int | None = None
    comment: str = ""
    changed: tuple[str, ...] = ()


class _Named(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    name: str

    def value(self) -> Who:
        return Who(self.id, self.name)


class _Labelled(BaseModel):
    model_config = ConfigDict(frozen=True)

    label: str
    text: str


class _Wire(BaseModel):
    """An approval as it arrives; what the platform may add later is left alone."""

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(pattern=r"^ap_[A-Za-z0-9_-]{1,80}$")]
    version: Annotated[str, Field(coerce_numbers_to_str=True)]
    state: ApprovalState
    change: str
    headline: str
    effect: Effect
    lines: list[_Labelled]
    rows: list[str]
    why: str
    by: _Named
    opened_at: int
    expires_at: int
    who: str
    mine: bool
    may_decide: bool
    decided_by: _Named | None = None
    decided_at: int | None = None
    comment: str = ""
    changed: list[str] = []

    def value(self) -> Approval:
        plain = self.model_dump(include={"id", "version", "state", "change", "headline", "effect", "why", "who"})
        return Approval(
            **plain,
            lines=tuple(Line(line.label, line.text) for line in self.lines),
            rows=tuple(self.rows),
            by=self.by.value(),
            opened_at=self.opened_at,
            expires_at=self.expires_at,
            mine=self.mine,
            may_decide=self.may_decide,
            decided_by=self.decided_by.value() if self.decided_by else None,
            decided_at=self.decided_at,
            comment=self.comment,
            changed=tuple(self.changed),
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an approval is opened for: the Change with its whole requests, until when, and the asker's reason.

    `details` are its authorization_details: the platform checks that the token was made for exactly this Change.
    """

    change: str
    requests: Sequence[Json]
    expires_at: int
    why: str
    details: Sequence[Json]


class NotOpened(NotSent):
    """The platform says no to an approval; `wants_fresh` where it would say yes after a fresher sign-in."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.problem, "Ask for the change again.")
        self.wants_fresh = reply.wants_fresh


class Approvals(Protocol):
    """The platform's approvals, as the one who asks for them sees them."""

    async def open(self, waiting: Waiting) -> Approval:
        """Have a Change wait for a second person; opening the same one again returns the one that is there.

        Raises:
            NotOpened: the platform says no.
            NotSent: surely nothing was opened.
            NoAnswer: it may have been opened.

        """
        ...

    async def get(self, approval: str) -> Approval:
        """Return an approval as it stands now.

        Raises:
            PlatformTrouble: the platform could not be asked.
            ToolError: the platform says no.

        """
        ...


class PlatformApprovals:
    """The approvals of a platform."""

    def __init__(self, platform: Platform, audience: str) -> None:
        self._platform = platform
        self._audience = audience

    async def open(self, waiting: Waiting) -> Approval:
        """Have a Change wait for a second person, as `Approvals.open`."""
        reply = await self._platform.send(self._wire(waiting), OPEN, waiting.details)
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise NoAnswer(reply.problem, AGAIN)
        if reply.problem:
            raise NotOpened(reply)
        return _read(reply.body)

    async def get(self, approval: str) -> Approval:
        """Return an approval as it stands now, as `Approvals.get`."""
        return _read(await self._platform.reader(READ).get(f"{PATH}/{{}}", approval))

    async def listed(self, state: ApprovalState | None = None) -> list[Approval]:
        """Return the person's own approvals and those that they may decide, in one state or in any.

        Raises:
            PlatformTrouble: the platform could not be asked.
            ToolError: the platform says no.

        """
        found = await self._platform.reader(READ).items(PATH, limit=MOST, state=state)
        return [_read(one) for one in found]

    async def pending(self) -> list[Approval]:
        """Return what waits for this person, or for others on their behalf; raises as `listed`."""
        return await self.listed("pending")

    def _wire(self, waiting: Waiting) -> Wire:
        body = {"requests": waiting.requests, "expires_at": waiting.expires_at, "why": waiting.why}
        key = digest(["approval", waiting.change])
        return Wire(self._audience, "POST", PATH, (), JSON_TYPE, canonical(body), None, key)


def _read(body: Json) -> Approval:
    try:
        return _Wire.model_validate(body).value()
    except ValidationError as error:
        raise NoAnswer("The platform's answer about an approval can't be read.", AGAIN) from error
