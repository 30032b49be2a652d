"""What every screen of one program works with: the way back from the provider, the clocks, what was typed before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from app.ui.clock import Clock
from app.ui.drafts import Drafts
from app.ui.early import Early


class Provider(Protocol):
    """The way back from a page of the person's own identity provider, whatever it was opened for."""

    async def paste(self, url: str) -> str:
        """Hand over the address that the browser ended at; returns an empty string, or one sentence why not."""
        ...

    async def give_up(self) -> None:
        """Stop waiting for the page; what it was to confirm stays open."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """Handed from screen to widget."""

    provider: Provider
    clock: Clock = field(default_factory=Clock)
    drafts: Drafts = field(default_factory=Drafts)
    early: Early = field(default_factory=Early)
