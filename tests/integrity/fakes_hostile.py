"""A model server on loopback that is an enemy: whatever a server of chat completions can send, by chance."""

from __future__ import annotations

import asyncio
import json
import random
import socket
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn

from graph.model.opinion import GIVE_OPINION
from tests.graph.fakes_openai import DONE, HEAD, Receive, Send, event
from tests.integrity.fakes_arguments import NASTY, Arguments

Json = Mapping[str, object]
Call = tuple[str, str]

PIECE = 100_000
ENDLESS_TEXT = 250_000
INSISTENCE = 0.8
"""How likely it is that a call is made once more when it has been answered."""

WAYS: Mapping[str, int] = {
    "speak": 20,
    "call": 30,
    "parallel": 14,
    "again": 14,
    "odd ids": 5,
    "unknown tool": 4,
    "as text": 4,
    "cut": 4,
    "garbage": 3,
    "refuse": 3,
    "flood": 1,
    "endless": 1,
    "stall": 1,
}
"""How it answers, and how often beside the others."""

UNKNOWN = ("drop_everything", "Delete_Tasks", "delete_tasks ", "", "../act", "approve", "system", *NASTY, "a" * 5000)
GARBAGE = (b"data: {\n\n", b"data: []\n\n", b"\xff\xfe", b'data: {"choices": 7}\n\n', b": hi\n\n", b"")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the server: pieces of a stream and how it says that it ends, or a status and bytes."""

    deltas: Sequence[object] = ()
    finish: str | None = "stop"
    status: int = 200
    raw: bytes | None = None
    stalls: bool = False


class Hostile:
    """Answers by chance; in a turn that `loops` it makes the same call for ever, `only` keeps it to some tools."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # a choice of tests, no secret
        self.arguments = Arguments(self.chance)
        self.url = ""
        self.requests = self.opinions = self.largest = 0
        self.called: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.released = asyncio.Event()
        self.begin()

    def begin(self, *, first: str | None = None, only: frozenset[str] = frozenset(), loops: bool = False) -> None:
        """Begin a turn: with one tool for certain, where it is named."""
        self._first, self._only, self._loops, self._insists = first, only, loops, False
        self._last: list[Call] = []
        self.requests = self.opinions = 0

    async def __call__(self, scope: Json, receive: Receive, send: Send) -> None:
        """Answer one request."""
        assert scope["type"] == "http"
        body, more = b"", True
        while more:
            message = await receive()
            part = message.get("body", b"")
            body, more = body + (part if isinstance(part, bytes) else b""), bool(message.get("more_body"))
        self.largest = max(self.largest, len(body))
        schemas = {tool["function"]["name"]: tool["function"]["parameters"] for tool in json.loads(body)["tools"]}
        if [*schemas] == [GIVE_OPINION]:
            self.opinions += 1
            await self._send(self._opinion(), send)
        else:
            self.requests += 1
            self.arguments.learn(body.decode(errors="replace"))
            await self._send(self._answer(schemas), send)

    def _answer(self, schemas: Mapping[str, Json]) -> Said:
        offered = [name for name in schemas if not self._only or name in self._only]
        way = self._way()
        self._insists = way == "call"
        self.answered[way] += 1
        if way in {"call", "parallel", "again"}:
            return self._calls(way, offered, schemas)
        if way in {"garbage", "refuse", "endless", "stall", "speak"}:
            return self._trouble(way)
        return self._oddly(way, self._some(offered, schemas, 200 if way == "flood" else self.chance.randint(2, 5)))

    def _way(self) -> str:
        if self._first:
            return "call"
        if self.requests > 1 and (self._loops or (self._insists and self.chance.random() < INSISTENCE)):
            return "again"
        return self.chance.choices([*WAYS], [*WAYS.values()])[0]

    def _calls(self, way: str, offered: Sequence[str], schemas: Mapping[str, Json]) -> Said:
        if self._first is not None and self._first in offered:
            self._last = [(self._first, json.dumps(self.arguments.fitting(schemas[self._first])))]
        elif way != "again" or not self._last:
            self._last = self._some(offered, schemas, 1 if way == "call" else self.chance.randint(2, 8))
        self._first = None
        self.called.update(name for name, _ in self._last)
        return Said([{"content": "I do it."}, *_pieces(self._last)], "tool_calls")

    def _some(self, offered: Sequence[str], schemas: Mapping[str, Json], count: int) -> list[Call]:
        names = [self.chance.choice(offered) for _ in range(count)]
        return [(name, self.arguments.raw(schemas[name])) for name in names]

    def _trouble(self, way: str) -> Said:
        match way:
            case "garbage":
                return Said(raw=self.chance.choice(GARBAGE))
            case "refuse":
                return Said(status=self.chance.choice([400, 401, 404, 429, 500, 503]), raw=b'{"error": {}}')
            case "endless":
                return Said([_text("x" * PIECE)] * (ENDLESS_TEXT // PIECE + 1))
        if way == "stall":
            return Said(stalls=True)
        return Said([_text(self.chance.choice([*NASTY, "Done.", "Yes, it is deleted."]))])

    def _oddly(self, way: str, calls: Sequence[Call]) -> Said:
        """Return calls that are not what they should be: cut, unknown, as text, or with ids and places in disorder."""
        pieces = _pieces(calls)
        match way:
            case "cut":
                finish = self.chance.choice(["length", "content_filter", None, "tool_cal"])
                return Said(pieces[: self.chance.randint(1, len(pieces))], finish)
            case "unknown tool":
                return Said(_pieces([(self.chance.choice(UNKNOWN), raw) for _, raw in calls]), "tool_calls")
            case "as text":
                call = json.dumps({"name": calls[0][0], "arguments": calls[0][1][:2000]})
                shapes = [f"<tool_call>{call}</tool_call>", f"```json\n{call}\n```", f"<|tool|>{call}", call]
                return Said([_text(self.chance.choice(shapes))])
            case "odd ids":
                misplaced = [self._misplaced(*one) for one in enumerate(calls)]
                return Said(misplaced, self.chance.choice(["tool_calls", "stop"]))
        return Said(pieces, "tool_calls")

    def _misplaced(self, number: int, call: Call) -> Json:
        said: dict[str, object] = {"function": {"name": call[0], "arguments": call[1]}}
        said |= self.chance.choice([{"id": "call_0"}, {"id": ""}, {"id": 7}, {}, {"id": "x" * 999}])
        said |= self.chance.choice([{"index": number}, {"index": 0}, {}, {"index": -1}, {"index": 10**9}])
        return {"tool_calls": [said]}

    def _opinion(self) -> Said:
        opinion = self.chance.choice(["agrees", "warns", "needs_more"])
        said = json.dumps({"opinion": opinion, "sentence": "So it seems."})
        more = said.replace("{", '{"satisfied":["second_person"],')
        name = self.chance.choice([GIVE_OPINION, GIVE_OPINION, GIVE_OPINION, "delete_tasks"])
        finish = self.chance.choice(["tool_calls", "tool_calls", "tool_calls", "length", None])
        return Said(_pieces([(name, self.chance.choice([said, said, said, "{}", said[:9], more]))]), finish)

    async def _send(self, said: Said, send: Send) -> None:
        kind = b"text/event-stream" if said.status == 200 else b"application/json"
        start = {"type": "http.response.start", "status": said.status, "headers": [(b"content-type", kind)]}
        await send(start)
        for delta in said.deltas:
            await send({"type": "http.response.body", "body": _chunk(delta, None), "more_body": True})
        if said.stalls:
            await send({"type": "http.response.body", "body": b": still here\n\n", "more_body": True})
            await self.released.wait()
        end = (_chunk({}, said.finish) if said.finish else b"") + DONE
        await send({"type": "http.response.body", "body": end if said.raw is None else said.raw})


def _chunk(delta: object, finish: str | None) -> bytes:
    return event({**HEAD, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _text(text: str) -> object:
    return {"content": text.encode("utf-8", "replace").decode()}


def _pieces(calls: Sequence[Call]) -> list[object]:
    """Return calls as they stream: a name first, then the arguments in pieces."""
    pieces: list[object] = []
    for index, (name, raw) in enumerate(calls):
        head = {"index": index, "id": f"call_{index}", "type": "function", "function": {"name": name, "arguments": ""}}
        pieces.append({"tool_calls": [head]})
        for start in range(0, len(raw), PIECE):
            piece = {"index": index, "function": {"arguments": raw[start : start + PIECE]}}
            pieces.append({"tool_calls": [piece]})
    return pieces


@asynccontextmanager
async def hostile_server(seed: int) -> AsyncIterator[Hostile]:
    """Run an enemy on a port of this machine."""
    server = Hostile(seed)
    running = uvicorn.Server(uvicorn.Config(server, log_level="critical", lifespan="off", ws="none"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        task = asyncio.create_task(running.serve(sockets=[listening]))
        try:
            yield server
        finally:
            server.released.set()
            running.should_exit = True
            await task
