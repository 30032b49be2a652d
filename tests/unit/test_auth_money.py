from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.auth.events import Denied
from app.sandbox.platform.app import create_app
from app.sandbox.platform.config import PlatformConfig
from tests.sandbox.fakes_stepup import STEP_UP, request_of, whole_of
from tests.unit.fakes_auth import ISSUER, LOOK, PLATFORM, HandClock, House, house
from tests.unit.fakes_till import MONEY, Till
from tools.wire import JSON_TYPE, Wire, canonical, digest

SCOPES = (*LOOK, "budgets:read", "approvals:read", "approvals:open", "transfers:create")
DECIDE = ("approvals:decide",)


@dataclass
class Counter:
    """Two tills, Alice's and Dave's, at the real provider and the real platform."""

    alice: Till
    dave: Till
    client: httpx.AsyncClient

    async def get(self, path: str, *scopes: str) -> Any:  # noqa: ANN401  # whatever JSON the platform answers
        """Read as Alice."""
        answer = await self.client.get(path, auth=await self.alice.login.broker().look(scopes))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def balance(self, name: str) -> int:
        """Return what a budget holds."""
        budgets = await self.get("/v1/budgets", "budgets:read")
        return int(next(one["balance"] for one in budgets["items"] if one["name"].startswith(name)))

    async def transfer(self, amount: int) -> Wire:
        """Return a transfer from Marketing to Apollo."""
        items = (await self.get("/v1/budgets", "budgets:read"))["items"]
        named = {one["name"].split(" ")[0]: one["id"] for one in items}
        body = {"from": named["Marketing"], "to": named["Apollo"], "amount": amount, "currency": "EUR"}
        return request_of(body, key=digest(["transfer", amount]))

    async def send(self, wire: Wire, auth: httpx.Auth) -> httpx.Response:
        """Send a request, byte for byte."""
        headers = {"idempotency-key": wire.idempotency_key, "content-type": JSON_TYPE}
        return await self.client.request(wire.method, wire.path, content=wire.body, headers=headers, auth=auth)


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    built: list[House] = []
    clock = HandClock()

    async def jwks() -> Mapping[str, object]:
        keys: Mapping[str, object] = (await built[0].client.get(f"{ISSUER}/jwks")).json()
        return keys

    folder = tmp_path / "platform"
    folder.mkdir()
    app = create_app(PlatformConfig(folder, PLATFORM, ISSUER, clock, jwks))
    transport = httpx.ASGITransport(app=app)
    async with house(tmp_path, transport, clock) as here:
        built.append(here)
        here.config = here.with_scopes(SCOPES)
        expires = int(clock()) + 1200
        alice, dave = [Till(here, await here.signed_in(name), expires) for name in ("alice", "dave")]
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url=PLATFORM) as client,
        ):
            yield Counter(alice, dave, client)


async def test_a_transfer_moves_once_on_what_was_confirmed_on_a_page_with_its_very_figures(counter: Counter) -> None:
    wire, till = await counter.transfer(500_000), counter.alice
    marketing, apollo = await counter.balance("Marketing"), await counter.balance("Apollo")
    stepped = await till.confirm(wire)
    assert "5,000.00" in till.shown[0]["headline"]
    assert "Marketing" in till.shown[0]["from"]
    assert "Apollo" in till.shown[0]["to"]
    broker = till.login.broker()
    for _ in range(2):
        answer = await counter.send(wire, await broker.act(MONEY, [till.detail(wire)]))
        assert answer.status_code == 201, answer.text
    assert await counter.balance("Marketing") == marketing - 500_000
    assert await counter.balance("Apollo") == apollo + 500_000
    item = (await counter.get("/v1/activity", "activity:read"))["items"][0]
    assert (item["sub"], item["change"]) == ("usr_alice", stepped.change)


async def test_what_was_confirmed_moves_no_other_sum(counter: Counter) -> None:
    wire, other, till = await counter.transfer(500_000), await counter.transfer(500_001), counter.alice
    before = await counter.balance("Marketing")
    await till.confirm(wire)
    with pytest.raises(Denied, match="confirm this very change"):
        await till.login.broker().act(MONEY, [till.detail(other)])
    answer = await counter.send(other, await till.login.broker().act(MONEY, [till.detail(wire)]))
    assert answer.status_code == 403
    assert await counter.balance("Marketing") == before


async def test_a_second_person_agrees_on_their_own_page_and_the_first_ones_session_sends_it(counter: Counter) -> None:
    wire, alice, dave = await counter.transfer(1_500_000), counter.alice, counter.dave
    before = await counter.balance("Marketing")
    stepped = await alice.confirm(wire, "transfers:create", "approvals:open")
    body = {"requests": [whole_of(wire)], "expires_at": alice.expires_at, "why": "The printers are due."}
    opening = Wire(PLATFORM, "POST", "/v1/approvals", (), JSON_TYPE, canonical(body), None, digest("opening"))
    opened = await counter.send(opening, await alice.login.broker().act(["approvals:open"], [alice.detail(wire)]))
    assert opened.status_code == 201, opened.text
    approval = opened.json()["id"]

    detail = {"type": "countersign_decision", "locations": [PLATFORM], "approval": approval, "change": stepped.change}
    await dave.walk({**detail, "choice": "approve"}, DECIDE, pastes=True)
    assert "15,000.00" in dave.shown[0]["headline"]
    said = canonical({"choice": "approve", "change": stepped.change, "comment": "Fine."})
    path = f"/v1/approvals/{approval}/decision"
    deciding = Wire(PLATFORM, "POST", path, (), JSON_TYPE, said, None, digest("deciding"))
    decided = await counter.send(deciding, await dave.login.broker().decide(approval, stepped.change, "approve"))
    assert decided.status_code == 200, decided.text

    approved = {**alice.detail(wire), "approval": approval}
    answer = await counter.send(wire, await alice.login.broker().act(MONEY, [approved]))
    assert answer.status_code == 201, answer.text
    assert await counter.balance("Marketing") == before - 1_500_000
    assert dave.login.session.account is not None
    assert dave.login.session.account.acr != STEP_UP, "the session is what it was"
