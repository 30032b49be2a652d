"""Where secrets are kept: the system's keyring if it works, else memory; the only file that imports keyring."""

from __future__ import annotations

import asyncio
import os
import secrets
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Protocol, TypeVar

import keyring
import keyring.errors
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend

from app.auth.events import Account, VaultTrouble
from app.auth.patience import patiently

Result = TypeVar("Result")

LONGEST = 1200
"""Characters in an item; Windows' store takes 1,280."""

PROBE_LIMIT = 3.0
"""Seconds that a keyring has to show that it works."""

CALL_LIMIT = 10.0
"""Seconds that a keyring which did work may take for one item."""

MEMORY = "memory only: nothing is kept after you quit"

UNLOCK = "Unlock the keyring and try again."

NAMES = {
    "keyring.backends.SecretService": "Secret Service keyring",
    "keyring.backends.libsecret": "Secret Service keyring",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}


class Vault(Protocol):
    """Named secrets of fewer than 1,200 characters; `where` says in words where they are kept.

    Calls may block for seconds; on an event loop use `asyncio.to_thread`. Each raises VaultTrouble.
    """

    @property
    def where(self) -> str:
        """Return the place in words."""
        ...

    @property
    def durable(self) -> bool:
        """Tell whether anything is kept after quitting."""
        ...

    def get(self, name: str) -> str | None:
        """Return an item, or None."""
        ...

    def set(self, name: str, value: str) -> None:
        """Keep an item, in place of an older one of the same name."""
        ...

    def delete(self, name: str) -> None:
        """Erase an item if it is there."""
        ...


class Backend(Protocol):
    """The part of `keyring.backend.KeyringBackend` that is used."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return a password, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Erase a password."""
        ...


class MemoryVault:
    """Secrets of this process only."""

    durable = False

    def __init__(self, because: str = "") -> None:
        self.where = f"{MEMORY} ({because})" if because else MEMORY
        self._items: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """Return an item, or None."""
        return self._items.get(name)

    def set(self, name: str, value: str) -> None:
        """Keep an item."""
        _require_short(name, value)
        self._items[name] = value

    def delete(self, name: str) -> None:
        """Erase an item if it is there."""
        self._items.pop(name, None)


class KeyringVault:
    """Secrets in the system's keyring; a call that does not come back is given up, for such a keyring never answers."""

    durable = True

    def __init__(self, backend: Backend, service: str, where: str, limit: float = CALL_LIMIT) -> None:
        self.where = where
        self._backend, self._service, self._limit = backend, service, limit

    def get(self, name: str) -> str | None:
        """Return an item, or None."""
        return self._call(lambda: self._backend.get_password(self._service, name))

    def set(self, name: str, value: str) -> None:
        """Keep an item."""
        _require_short(name, value)
        self._call(lambda: self._backend.set_password(self._service, name, value))

    def delete(self, name: str) -> None:
        """Erase an item if it is there; backends raise when it is not, so that is looked up first."""
        if self.get(name) is not None:
            self._call(lambda: self._backend.delete_password(self._service, name))

    def _call(self, call: Callable[[], Result]) -> Result:
        outcome = patiently(call, self._limit)
        if outcome.returned is None:
            raise VaultTrouble(f"The {self.where} {_trouble(outcome.error, self._limit)}.", UNLOCK) from None
        return outcome.returned[0]


async def choose(service: str, find: Callable[[], Backend] = keyring.get_keyring, limit: float = PROBE_LIMIT) -> Vault:
    """Return the system's keyring if it keeps, returns and erases a made-up item in time; else memory that says why."""
    return await asyncio.to_thread(_choose, service, find, limit)


def data_key(vault: Vault, account: Account) -> bytes:
    """Return the 32 bytes that encrypt an account's rows on this machine, made once; may block.

    Raises:
        VaultTrouble: the vault is silent, or what it holds is no such key.

    """
    item = f"data-key:{whose(account)}"
    kept = vault.get(item)
    if kept is None:
        vault.set(item, b64encode(secrets.token_bytes(32)).decode())
        kept = vault.get(item) or ""
    try:
        key = b64decode(kept, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:  # noqa: PLR2004  # AES-256
        raise VaultTrouble(
            f"The item {item!r} in the {vault.where} is no key that this program made.",
            "Restore that item; without it, the conversations kept here cannot be read.",
        )
    return key


def short_hash(text: str) -> str:
    """Return 22 characters that stand for a text in an item's or a lock's name: 128 bits of SHA-256."""
    return urlsafe_b64encode(sha256(text.encode()).digest()[:16]).decode().rstrip("=")


def whose(account: Account) -> str:
    """Return what stands for an account in an item's name: one person of one tenant at one provider."""
    return short_hash(f"{account.issuer}\n{account.tenant}\n{account.sub}")


def _choose(service: str, find: Callable[[], Backend], limit: float) -> Vault:
    found = patiently(lambda: _usable(find()), limit)
    if found.returned is None:
        return MemoryVault(f"the keyring {_trouble(found.error, limit)}")
    backend = found.returned[0]
    if isinstance(backend, str):
        return MemoryVault(backend)
    probe = patiently(lambda: _works(backend, service), limit)
    if probe.returned == (True,):
        return KeyringVault(backend, service, _name(backend))
    if isinstance(probe.error, keyring.errors.NoKeyringError):
        return MemoryVault()
    return MemoryVault(f"the keyring {_trouble(probe.error, limit)}")


def _usable(backend: Backend) -> Backend | str:
    """Return the backend that would really be used, or why there is none."""
    if isinstance(backend, ChainerBackend):
        chained: list[Backend] = list(backend.backends)
        if not chained:
            return ""
        backend = chained[0]
    if isinstance(backend, fail.Keyring | null.Keyring):
        return ""
    weak = isinstance(backend, KeyringBackend) and backend.priority < 1
    if weak and "PYTHON_KEYRING_BACKEND" not in os.environ:
        return "the only keyring found is not a safe one"
    return backend


def _works(backend: Backend, service: str) -> bool:
    name, value = f"probe:{secrets.token_hex(8)}", secrets.token_urlsafe(16)
    backend.set_password(service, name, value)
    kept = backend.get_password(service, name) == value
    if kept:
        backend.delete_password(service, name)
    return kept and backend.get_password(service, name) is None


def _name(backend: Backend) -> str:
    kind = type(backend)
    own: str = backend.name if isinstance(backend, KeyringBackend) else kind.__qualname__
    return NAMES.get(kind.__module__, f"keyring ({own})")


def _trouble(error: Exception | None, seconds: float) -> str:
    if isinstance(error, TimeoutError):
        return f"did not answer within {seconds:g} seconds"
    if isinstance(error, keyring.errors.KeyringLocked):
        return "is locked"
    if error is None:
        return "does not keep what it is given"
    return f"failed ({type(error).__name__})"


def _require_short(name: str, value: str) -> None:
    if len(value) >= LONGEST:
        raise VaultTrouble(
            f"The item {name.split(':', maxsplit=1)[0]!r} is too long for a keyring ({len(value)} characters).",
            "Ask whoever runs the provider for shorter (opaque) refresh tokens.",
        )
