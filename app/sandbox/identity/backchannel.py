"""Asks the platform what it is that a person is to confirm; what the program says of it is not shown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TypeVar

import httpx
import rfc8785
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.sandbox.identity.asked import Asked
from app.sandbox.identity.config import IdentityConfig
from app.sandbox.identity.tokens import Mint

DESCRIBE = "changes:describe"
READ = "approvals:read"
SECONDS = 5.0
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
JSON = {"Content-Type": "application/json"}
CHOICES = {"approve": "Approve it", "reject": "Reject it"}


class Untold(Exception):
    """The platform did not say what would happen, as a sentence; nothing is confirmed then."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what would happen; `name` is the label as a page's class name."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the platform says would happen, with everything taken out that could make a page say something else."""

    headline: str
    facts: tuple[Fact, ...]
    rows: tuple[str, ...]


class Line(BaseModel):
    """A label and its text."""

    model_config = ConfigDict(frozen=True, strict=True)

    label: str
    text: str


class Description(BaseModel):
    """The platform's description of requests."""

    model_config = ConfigDict(frozen=True, strict=True)

    headline: str = Field(min_length=1)
    lines: list[Line]
    rows: list[str]


class Opener(BaseModel):
    """Who asks for a second person."""

    model_config = ConfigDict(frozen=True, strict=True)

    name: str


class ApprovalDescription(Description):
    """The platform's description of what waits for a second person."""

    change: str
    state: str
    why: str
    by: Opener


Shape = TypeVar("Shape", bound=BaseModel)


class Problem(BaseModel):
    """A problem document (RFC 9457), of which only the sentence is used."""

    detail: str = Field(min_length=1)


class BackChannel:
    """Talks to the platform with a token that the provider makes for itself, on the person's behalf."""

    def __init__(self, config: IdentityConfig, mint: Mint) -> None:
        self._config = config
        self._mint = mint

    async def tell(self, asked: Asked, client_id: str) -> Told:
        """Return what the platform says of what is asked.

        Raises:
            Untold: it cannot be asked, refuses, speaks of something else, or there is nothing to decide any more.

        """
        platform = self._config.platform
        if asked.decides:
            request = httpx.Request("GET", f"{platform}/v1/approvals/{asked.detail['approval']}")
            answer = await self._send(request, self._mint.asking_token(asked.person, client_id, READ))
            return _told_decision(_read(ApprovalDescription, answer), asked)
        body = rfc8785.dumps({"requests": [*asked.whole]})
        request = httpx.Request("POST", f"{platform}/v1/changes/describe", content=body, headers=JSON)
        answer = await self._send(request, self._mint.asking_token(asked.person, client_id, DESCRIBE))
        said = _read(Description, answer)
        return _told(said, [(line.label, line.text) for line in said.lines])

    async def _send(self, request: httpx.Request, token: str) -> httpx.Response:
        request.headers["Authorization"] = f"Bearer {token}"
        try:
            async with httpx.AsyncClient(transport=self._config.transport, timeout=SECONDS, trust_env=False) as client:
                answer = await client.send(request)
        except httpx.HTTPError:
            raise Untold("The platform cannot be reached, so nobody can say here what this would do.") from None
        if answer.status_code != httpx.codes.OK:
            raise Untold(_refusal(answer))
        return answer


def _read(kind: type[Shape], answer: httpx.Response) -> Shape:
    try:
        return kind.model_validate_json(answer.content)
    except ValidationError:
        raise Untold("The platform did not say what this would do.") from None


def _refusal(answer: httpx.Response) -> str:
    try:
        sentence = showable(Problem.model_validate_json(answer.content).detail)
    except ValidationError:
        return "The platform would not say what this would do."
    return f"The platform would not say what this would do: {sentence}"


def _told_decision(said: ApprovalDescription, asked: Asked) -> Told:
    if said.change != asked.detail["change"]:
        raise Untold("What waits at the platform is not what you were asked to decide.")
    if said.state != "pending":
        raise Untold("There is nothing to decide any more: this does not wait for a second person.")
    lines = [(line.label, line.text) for line in said.lines]
    known = {label for label, _ in lines}
    more = [("Your decision", CHOICES[str(asked.detail["choice"])]), ("Asked by", said.by.name), ("Why", said.why)]
    return _told(said, [*lines, *(line for line in more if line[0] not in known)])


def _told(said: Description, lines: list[tuple[str, str]]) -> Told:
    facts = tuple(Fact(_class_name(label), showable(label), showable(text)) for label, text in lines)
    return Told(showable(said.headline), facts, tuple(showable(row) for row in said.rows))


def showable(text: str) -> str:
    """Return a text in one line, with a mark in place of each character that is not seen or that moves others."""
    seen = " ".join(text.split())
    return "".join("\ufffd" if unicodedata.category(letter) in UNSEEN else letter for letter in seen)


def _class_name(label: str) -> str:
    return "fact-" + re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
