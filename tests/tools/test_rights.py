"""Role, tool and tenant: whatever is asked through a tool comes out as it does on the platform's own routes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.sandbox.fakes_platform import URL, Stand
from tests.tools.fakes_cases import CASES, Case
from tests.tools.fakes_signed import NOW, REGISTRY, SignedAuths, desk_of, principal, reset, sandbox
from tools import Change, Context, ToolError
from tools.platform import Platform
from tools.routes import action_of
from tools.wire import Origin, to_wire

ACME, GLOBEX = ("carol", "bob", "alice", "dave", "erin"), ("grace", "heidi")


@dataclass(frozen=True)
class Outcome:
    """Done or not; `status` is 0 where a tool's look ended before anything was sent."""

    done: bool
    status: int
    problem: str = ""


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with sandbox(tmp_path) as running:
        yield running


@dataclass
class Gets(httpx.AsyncBaseTransport):
    """Remembers what was read on the way."""

    stand: Stand
    read: list[str] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.read.append(request.url.raw_path.decode())
        return await httpx.ASGITransport(self.stand.app).handle_async_request(request)


async def through_the_tool(case: Case, key: str, stand: Stand) -> Outcome:
    async with desk_of(key, stand) as desk:
        args = await case.ready(stand, desk)
        try:
            found = await desk.look(case.tool, **args)
        except ToolError as no:
            return Outcome(done=False, status=0, problem=no.sentence)
        if not isinstance(found, Change):
            return Outcome(done=True, status=200)
        [reply] = await desk.approve(case.tool, found)
        return Outcome(reply.status < 300, reply.status, reply.problem)


async def directly(case: Case, key: str, stand: Stand) -> Outcome:
    """Let somebody who may see everything say what is to be sent, and send it, or what they read, as the person."""
    async with desk_of(key, stand) as caller:
        args = await case.ready(stand, caller)
    gets, tool = Gets(stand), REGISTRY.tools[case.tool]
    async with httpx.AsyncClient(base_url=URL, transport=gets) as client:
        reader = Platform(client, SignedAuths(case.who, stand.mint)).reader(tool.look)
        found = await tool.run(Context(reader, principal(case.who), NOW), args)
    if isinstance(found, Change):
        [wire] = to_wire(found.requests, URL, Origin("t", f"for {key}", 0, case.tool, {}))
        answers = [await stand.stepped(wire, key, action_of(wire.method, wire.path))]
    else:
        answers = [await stand.get(path, key) for path in gets.read]
    worst = max(answers, key=lambda answer: answer.status_code)
    problem = "" if worst.is_success else str(worst.json()["detail"])
    return Outcome(worst.is_success, worst.status_code, problem)


async def both(case: Case, key: str, stand: Stand, folder: Path) -> Outcome:
    reset(stand, folder)
    asked = await through_the_tool(case, key, stand)
    reset(stand, folder)
    sent = await directly(case, key, stand)
    assert asked.done == sent.done, (case.tool, asked, sent)
    if asked.status:
        assert asked == sent, case.tool
    else:
        assert sent.status in {403, 404}, (case.tool, sent)
    return asked


@pytest.mark.parametrize("key", ACME)
async def test_each_role_gets_through_a_tool_what_it_gets_directly_and_nothing_else(
    key: str, stand: Stand, tmp_path: Path
) -> None:
    outcomes = {case.tool: await both(case, key, stand, tmp_path) for case in CASES}
    role = principal(key).role
    assert {tool for tool, outcome in outcomes.items() if outcome.done} == {c.tool for c in CASES if role in c.may}
    assert all(outcome.status in {0, 403} for outcome in outcomes.values() if not outcome.done)


@pytest.mark.parametrize("key", GLOBEX)
async def test_another_companys_records_are_out_of_reach_of_every_tool(key: str, stand: Stand, tmp_path: Path) -> None:
    for case in CASES:
        outcome = await both(case, key, stand, tmp_path)
        assert outcome.status in {0, 403, 404} or REGISTRY.tools[case.tool].effect == "read", (case.tool, outcome)
        for name in ("Apollo 4", "Marketing", "landing", "Parked", "Bob", "Brennecke"):
            assert name not in outcome.problem, case.tool
