import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from app.auth.events import VaultTrouble
from app.auth.patience import patiently
from app.auth.vault import MEMORY, Backend, KeyringVault, MemoryVault, choose
from tests.unit.fakes_auth import TestBackend


class Blocking(TestBackend):
    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait(5)
        return super().get_password(service, username)


async def test_a_keyring_that_works_is_used() -> None:
    backend = TestBackend()
    vault = await choose("countersign", lambda: backend)
    assert vault.durable
    assert "TestBackend" in vault.where
    vault.set("session:x", "secret")
    assert backend.items == {("countersign", "session:x"): "secret"}
    assert vault.get("session:x") == "secret"
    vault.delete("session:x")
    vault.delete("session:x")
    assert vault.get("session:x") is None


async def test_the_probe_leaves_nothing_behind() -> None:
    backend = TestBackend()
    await choose("countersign", lambda: backend)
    assert backend.items == {}


@pytest.mark.parametrize("find", [fail.Keyring, null.Keyring, lambda: TestBackend(keyring.errors.NoKeyringError())])
async def test_a_backend_that_is_none_means_memory(find: Callable[[], Backend]) -> None:
    vault = await choose("countersign", find)
    assert not vault.durable
    assert vault.where == MEMORY


async def test_a_chain_of_nothing_means_memory() -> None:
    class Empty(chainer.ChainerBackend):
        backends = ()

    vault = await choose("countersign", Empty)
    assert vault.where == MEMORY


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        (TestBackend(keyring.errors.KeyringLocked("locked")), "the keyring is locked"),
        (TestBackend(keyring.errors.PasswordSetError("secret")), "the keyring failed (PasswordSetError)"),
        (TestBackend(OSError("secret")), "the keyring failed (OSError)"),
        (TestBackend(forgetful=True), "the keyring does not keep what it is given"),
    ],
)
async def test_a_keyring_in_trouble_means_memory_and_says_why(backend: TestBackend, words: str) -> None:
    vault = await choose("countersign", lambda: backend)
    assert not vault.durable
    assert vault.where == f"{MEMORY} ({words})"


async def test_a_keyring_that_blocks_is_given_up_in_time() -> None:
    backend = Blocking()
    started = time.monotonic()
    vault = await choose("countersign", lambda: backend, limit=0.05)
    backend.released.set()
    assert time.monotonic() - started < 2
    assert vault.where == f"{MEMORY} (the keyring did not answer within 0.05 seconds)"


async def test_a_keyring_that_cannot_even_be_found_means_memory() -> None:
    def find() -> Backend:
        raise ModuleNotFoundError("no.such.backend")

    vault = await choose("countersign", find)
    assert vault.where == f"{MEMORY} (the keyring failed (ModuleNotFoundError))"


async def test_the_persons_choice_of_a_backend_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    assert (await choose("countersign")).where == MEMORY


class PlainFile(TestBackend, KeyringBackend):
    priority = 0.5
    viable = False


async def test_a_keyring_that_is_a_plain_file_is_never_taken_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    vault = await choose("countersign", PlainFile)
    assert vault.where == f"{MEMORY} (the only keyring found is not a safe one)"


async def test_a_keyring_that_is_a_plain_file_is_the_persons_own_word_when_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyrings.alt.file.PlaintextKeyring")
    vault = await choose("countersign", PlainFile)
    assert vault.durable
    assert vault.where == "keyring (test auth vault PlainFile)"


def test_a_keyring_call_that_hangs_later_ends_as_trouble() -> None:
    backend = Blocking()
    vault = KeyringVault(backend, "countersign", "Secret Service keyring", limit=0.05)
    with pytest.raises(VaultTrouble, match="Secret Service keyring did not answer") as caught:
        vault.get("x")
    backend.released.set()
    assert "Unlock" in caught.value.next_step


def test_a_keyring_that_is_locked_later_ends_as_trouble_without_its_words() -> None:
    vault = KeyringVault(TestBackend(keyring.errors.KeyringLocked("token-xyz")), "countersign", "KWallet")
    with pytest.raises(VaultTrouble, match="The KWallet is locked") as caught:
        vault.set("x", "y")
    assert "token-xyz" not in repr(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("vault", [MemoryVault(), KeyringVault(TestBackend(), "countersign", "KWallet")])
def test_an_item_too_long_for_windows_is_refused_everywhere(vault: MemoryVault | KeyringVault) -> None:
    vault.set("session:x", "y" * 1199)
    with pytest.raises(VaultTrouble, match="too long"):
        vault.set("session:x", "y" * 1200)


def test_memory_forgets_what_it_is_told_to() -> None:
    vault = MemoryVault()
    vault.set("a", "b")
    vault.delete("a")
    vault.delete("a")
    assert vault.get("a") is None
    assert not vault.durable


def test_a_patient_call_returns_what_it_returned_even_none() -> None:
    assert patiently(lambda: None, 1).returned == (None,)


def test_a_patient_call_hands_back_what_was_raised() -> None:
    outcome = patiently(lambda: 1 // 0, 1)
    assert outcome.returned is None
    assert isinstance(outcome.error, ZeroDivisionError)


def test_no_other_file_imports_keyring(checkout: Path) -> None:
    imports = re.compile(r"^\s*(import|from) keyring\b", re.MULTILINE)
    found = [path.name for path in (checkout / "app").rglob("*.py") if imports.search(path.read_text())]
    assert found == ["vault.py"]
