"""Where somebody sits in a child: a conversation on what a folder holds, at a desk whose tokens nobody signs in for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import httpx

from graph.events import Event
from graph.opening import open_session
from graph.questions import Ask
from graph.session import Session
from tests.graph.fakes_desk import desk_for
from tests.graph.fakes_model import Scripted
from tests.integrity.deaths import Death, Mortal, Way, at_platform
from tests.sandbox.fakes_platform import URL
from tools.platform import Platform
from tools.registry import load

SLEPT = 40
"""Seconds that are longer than a lease."""

BATCHES = load(Path(__file__).with_name("catalog")).tools


class Clock(Protocol):
    """A clock that stands still until it is moved."""

    now: float


@dataclass
class Seat:
    """One person in one conversation; `data` holds what is kept of it."""

    session: Session
    model: Scripted
    clock: Clock
    data: Path

    async def turn(self, text: str, ask: Ask) -> Sequence[Event]:
        """Say something."""
        return [event async for event in self.session.turn(text, ask)]

    async def resume(self, ask: Ask) -> Sequence[Event]:
        """Go on with what was left."""
        return [event async for event in self.session.resume(ask)]


@asynccontextmanager
async def at_desk(folder: Path, model: Scripted, death: Death, later: float) -> AsyncIterator[Seat]:
    """Sit at a desk with the platform in this process, some seconds after it began."""
    async with desk_for(folder) as desk:
        await desk.session.close()
        desk.clock.now += later
        way = Way(httpx.ASGITransport(app=desk.stand.app), at_platform, death)
        async with httpx.AsyncClient(transport=way, base_url=URL) as client:
            platform = Platform(client, Mortal(desk.tokens, death))
            registry = replace(desk.ground.registry, tools={**desk.ground.registry.tools, **BATCHES})
            ground = replace(desk.ground, platform=platform, registry=registry, mark=death)
            session = await open_session(ground, model)
            assert ground.folder is not None
            yield Seat(session, model, desk.clock, ground.folder)
            await session.close()
