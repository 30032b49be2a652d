import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.auth import pages
from app.auth.events import Denied, Opening, SignedIn
from app.auth.vault import MemoryVault
from tests.unit.fakes_auth import PLATFORM, House, house, last, refusal


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as built:
        yield built


async def test_a_person_of_the_sandbox_signs_in_through_the_real_pages(sandbox: House) -> None:
    event = await last(sandbox.terminal().as_person("alice"))
    assert isinstance(event, SignedIn)
    account = event.account
    assert (account.sub, account.tenant, account.name) == ("usr_alice", "ten_acme", "Alice Moreau")
    assert account.email == "alice@acme.example"
    assert account.acr == "urn:countersign:acr:pin"
    assert abs(account.auth_time - sandbox.clock.now) < 2


@pytest.mark.parametrize(
    ("name", "sub"),
    [
        ("lead", "usr_alice"),
        ("member", "usr_bob"),
        ("viewer", "usr_carol"),
        ("Grace Novak", "usr_grace"),
        ("DAVE", "usr_dave"),
    ],
)
async def test_a_role_means_the_first_person_who_has_it_at_acme(sandbox: House, name: str, sub: str) -> None:
    event = await last(sandbox.terminal().as_person(name))
    assert isinstance(event, SignedIn)
    assert event.account.sub == sub


async def test_an_unknown_person_is_refused_with_the_choices(sandbox: House) -> None:
    event = await refusal(sandbox.terminal().as_person("mallory"))
    assert "mallory" in event.sentence
    assert "alice" in event.next_step
    assert "finance" in event.next_step


async def test_only_the_sandbox_can_be_driven(sandbox: House) -> None:
    terminal = sandbox.terminal(sandbox=False)
    event = await refusal(terminal.as_person("alice"))
    assert "Only the sandbox" in event.sentence
    assert await terminal.people() == ()
    assert sandbox.wire.sent == []


async def test_the_login_page_offers_eight_people_with_role_and_company(sandbox: House) -> None:
    people = await sandbox.terminal().people()
    assert len(people) == 8
    assert people[0].key == "alice"
    assert people[0].detail == "lead at Acme"


async def through_the_browser(sandbox: House, url: str, decision: str = "allow") -> str:
    redirect = str(httpx.URL(url).params["redirect_uri"])
    query = await pages.Visit(sandbox.client, url, redirect).answer_as("alice", decision=decision)
    return f"{redirect}?{query}"


async def test_a_wrong_pin_is_told_in_the_pages_own_words(sandbox: House) -> None:
    events = sandbox.terminal().with_browser()
    opening = await anext(events)
    await events.aclose()
    assert isinstance(opening, Opening)
    visit = pages.Visit(sandbox.client, opening.url, "http://127.0.0.1/callback")
    with pytest.raises(Denied, match="not this person's PIN"):
        await visit.answer_as("alice", pin="0000")


async def test_consent_denied_signs_nobody_in(sandbox: House) -> None:
    terminal = sandbox.terminal()
    events = terminal.with_browser()
    opening = await anext(events)
    assert isinstance(opening, Opening)
    assert await terminal.paste(await through_the_browser(sandbox, opening.url, "deny")) == ""
    event = await refusal(events)
    assert "said no" in event.sentence
    assert "Start again" in event.next_step
    assert terminal.session.account is None
    assert sandbox.wire.posts("/token") == []


async def test_a_browser_brings_the_answer_to_the_loopback_address(sandbox: House) -> None:
    terminal = sandbox.terminal()
    events = terminal.with_browser()
    opening = await anext(events)
    assert isinstance(opening, Opening)
    assert opening.opened
    assert sandbox.opened == [opening.url]
    waiting = asyncio.ensure_future(anext(events))
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(await through_the_browser(sandbox, opening.url))
    assert "You can close this tab" in answer.text
    signed_in = await waiting
    assert isinstance(signed_in, SignedIn)
    with pytest.raises(StopAsyncIteration):
        await anext(events)


async def test_the_authorization_request_says_what_the_protocol_wants(sandbox: House) -> None:
    events = sandbox.terminal().with_browser()
    opening = await anext(events)
    await events.aclose()
    assert isinstance(opening, Opening)
    asked = httpx.URL(opening.url).params
    assert asked.get_list("resource") == [sandbox.config.issuer, PLATFORM]
    assert asked["code_challenge_method"] == "S256"
    assert asked["prompt"] == "consent"
    assert asked["scope"].startswith("openid profile offline_access me:read")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


async def test_the_address_can_be_pasted_instead(sandbox: House) -> None:
    terminal = sandbox.terminal()
    events = terminal.with_browser()
    opening = await anext(events)
    assert isinstance(opening, Opening)
    waiting = asyncio.ensure_future(anext(events))
    assert "not the address" in await terminal.paste("hello")
    assert "another sign-in" in await terminal.paste("http://127.0.0.1:1/callback?state=x&code=y")
    pasted = await through_the_browser(sandbox, opening.url)
    assert await terminal.paste(f"  {pasted[:40]}\n{pasted[40:]}  ") == ""
    assert isinstance(await waiting, SignedIn)
    assert "start one first" in await terminal.paste(pasted)


async def test_a_newer_sign_in_replaces_the_one_that_waits(sandbox: House) -> None:
    terminal = sandbox.terminal()
    older = terminal.with_browser()
    await anext(older)
    waiting = asyncio.ensure_future(anext(older))
    newer = terminal.with_browser()
    await anext(newer)
    replaced = await waiting
    assert "replaced by a newer one" in getattr(replaced, "sentence", "")
    await newer.aclose()
    await older.aclose()


async def test_a_closed_sign_in_frees_its_fixed_port(sandbox: House, unused_tcp_port: int) -> None:
    terminal = sandbox.terminal(redirect_port=unused_tcp_port)
    for _ in range(2):
        events = terminal.with_browser()
        assert isinstance(await anext(events), Opening)
        await events.aclose()


async def test_a_taken_port_is_named_with_what_to_do(sandbox: House, unused_tcp_port: int) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", unused_tcp_port)
    async with server:
        event = await refusal(sandbox.terminal(redirect_port=unused_tcp_port).with_browser())
    assert str(unused_tcp_port) in event.sentence
    assert "COUNTERSIGN_REDIRECT_PORT" in event.next_step


async def test_a_browser_that_does_not_open_leaves_the_address_to_the_person(sandbox: House) -> None:
    terminal = sandbox.terminal()
    sandbox.opens = False
    events = terminal.with_browser()
    opening = await anext(events)
    await events.aclose()
    assert isinstance(opening, Opening)
    assert not opening.opened


async def test_a_provider_that_forgot_this_installation_is_registered_with_again(
    sandbox: House, tmp_path: Path
) -> None:
    first = await sandbox.signed_in()
    elsewhere = tmp_path / "reset"
    elsewhere.mkdir()
    async with house(elsewhere) as reset:
        reset.vault = sandbox.vault
        second = await reset.signed_in()
        assert len(reset.wire.posts("/register")) == 1
    assert first.session.account is not None
    assert second.session.account is not None
    assert first.session.account.client_id != second.session.account.client_id
    assert first.session.account.installation == second.session.account.installation


async def test_tools_that_need_more_than_was_registered_for_are_registered_for_at_the_next_sign_in(
    sandbox: House,
) -> None:
    assert isinstance(await last(sandbox.terminal(scopes=("me:read", "tasks:read")).as_person("alice")), SignedIn)
    assert isinstance(await last(sandbox.terminal(scopes=("me:read",)).as_person("alice")), SignedIn)
    assert len(sandbox.wire.posts("/register")) == 1, "less needs no registration"
    more = sandbox.terminal(scopes=("me:read", "projects:read"))
    assert isinstance(await last(more.as_person("alice")), SignedIn)
    assert len(sandbox.wire.posts("/register")) == 2
    await more.broker().look(["projects:read"])


async def test_two_terminals_on_a_new_machine_register_once(sandbox: House) -> None:
    terminals = [sandbox.terminal() for _ in range(4)]
    await asyncio.gather(*(terminal.people() for terminal in terminals))
    assert len(sandbox.wire.posts("/register")) == 1


async def test_a_configured_client_that_is_unknown_is_told_before_any_page_opens(sandbox: House) -> None:
    event = await refusal(sandbox.terminal(client_id="cl_unknown").with_browser())
    assert "COUNTERSIGN_CLIENT_ID" in event.next_step
    assert sandbox.opened == []


NO_NETWORK = httpx.ConnectError("refused")
SLOW = httpx.ReadTimeout("slow")


@pytest.mark.parametrize(("error", "words"), [(NO_NETWORK, "cannot be reached"), (SLOW, "did not answer in time")])
@pytest.mark.parametrize("path", ["", "/token", "/jwks", "/register", "/login"])
async def test_a_network_that_fails_anywhere_ends_as_one_sentence(
    sandbox: House, error: Exception, words: str, path: str
) -> None:
    sandbox.wire.fail(error, path)
    event = await refusal(sandbox.terminal().as_person("alice"))
    assert words in event.sentence


@pytest.mark.parametrize(
    "path", ["/token", "/jwks", "/register", "/authorize", "/.well-known/oauth-authorization-server"]
)
@pytest.mark.parametrize("status", [200, 500, 404])
async def test_an_answer_that_is_no_json_ends_as_one_sentence(sandbox: House, path: str, status: int) -> None:
    sandbox.wire.answer(path, status, text="<html>It works!</html>")
    terminal = sandbox.terminal()
    if path.startswith("/.well-known") and status != 500:
        assert isinstance(await last(terminal.as_person("alice")), SignedIn), "OpenID's metadata stands in"
        return
    await refusal(terminal.as_person("alice"))
    assert terminal.session.account is None


async def test_a_provider_by_another_name_is_not_trusted(sandbox: House) -> None:
    metadata = (await sandbox.client.get(f"{sandbox.config.issuer}/.well-known/openid-configuration")).json()
    sandbox.wire.answer("/.well-known/oauth-authorization-server", json=metadata | {"issuer": "https://evil.example"})
    event = await refusal(sandbox.terminal().as_person("alice"))
    assert "calls itself https://evil.example" in event.sentence


async def test_pages_that_answer_another_sign_in_sign_nobody_in(sandbox: House) -> None:
    async def mix_up(request: httpx.Request) -> httpx.Response | None:
        answer = "http://127.0.0.1/callback?state=another&code=stolen"
        return httpx.Response(302, headers={"Location": answer}) if request.url.path == "/consent" else None

    sandbox.wire.meddle = mix_up
    event = await refusal(sandbox.terminal().as_person("alice"))
    assert "answered another sign-in" in event.sentence
    assert sandbox.wire.posts("/token") == []


async def test_with_memory_only_the_place_says_so(sandbox: House) -> None:
    assert await sandbox.terminal(MemoryVault()).kept_in() == "memory only: nothing is kept after you quit"
