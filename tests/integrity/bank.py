"""The real provider and the real platform as a child has them: both live in its folder, and so does the time."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI

from app.auth.config import AuthConfig
from app.auth.vault import MemoryVault
from app.sandbox.identity.app import create_app as create_provider
from app.sandbox.identity.config import IdentityConfig
from app.sandbox.platform.app import create_app as create_platform
from app.sandbox.platform.config import PlatformConfig
from app.sandbox.platform.database import FILE
from tests.integrity.deaths import Death, Way, at_platform, at_provider
from tests.sandbox.fakes_platform import NO_HURRY, START, seeded
from tests.unit.fakes_auth import ISSUER, PLATFORM, HandClock

LATER = 40
"""Seconds from one process to the next, which are longer than a lease."""


class FileVault(MemoryVault):
    """A keyring that outlives the process."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        if file.exists():
            self._items = json.loads(file.read_text())

    def set(self, name: str, value: str) -> None:
        super().set(name, value)
        self._write()

    def delete(self, name: str) -> None:
        super().delete(name)
        self._write()

    def _write(self) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self._items))
        fresh.replace(self._file)


class Timer:
    """The time, which goes on from one process to the next: whoever comes later finds every lease run out."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        known = self._file.exists()
        self.clock = HandClock(float(self._file.read_text()) + LATER if known else START)
        self._file.write_text(str(self.clock.now))

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.now += seconds
        self._file.write_text(str(self.clock.now))


@dataclass
class Bank:
    """The ways to the provider and to the platform; on each the process may die."""

    folder: Path
    timer: Timer
    provider: httpx.AsyncClient
    platform: httpx.AsyncClient

    def vault(self, person: str) -> FileVault:
        """Return somebody's own keyring."""
        return FileVault(self.folder / f"keyring-{person}.json")

    def config(self, scopes: tuple[str, ...]) -> AuthConfig:
        """Return what a terminal here is told."""
        return AuthConfig(
            issuer=ISSUER,
            platform=PLATFORM,
            client_id=None,
            redirect_port=None,
            scopes=scopes,
            client_name="Countersign on laptop-7",
            sandbox=True,
            folder=self.folder / "locks",
        )


@asynccontextmanager
async def bank_in(folder: Path, death: Death) -> AsyncIterator[Bank]:
    """Open the provider and the platform of a folder, new ones where none is there."""
    timer = Timer(folder)
    async with AsyncExitStack() as opened:
        ways: list[httpx.AsyncClient] = []
        platform = _platform(folder / "platform", timer, ways)
        opened.callback(platform.state.platform.database.close)
        identity = folder / "identity"
        identity.mkdir(exist_ok=True)
        told = httpx.ASGITransport(app=platform)
        provider = create_provider(IdentityConfig(identity, ISSUER, PLATFORM, timer.clock, told))
        await opened.enter_async_context(provider.router.lifespan_context(provider))
        there = Way(httpx.ASGITransport(app=provider), at_provider, death)
        ways.append(await opened.enter_async_context(httpx.AsyncClient(transport=there)))
        way = Way(told, at_platform, death)
        client = await opened.enter_async_context(httpx.AsyncClient(transport=way, base_url=PLATFORM))
        yield Bank(folder, timer, ways[0], client)


def _platform(folder: Path, timer: Timer, ways: list[httpx.AsyncClient]) -> FastAPI:
    """Return the platform, which takes the tokens of the provider that will be there."""
    folder.mkdir(exist_ok=True)
    if not (folder / FILE).exists():
        (folder / FILE).write_bytes(seeded(int(START)))

    async def jwks() -> Mapping[str, object]:
        keys: Mapping[str, object] = (await ways[0].get(f"{ISSUER}/jwks")).json()
        return keys

    config = PlatformConfig(folder, PLATFORM, ISSUER, timer.clock, jwks, reads=NO_HURRY, writes=NO_HURRY)
    return create_platform(config)
