from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.auth.events import VaultTrouble
from app.auth.vault import MemoryVault
from tests.unit.fakes_auth import House, house


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as built:
        yield built


def kinds(sandbox: House) -> set[str]:
    return {name.split(":")[0] for name in vars(sandbox.vault)["_items"]}


def unregistered(sandbox: House) -> int:
    return sum(request.method == "DELETE" for request in sandbox.wire.sent)


async def test_signing_out_revokes_erases_and_takes_the_registration_back(sandbox: House) -> None:
    terminal = await sandbox.signed_in()
    subject = await terminal.session.token(await terminal.provider.endpoint())
    assert await terminal.sign_out(everywhere=False) == "You are signed out."
    assert kinds(sandbox) == {"installation-key", "data-key"}
    assert terminal.session.account is None
    assert unregistered(sandbox) == 1
    assert subject not in str(vars(sandbox.vault)["_items"])


async def test_a_process_that_only_signs_out_needs_no_session_token(sandbox: House) -> None:
    await sandbox.signed_in()
    sandbox.clock.now += 3600
    before = len(sandbox.wire.posts("/token"))
    assert await sandbox.terminal().sign_out(everywhere=False) == "You are signed out."
    assert len(sandbox.wire.posts("/token")) == before
    assert await sandbox.terminal().restore() is None


@pytest.mark.parametrize("error", [httpx.ConnectError("no route"), httpx.ReadTimeout("slow")])
async def test_without_network_everything_here_is_erased_all_the_same(sandbox: House, error: Exception) -> None:
    await sandbox.signed_in()
    sandbox.wire.fail(error)
    said = await sandbox.terminal().sign_out(everywhere=False)
    assert said.startswith("You are signed out here, but not everything could be told to the provider: 127.0.0.1:41001")
    assert kinds(sandbox) == {"installation-key", "data-key"}


async def test_a_provider_that_revokes_nothing_is_told_of(sandbox: House) -> None:
    terminal = await sandbox.signed_in()
    sandbox.wire.answer("/revoke", 400, json={"error": "unsupported_token_type"})
    assert "did not revoke" in await terminal.sign_out(everywhere=False)


async def test_the_registration_stays_while_another_account_is_left(sandbox: House) -> None:
    alice, bob = await sandbox.signed_in("alice"), await sandbox.signed_in("bob")
    await alice.sign_out(everywhere=False)
    assert unregistered(sandbox) == 0
    await bob.broker().look(["tasks:read"])
    await bob.sign_out(everywhere=False)
    assert unregistered(sandbox) == 1


async def test_nobody_can_be_signed_out_twice(sandbox: House) -> None:
    terminal = await sandbox.signed_in()
    await terminal.sign_out(everywhere=False)
    assert await terminal.sign_out(everywhere=False) == "Nobody is signed in."


async def test_signing_in_again_works_after_signing_out(sandbox: House) -> None:
    terminal = await sandbox.signed_in()
    await terminal.sign_out(everywhere=False)
    await sandbox.signed_in()
    assert len(sandbox.wire.posts("/register")) == 2


async def test_everywhere_says_where_the_provider_has_nothing_to_end(sandbox: House) -> None:
    terminal = await sandbox.signed_in()
    assert "no session of its own" in await terminal.sign_out(everywhere=True)


async def test_everywhere_opens_the_providers_own_page(sandbox: House) -> None:
    metadata = (await sandbox.client.get(f"{sandbox.config.issuer}/.well-known/openid-configuration")).json()
    end = f"{sandbox.config.issuer}/end"
    sandbox.wire.answer("/.well-known/oauth-authorization-server", json=metadata | {"end_session_endpoint": end})
    terminal = await sandbox.signed_in()
    assert "Confirm it in the browser" in await terminal.sign_out(everywhere=True)
    assert sandbox.opened[0].startswith(f"{end}?client_id=cl_")
    sandbox.opens = False
    await sandbox.signed_in()
    assert "Open http" in await sandbox.terminal().sign_out(everywhere=True)


class Locked(MemoryVault):
    def delete(self, name: str) -> None:
        raise VaultTrouble(f"The keyring is locked and keeps {name.split(':', 1)[0]}.", "Unlock it and try again.")


async def test_a_vault_that_erases_nothing_is_no_sign_out(sandbox: House) -> None:
    sandbox.vault = Locked()
    terminal = await sandbox.signed_in()
    said = await terminal.sign_out(everywhere=False)
    assert said.startswith("You are not signed out yet: The keyring is locked")
    assert said.endswith("Unlock it and try again.")
