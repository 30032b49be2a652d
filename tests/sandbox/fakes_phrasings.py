"""A conversation with the offline model over the real tools and the real platform: looks are real, nothing is sent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from app.sandbox.model.api import create_app
from app.sandbox.seed.people import PEOPLE
from graph.model.calls import specs
from graph.model.prompts import system_prompt
from tests.sandbox.fakes_platform import CLIENT, ISSUER, LOOK, Clock, Mint, Stand, platform_for
from tools.change import Change, Principal
from tools.contract import Ambiguous, Context, ToolError
from tools.platform import Reader
from tools.registry import Registry, load

SUNDAY = 1_795_348_800.0
"""22 November 2026, noon in London: the day on which all that is said here is said."""

Heard = list[tuple[str, dict[str, Any]]]
MOST_STEPS = 12


class _Bearer(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Any:  # noqa: ANN401  # httpx's own signature is a generator of requests
        request.headers["authorization"] = f"Bearer {self._token}"
        yield request


@dataclass(slots=True)
class Eyes:
    """Gives tokens that can look, and none that can act."""

    mint: Mint
    person: str

    async def look(self, scopes: Sequence[str]) -> httpx.Auth:
        """Return the token for looking."""
        return _Bearer(self.mint(self.person, " ".join(scopes) or LOOK))

    async def act(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        """Refuse: nothing is ever sent from here."""
        raise AssertionError((scopes, details))


@cache
def registry() -> Registry:
    """Return the catalog as the program loads it."""
    return load()


def principal(key: str) -> Principal:
    """Return who one of the sandbox's people is."""
    person = next(person for person in PEOPLE if person.key == key)
    return Principal(
        issuer=ISSUER,
        sub=person.sub,
        tenant=person.tenant.id,
        client_id=CLIENT,
        installation="thumbprint",
        name=person.name,
        email=person.email,
        acr="urn:countersign:acr:pin",
        auth_time=int(SUNDAY),
        tenant_name=person.tenant.name,
        role=person.role,
    )


@dataclass(slots=True)
class Room:
    """A person, the model, the tools and the platform; a Change counts as a call, and waits for ever."""

    stand: Stand
    person: str = "alice"
    answered: Mapping[str, object] | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: Heard = field(default_factory=list)
    last: str = ""

    async def says(self, words: str) -> Heard:
        """Say something and return the calls that the model makes of it."""
        self.calls = []
        self.messages.append({"role": "user", "content": words})
        for _ in range(MOST_STEPS):
            message = await self._model()
            self.messages.append(message)
            if not message.get("tool_calls"):
                self.last = str(message["content"])
                return self.calls
            for call in message["tool_calls"]:
                name, raw = call["function"]["name"], call["function"]["arguments"]
                self.calls.append((name, json.loads(raw)))
                answer = await self._tool(name, raw)
                content = json.dumps(answer, ensure_ascii=False, default=dict)
                self.messages.append({"role": "tool", "tool_call_id": call["id"], "content": content})
        raise AssertionError(f"no end after {self.calls}")

    async def _model(self) -> dict[str, Any]:
        system = system_prompt(principal(self.person), SUNDAY)
        body = {
            "model": "countersign-offline",
            "messages": [{"role": "system", "content": system}, *self.messages],
            "tools": specs(registry()),
        }
        async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app()), base_url="http://model") as client:
            response = await client.post("/v1/chat/completions", json=body)
        assert response.status_code == 200, response.text
        message: dict[str, Any] = response.json()["choices"][0]["message"]
        return message

    async def _tool(self, name: str, raw: str) -> Mapping[str, object]:
        tool = registry().tools[name]
        given = json.loads(raw)
        why = given.pop("why", None)
        assert (tool.effect == "read") is (why is None), (name, given, why)
        context = Context(
            Reader(self.stand.client, Eyes(self.stand.mint, self.person), tool.look),
            principal(self.person),
            int(SUNDAY),
        )
        try:
            found = await tool.run(context, tool.parse(json.dumps(given)))
        except ToolError as error:
            return {"status": "failed", "sentence": error.sentence}
        except Ambiguous as which:
            return {"status": "failed", "sentence": which.question, "candidates": list(which.candidates)}
        if isinstance(found, Change):
            done = {"status": "waiting", "change": found.headline}
            return {**done, **(self.answered or {}), **_undo(found, self.answered)}
        return {"status": "found", "result": found}


def _undo(change: Change, answered: Mapping[str, object] | None) -> Mapping[str, object]:
    if not answered or answered.get("status") != "done" or change.undo is None:
        return {}
    return {"undo": {"tool": change.undo.tool, "args": change.undo.args}}


@asynccontextmanager
async def room(person: str = "alice", answered: Mapping[str, object] | None = None) -> AsyncIterator[Room]:
    """Give a fresh conversation over a freshly sown platform."""
    with TemporaryDirectory() as folder:
        async with platform_for(Path(folder), Clock(SUNDAY)) as stand:
            yield Room(stand, person, answered)


async def heard(words: str) -> Heard:
    """Return the tool calls that a fresh conversation makes of some words as Alice: looks answered, Changes waiting."""
    async with room() as one:
        return await one.says(words)


def today() -> str:
    """Return the day that everything here is said on."""
    return datetime.fromtimestamp(SUNDAY, UTC).date().isoformat()
