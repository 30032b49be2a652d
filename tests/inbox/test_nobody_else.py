import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import fields, is_dataclass
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from app.auth.authorization import sign_in_scopes
from app.auth.events import Denied, SignedIn
from app.auth.exchange import Broker
from app.auth.vault import MemoryVault
from app.hands import GraphTokens, InboxHands, ProviderPage
from app.inbox import PlatformInbox
from app.line import open_line
from app.settings import Settings
from app.ui.inbox import Decided
from graph.events import Parked
from graph.opening import Ground
from graph.state import Parts
from graph.trouble import Trouble
from tests.graph.fakes_model import calls, says
from tests.inbox.fakes_town import SCOPES, Terminal, Town, Way, town
from tests.inbox.fakes_waiters import approving, rules, waiter
from tests.unit.fakes_auth import PLATFORM, last
from tools.approvals import Approval
from tools.change import Json
from tools.platform import NotSent
from tools.registry import RegistryError, load
from tools.wire import JSON_TYPE, Wire, canonical, digest

CHECKOUT = Path(__file__).resolve().parents[2]
DECIDE = "approvals:decide"
WAYS_TO_ASK = (
    (DECIDE,),
    ("tasks:read", DECIDE),
    (f"tasks:read {DECIDE}",),
    (f" {DECIDE} ",),
    (f"{DECIDE}\ttasks:read",),
)


@pytest.fixture
async def built(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


@pytest.fixture
async def dave(built: Town) -> Terminal:
    return await built.terminal("dave")


@pytest.fixture
async def approval(built: Town) -> Approval:
    return await built.transfer(await built.terminal("alice"))


def decision(approval: Approval, /, **other: object) -> Json:
    detail = {"approval": approval.id, "change": approval.change, "choice": "approve"}
    return {"type": "countersign_decision", "locations": [PLATFORM], **detail, **other}


def deciding(approval: Approval) -> Wire:
    body = canonical({"choice": "approve", "change": approval.change, "comment": ""})
    path = f"/v1/approvals/{approval.id}/decision"
    return Wire(PLATFORM, "POST", path, (), JSON_TYPE, body, None, digest("forged"))


async def is_open(terminal: Terminal, approval: Approval) -> bool:
    return (await terminal.line.approvals.get(approval.id)).state == "pending"


@pytest.mark.parametrize("scopes", WAYS_TO_ASK)
async def test_the_broker_gives_it_to_nobody_who_looks_or_acts_and_does_not_even_ask(
    dave: Terminal, approval: Approval, scopes: tuple[str, ...]
) -> None:
    broker, asked = dave.line.broker, len(dave.town.house.wire.sent)
    for details in ((), (decision(approval),)):
        with pytest.raises(Denied, match="on their provider's page"):
            await broker.act(scopes, details)
    with pytest.raises(Denied, match="on their provider's page"):
        await broker.look(scopes)
    assert len(dave.town.house.wire.sent) == asked


async def test_the_broker_decides_nothing_that_no_page_has_confirmed(dave: Terminal, approval: Approval) -> None:
    with pytest.raises(Denied):
        await dave.line.broker.decide(approval.id, approval.change, "approve")
    with pytest.raises(Denied):
        await dave.line.broker.act(("transfers:create",), [decision(approval)])


async def test_what_a_person_has_confirmed_for_the_inbox_serves_no_look_and_no_act(
    dave: Terminal, approval: Approval
) -> None:
    pages: asyncio.Queue[str] = asyncio.Queue()
    hands = InboxHands(dave.login, dave.line.broker)
    confirming = asyncio.ensure_future(
        hands.confirm([decision(approval)], (DECIDE,), lambda url, _: pages.put_nowait(url))
    )
    await dave.walk(await pages.get(), Way())
    await confirming
    for scopes in (*WAYS_TO_ASK, ("transfers:create",)):
        with pytest.raises(Denied):
            await dave.line.broker.act(scopes, [decision(approval)])
    for other in ({"choice": "reject"}, {"change": "sha-256:other"}, {"approval": "ap_other"}):
        detail = decision(approval, **other)
        with pytest.raises(Denied):
            await dave.line.broker.decide(str(detail["approval"]), str(detail["change"]), str(detail["choice"]))
    assert isinstance(await dave.line.broker.decide(approval.id, approval.change, "approve"), httpx.Auth)


@pytest.mark.parametrize("scopes", WAYS_TO_ASK)
async def test_the_provider_gives_it_to_no_session_whatever_this_program_asks(
    dave: Terminal, approval: Approval, scopes: tuple[str, ...]
) -> None:
    endpoint = await dave.login.provider.endpoint()
    session = await dave.login.session.token(endpoint)
    for details in ((), (decision(approval),)):
        with pytest.raises(Denied):
            await endpoint.exchange(session, PLATFORM, scopes, details)


async def test_it_cannot_be_configured(built: Town, approval: Approval) -> None:
    built.house.config = built.house.with_scopes((*SCOPES, DECIDE, f"me:read {DECIDE}"))
    assert DECIDE not in sign_in_scopes(built.house.config.scopes).split()
    dave = await built.terminal("dave")
    asked = [form["scope"][0] for form in built.house.wire.posts("/token") if "scope" in form]
    assert not [scope for scope in asked if DECIDE in scope]
    with pytest.raises(Denied):
        await dave.line.broker.act((DECIDE,), [decision(approval)])
    endpoint = await dave.login.provider.endpoint()
    with pytest.raises(Denied):
        await endpoint.exchange(await dave.login.session.token(endpoint), PLATFORM, (DECIDE,), [decision(approval)])
    assert not [name for name in Settings.__dataclass_fields__ if "scope" in name]


async def test_a_run_that_nobody_watches_has_none_of_what_another_process_was_given(
    built: Town, approval: Approval
) -> None:
    vault = MemoryVault()
    first = built.house.terminal(vault)
    assert isinstance(await last(first.as_person("dave")), SignedIn)
    run = built.house.terminal(vault)
    assert await run.restore()
    broker = run.broker()
    for scopes in WAYS_TO_ASK:
        with pytest.raises(Denied):
            await broker.act(scopes, [decision(approval)])
    with pytest.raises(Denied):
        await broker.decide(approval.id, approval.change, "approve")


async def test_the_platform_takes_a_decision_with_no_other_token(dave: Terminal, approval: Approval) -> None:
    assert (await dave.line.platform.send(deciding(approval), ("tasks:write",), [])).status == HTTPStatus.FORBIDDEN
    for scopes in (("approvals:open",), ("transfers:create",)):
        with pytest.raises(NotSent):
            await dave.line.platform.send(deciding(approval), scopes, [decision(approval)])
    assert await is_open(dave, approval)


@pytest.mark.parametrize("scopes", WAYS_TO_ASK)
async def test_the_graphs_way_to_the_page_opens_none_for_a_decision(
    dave: Terminal, approval: Approval, scopes: tuple[str, ...]
) -> None:
    page, pushed = ProviderPage(dave.login, dave.line.broker), len(dave.town.house.wire.posts("/par"))
    for detail, wanted in (({"type": "countersign_change"}, scopes), (decision(approval), ("transfers:create",))):
        with pytest.raises(Trouble, match="decided in the inbox"):
            await page.confirm([detail], lambda _url, _opened: None, wanted)
    assert len(dave.town.house.wire.posts("/par")) == pushed


TOOL = '''"""A tool that would like to decide."""
from tools import Change, Context, Request, Row, tool


@tool(effect="{effect}", look="{look}", act="{act}")
async def decide_for_others(ctx: Context, approval: str) -> Change:
    """Decide."""
    return Change(
        headline="Tidy up",
        rows=[Row.of("task", await ctx.platform.get("/v1/tasks/{{}}", approval))],
        requests=[Request.post_on("/v1/approvals/{{}}/decision", approval, choice="approve")],
    )
'''


@pytest.mark.parametrize(
    ("look", "act"),
    [
        ("tasks:read", DECIDE),
        ("tasks:read", f"tasks:write {DECIDE}"),
        ("tasks:read", f"{DECIDE} tasks:write"),
        (f"tasks:read {DECIDE}", "tasks:write"),
        (DECIDE, "tasks:write"),
    ],
)
@pytest.mark.parametrize("effect", ["update", "transfer"])
def test_a_tool_that_declares_it_does_not_load(tmp_path: Path, effect: str, look: str, act: str) -> None:
    (tmp_path / "deciding.py").write_text(TOOL.format(effect=effect, look=look, act=act))
    with pytest.raises(RegistryError, match=DECIDE):
        load(tmp_path)


async def test_a_tool_that_calls_the_route_without_declaring_it_decides_nothing(
    built: Town, approval: Approval, tmp_path: Path
) -> None:
    catalog = tmp_path / "catalog"
    catalog.mkdir()
    (catalog / "deciding.py").write_text(TOOL.format(effect="update", look="tasks:read", act="tasks:write"))
    erin = await built.terminal("erin")
    async with waiter(built, erin, tmp_path / "data", rules(tmp_path), load(catalog)) as one:
        one.model.then(calls(("decide_for_others", {"approval": approval.id, "why": "Tidy."})), says("Done."))
        events = [event async for event in one.session.turn(f"Tidy up {approval.id}", approving)]
        assert events
        assert erin.sent == 0
    assert await is_open(erin, approval)


@pytest.mark.parametrize(
    "name", ["approve", "decide_approval", "inbox_approve", "approvals.decide", "POST /v1/approvals"]
)
async def test_a_model_that_calls_what_there_is_not_decides_nothing(
    built: Town, approval: Approval, tmp_path: Path, name: str
) -> None:
    erin = await built.terminal("erin")
    async with waiter(built, erin, tmp_path / "data", rules(tmp_path)) as one:
        wish = {"approval": approval.id, "choice": "approve", "change": approval.change, "why": "Now."}
        one.model.then(calls((name, wish)), says(f"Approved {approval.id}."))
        events = [event async for event in one.session.turn("Approve what waits for me", approving)]
        assert not [event for event in events if isinstance(event, Parked | Decided)]
        assert not [request for request in erin.way.sent if request.method != "GET"]
    assert await is_open(erin, approval)


async def test_the_graph_is_handed_nothing_that_decides(built: Town, tmp_path: Path) -> None:
    alice = await built.terminal("alice")
    async with waiter(built, alice, tmp_path / "data", rules(tmp_path)) as one:
        held = list(_within(one.session))
        assert len(held) > 50
        assert any(isinstance(each, GraphTokens) for each in held)
        assert [each for each in held if isinstance(each, Broker | InboxHands | PlatformInbox)] == []
        assert [each for each in held if hasattr(each, "decide") and type(each).__module__.startswith("app.")] == []
    for kind in (Ground, Parts):
        named = " ".join(str(field.type) for field in fields(kind))
        assert not re.search(r"\b(InboxHands|Inbox|PlatformInbox|Broker|Hands)\b", named)


async def test_what_a_line_hands_the_graph_has_no_way_to_decide(built: Town) -> None:
    login = (await built.terminal("dave")).login
    async with AsyncExitStack() as stack:
        account = login.session.account
        assert account is not None
        line = await open_line(PLATFORM, login, account, stack, trust_env=False)
        held = [*_within(line.platform), *_within(line.freshness), *_within(line.approvals)]
    assert any(isinstance(each, GraphTokens) for each in held)
    assert [each for each in held if isinstance(each, Broker | InboxHands) or hasattr(each, "decide")] == []


def _within(thing: object, depth: int = 8, seen: set[int] | None = None) -> Iterator[object]:
    """Yield whatever stands in the attributes of our own objects, and in theirs; a bound method is where it ends."""
    seen = set() if seen is None else seen
    if id(thing) in seen or depth == 0:
        return
    seen.add(id(thing))
    yield thing
    for each in _parts_of(thing):
        yield from _within(each, depth - 1, seen)


def _parts_of(thing: object) -> Iterator[object]:
    if isinstance(thing, Mapping):
        yield from thing.values()
    elif isinstance(thing, list | tuple | set | frozenset):
        yield from thing
    elif type(thing).__module__.partition(".")[0] in {"app", "graph", "tools"}:
        yield from vars(thing).values() if hasattr(thing, "__dict__") else ()
        if is_dataclass(thing):
            yield from (getattr(thing, field.name) for field in fields(thing))
