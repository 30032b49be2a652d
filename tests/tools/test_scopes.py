from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.sandbox.fakes_platform import URL, Stand
from tests.tools.fakes_cases import CASES, WRITES, Case
from tests.tools.fakes_signed import NOW, REGISTRY, SignedAuths, desk_of, principal, sandbox
from tools.change import Change
from tools.contract import Context
from tools.platform import Platform
from tools.routes import ROUTES, route_of


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with sandbox(tmp_path) as running:
        yield running


class Watched(httpx.ASGITransport):
    def __init__(self, stand: Stand) -> None:
        super().__init__(stand.app)
        self.scopes: set[str] = set()
        self.methods: set[str] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        route = route_of(request.method, request.url.path)
        assert route is not None, request.url
        self.scopes.add(route.scope)
        self.methods.add(request.method)
        return await super().handle_async_request(request)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.tool)
async def test_the_look_scopes_of_a_tool_are_enough_for_its_look_and_no_more(case: Case, stand: Stand) -> None:
    tool = REGISTRY.tools[case.tool]
    async with desk_of(case.who, stand) as desk:
        args = await case.ready(stand, desk)
    watched, auths = Watched(stand), SignedAuths(case.who, stand.mint)
    async with httpx.AsyncClient(base_url=URL, transport=watched) as client:
        await tool.run(Context(Platform(client, auths).reader(tool.look), principal(case.who), NOW), args)
    assert watched.scopes == set(tool.look)
    assert set(auths.looked) <= {tool.look}
    assert (watched.methods, auths.acted) == ({"GET"} if tool.look else set(), [])


@pytest.mark.parametrize("case", WRITES, ids=lambda case: case.tool)
async def test_the_act_scopes_of_a_tool_are_those_of_its_requests_and_no_more(case: Case, stand: Stand) -> None:
    tool = REGISTRY.tools[case.tool]
    async with desk_of(case.who, stand) as desk:
        change = await desk.look(case.tool, **await case.ready(stand, desk))
        assert isinstance(change, Change)
        routes = [route_of(request.method, request.path) for request in change.requests]
        assert {route.scope for route in routes if route} == set(tool.act)
        assert [reply.status // 100 for reply in await desk.approve(case.tool, change)] == [2] * len(routes)


NO_TOOLS = {"operations:read", "approvals:read", "approvals:open", "approvals:decide", "changes:describe"}
"""Scopes of the program's own, of a person who decides, and of the provider: no tool has any of them."""


def test_the_catalog_needs_no_scope_that_no_route_has_and_none_that_is_not_a_tools() -> None:
    scopes = {route.scope for route in ROUTES}
    assert {*REGISTRY.look_scopes, *REGISTRY.act_scopes} == scopes - NO_TOOLS
    assert scopes >= NO_TOOLS
