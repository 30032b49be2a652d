"""What the inbox is handed, and how it tells of what those raise."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import httpx

from app.ui.desk import DeskTrouble
from graph.trouble import Trouble
from tools import ToolError
from tools.approvals import PlatformApprovals
from tools.change import Proposal
from tools.platform import AGAIN, PlatformTrouble

Said = Callable[[str, bool], None]
Details = Sequence[Mapping[str, object]]


class Hands(Protocol):
    """What the inbox needs of signing in: the provider's page for one decision, and tokens. All raise AuthError."""

    async def confirm(self, details: Details, scopes: Sequence[str], opening: Said) -> object:
        """Have a decision confirmed on the provider's page."""
        ...

    async def decide(self, approval: str, change: str, choice: str) -> httpx.Auth:
        """Return what authorizes exactly that decision, once."""
        ...

    async def look(self, scopes: Sequence[str]) -> httpx.Auth:
        """Return what authorizes reading."""
        ...

    async def paste(self, url: str) -> str:
        """Hand the provider's redirect URL to whoever waits for it."""
        ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the inbox finds what waits; `open_here` are this machine's open cards with when each was made.

    `clock` tells the time in Unix seconds; `steady` and `sleep` are for waiting only.
    """

    client: httpx.AsyncClient
    approvals: PlatformApprovals
    audience: str
    hands: Hands
    open_here: Callable[[], Sequence[tuple[Proposal, int]]]
    clock: Callable[[], float]
    steady: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@contextmanager
def told(refused: str = AGAIN) -> Iterator[None]:
    """Turn what the platform's client and the store raise into DeskTrouble; `refused` is the next step after a no."""
    try:
        yield
    except (PlatformTrouble, Trouble) as error:
        raise DeskTrouble(error.sentence, error.next_step) from error
    except ToolError as error:
        raise DeskTrouble(error.sentence, refused) from error
