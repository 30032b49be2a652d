import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.auth.events import AuthError, Denied, SessionEnded, Unreachable, VaultTrouble
from app.auth.locks import alone
from app.auth.login import Login
from app.auth.store import Kept, SessionStore
from app.auth.vault import MemoryVault, data_key
from tests.unit.fakes_auth import House, house

FIVE_MINUTES = 300


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as built:
        yield built


def refreshes(sandbox: House) -> int:
    return sum(form["grant_type"] == ["refresh_token"] for form in sandbox.wire.posts("/token"))


def kept(sandbox: House, terminal: Login) -> Kept:
    assert terminal.session.account is not None
    found = SessionStore(sandbox.vault, sandbox.config.issuer).read(SessionStore.item(terminal.session.account))
    assert found is not None
    return found


async def restored(sandbox: House) -> Login:
    terminal = sandbox.terminal()
    assert await terminal.restore() is not None
    return terminal


async def test_nobody_is_restored_where_nobody_signed_in(sandbox: House) -> None:
    assert await sandbox.terminal().restore() is None
    assert sandbox.wire.sent == []


async def test_a_session_comes_back_in_the_next_process(sandbox: House) -> None:
    first = await sandbox.signed_in()
    second = sandbox.terminal()
    assert await second.restore() == first.session.account
    await (await second.broker().look(["tasks:read"])).async_auth_flow(httpx.Request("GET", "http://x")).aclose()


async def test_five_terminals_that_renew_at_once_all_stay_signed_in(sandbox: House) -> None:
    await sandbox.signed_in()
    terminals = [await restored(sandbox) for _ in range(5)]
    before = refreshes(sandbox)
    for _ in range(3):
        sandbox.clock.now += FIVE_MINUTES
        brokers = [terminal.broker() for terminal in terminals]
        await asyncio.gather(*(broker.look(["tasks:read"]) for broker in brokers))
    assert refreshes(sandbox) == before + 15
    assert all(terminal.session.account for terminal in terminals)


async def test_one_process_renews_once_for_all_who_wait(sandbox: House) -> None:
    terminal = await sandbox.signed_in()
    sandbox.clock.now += FIVE_MINUTES - 29
    broker = terminal.broker()
    await asyncio.gather(*(broker.look([scope]) for scope in ("me:read", "tasks:read", "projects:read")))
    assert refreshes(sandbox) == 1


async def test_a_session_token_with_half_a_minute_left_is_used_as_it_is(sandbox: House) -> None:
    terminal = await sandbox.signed_in()
    sandbox.clock.now += FIVE_MINUTES - 32
    await terminal.broker().look(["tasks:read"])
    assert refreshes(sandbox) == 0


async def test_a_turn_that_is_stopped_does_not_lose_the_session(sandbox: House) -> None:
    terminal = await sandbox.signed_in()
    sandbox.clock.now += FIVE_MINUTES
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def hold(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/token":
            reached.set()
            await go_on.wait()
        return None

    sandbox.wire.meddle = hold
    broker = terminal.broker()
    turn = asyncio.ensure_future(broker.look(["tasks:read"]))
    await reached.wait()
    old = kept(sandbox, terminal).refresh
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    go_on.set()
    await broker.settle()
    assert kept(sandbox, terminal).refresh != old
    assert await sandbox.terminal().restore() is not None


async def test_a_refresh_token_that_another_terminal_replaced_meanwhile_is_left_for_its_successor(
    sandbox: House,
) -> None:
    terminal = await sandbox.signed_in()
    good = kept(sandbox, terminal)
    store, item = SessionStore(sandbox.vault, sandbox.config.issuer), SessionStore.item(good.account)
    store.write(item, Kept(good.account, "never-issued"))

    async def replace_meanwhile(request: httpx.Request) -> httpx.Response | None:
        if b"never-issued" in request.content:
            store.write(item, good)
        return None

    sandbox.wire.meddle = replace_meanwhile
    sandbox.clock.now += FIVE_MINUTES
    await terminal.broker().look(["tasks:read"])
    assert terminal.session.account is not None


async def test_a_session_that_the_provider_ended_is_told_once_and_erased(sandbox: House) -> None:
    first = await sandbox.signed_in()
    endpoint = await first.provider.endpoint()
    assert await endpoint.revoke(kept(sandbox, first).refresh)
    second = sandbox.terminal()
    with pytest.raises(SessionEnded, match="has ended") as caught:
        await second.restore()
    assert "conversation stays" in caught.value.next_step
    assert await second.restore() is None


async def test_without_network_the_session_stays_kept(sandbox: House) -> None:
    await sandbox.signed_in()
    sandbox.wire.fail(httpx.ConnectError("no route"))
    with pytest.raises(Unreachable):
        await sandbox.terminal().restore()
    sandbox.wire.meddle = None
    assert await sandbox.terminal().restore() is not None


async def test_a_sign_out_in_another_terminal_is_noticed(sandbox: House) -> None:
    terminal = await sandbox.signed_in()
    await (await restored(sandbox)).sign_out(everywhere=False)
    with pytest.raises(SessionEnded):
        await terminal.broker().look(["tasks:read"])
    assert terminal.session.account is None


async def test_two_accounts_keep_to_their_own_terminals(sandbox: House) -> None:
    alice, bob = await sandbox.signed_in("alice"), await sandbox.signed_in("bob")
    sandbox.clock.now += FIVE_MINUTES
    await asyncio.gather(alice.broker().look(["tasks:read"]), bob.broker().look(["tasks:read"]))
    assert [t.session.account.sub for t in (alice, bob) if t.session.account] == ["usr_alice", "usr_bob"]
    newest = await (sandbox.terminal()).restore()
    assert newest is not None
    assert newest.sub == "usr_bob"


class Stubborn(MemoryVault):
    def __init__(self) -> None:
        super().__init__()
        self.closed = False

    def set(self, name: str, value: str) -> None:
        if self.closed:
            raise VaultTrouble("The keyring is locked.", "Unlock it.")
        super().set(name, value)


async def test_a_vault_that_stops_taking_items_does_not_cost_the_session(sandbox: House) -> None:
    vault = Stubborn()
    sandbox.vault = vault
    terminal = await sandbox.signed_in()
    for closed in (True, True, False):
        vault.closed = closed
        sandbox.clock.now += FIVE_MINUTES
        await terminal.broker().look(["tasks:read"])
    assert await sandbox.terminal().restore() is not None


async def test_every_item_in_the_vault_is_short_enough_for_any_keyring(sandbox: House) -> None:
    vault = MemoryVault()
    sandbox.vault = vault
    await sandbox.signed_in()
    items = vars(vault)["_items"]
    assert {name.split(":")[0] for name in items} == {"installation-key", "client", "session", "current", "data-key"}
    assert max(len(value) for value in items.values()) < 1200


async def test_the_data_key_is_made_at_sign_in_and_stays_the_same(sandbox: House) -> None:
    account = (await sandbox.signed_in()).session.account
    other = (await sandbox.signed_in("bob")).session.account
    assert account is not None
    assert other is not None
    key = data_key(sandbox.vault, account)
    assert len(key) == 32
    await sandbox.signed_in()
    assert data_key(sandbox.vault, account) == key
    assert data_key(sandbox.vault, other) != key


async def test_a_data_key_that_is_none_is_not_silently_replaced(sandbox: House) -> None:
    account = (await sandbox.signed_in()).session.account
    assert account is not None
    name = next(name for name in vars(sandbox.vault)["_items"] if name.startswith("data-key:"))
    sandbox.vault.set(name, "nonsense")
    with pytest.raises(VaultTrouble, match="no key"):
        data_key(sandbox.vault, account)


async def test_a_terminal_that_never_lets_go_is_named(tmp_path: Path) -> None:
    async with alone(tmp_path, "x"):
        with pytest.raises(AuthError, match="busy"):
            async with alone(tmp_path, "x", patience=0.05):
                pass


async def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AuthError, match="cannot be used"):
        async with alone(tmp_path / "file" / "locks", "x"):
            pass


async def test_an_installation_key_that_is_none_is_told(sandbox: House) -> None:
    sandbox.vault.set("installation-key", '{"kty":"oct","k":"AAAA"}')
    with pytest.raises(VaultTrouble, match="installation-key"):
        await sandbox.terminal().provider.endpoint()


async def test_no_secret_is_in_any_repr(sandbox: House) -> None:
    terminal = await sandbox.signed_in()
    found, endpoint = kept(sandbox, terminal), await terminal.provider.endpoint()
    held = vars(terminal.session)["_held"]
    shown = " ".join(map(repr, (found, endpoint, held, held.tokens, await terminal.broker().look(["tasks:read"]))))
    assert found.refresh not in shown
    assert held.tokens.access not in shown
    assert "eyJ" not in shown


@pytest.mark.parametrize("error", [Denied, SessionEnded])
def test_every_failure_is_a_sentence_and_a_next_step(error: type[AuthError]) -> None:
    failure = error("It failed.", "Do this.")
    assert (str(failure), failure.next_step) == ("It failed.", "Do this.")


async def test_no_secret_of_a_session_reaches_a_log(sandbox: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    terminal = await sandbox.signed_in()
    await terminal.broker().look(["tasks:read"])
    sandbox.clock.now += FIVE_MINUTES
    await terminal.broker().act(["tasks:write"], [])
    names = ("code", "code_verifier", "client_assertion", "refresh_token", "subject_token")
    forms = sandbox.wire.posts("/token")
    secrets = {value for form in forms for name in names for value in form.get(name, [])}
    secrets.add(kept(sandbox, terminal).refresh)
    assert len(secrets) > 8
    assert [secret for secret in secrets if secret in caplog.text] == []
