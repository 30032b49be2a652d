from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from app.ui.desk import DeskTrouble
from app.ui.inbox import Decided, Opening, Outcome, Refused, Waiting
from tests.ui.fakes_values import NOW

URL = "http://127.0.0.1:41001/authorize?client_id=c1&request_uri=urn%3Aietf%3A1"


def theirs(id_: str = "ap_1", **other: object) -> Waiting:
    """Return a colleague's transfer that this person may decide."""
    waiting = Waiting(
        id=id_,
        waits="second",
        state="pending",
        headline="Move 50,000.00 EUR  Operations ▸ Zephyr",
        effect="transfer",
        by="Bob Lindqvist",
        since=NOW - 720,
        expires=NOW + 86_000,
        lines=(("Amount", "50,000.00 EUR"), ("From", "Operations, 90,000.00 → 40,000.00 EUR"), ("Note", "launch")),
        rows=("bud_1 Operations", "bud_2 Zephyr"),
        why="The launch is brought forward.",
        typed="50,000.00 EUR",
    )
    return replace(waiting, **other)  # type: ignore[arg-type]  # Waiting's own fields


def deleting(id_: str = "ap_2", **other: object) -> Waiting:
    """Return a colleague's deletion that this person may decide."""
    about: dict[str, object] = {"headline": "Delete 40 tasks in Apollo", "effect": "delete", "by": "Alice Moreau"}
    return theirs(id_, **{**about, "lines": (("Tasks", "40"),), "rows": (), "typed": "", **other})


def own(id_: str = "pr_1", **other: object) -> Waiting:
    """Return a card of this person's own that is open."""
    return deleting(id_, **{"waits": "me", "headline": "Delete 5 tasks in Apollo", "thread": "thr_1", **other})


@dataclass
class FakeInbox:
    """Holds what it is given, and decides as it is told."""

    kept: list[Waiting] = field(default_factory=list)
    trouble: DeskTrouble | None = None
    refusal: Refused | None = None
    asks_provider: bool = False
    decided: list[tuple[str, str, str]] = field(default_factory=list)
    looked: int = 0
    given_up: asyncio.Event = field(default_factory=asyncio.Event)
    _pasted: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    _counts: asyncio.Queue[int | DeskTrouble] = field(default_factory=asyncio.Queue)

    async def waiting(self) -> Sequence[Waiting]:
        self.looked += 1
        if self.trouble:
            raise self.trouble
        return tuple(self.kept)

    async def decide(self, seen: Waiting, choice: Literal["approve", "reject"], note: str) -> AsyncIterator[Outcome]:
        if self.asks_provider:
            yield Opening(URL, opened=False)
            pasted, given_up = asyncio.create_task(self._pasted.get()), asyncio.create_task(self.given_up.wait())
            await asyncio.wait([pasted, given_up], return_when=asyncio.FIRST_COMPLETED)
            pasted.cancel()
            given_up.cancel()
            if self.given_up.is_set():
                yield Refused("You went back from your provider's page.", "Decide again whenever you like.")
                return
        if self.refusal:
            yield self.refusal
            return
        self.decided.append((seen.id, choice, note))
        state = "approved" if choice == "approve" else "rejected"
        self.kept = [replace(one, state=state) if one.id == seen.id else one for one in self.kept]  # type: ignore[arg-type]  # a Waiting's state
        yield Decided(choice, "Bob Lindqvist is told.")

    async def paste(self, url: str) -> str:
        if "code=" not in url:
            return "That address has no code in it."
        self._pasted.put_nowait(url)
        return ""

    async def changes(self) -> AsyncIterator[int]:
        yield self._count
        while True:
            told = await self._counts.get()
            if isinstance(told, DeskTrouble):
                raise told
            yield told

    def change(self, *kept: Waiting) -> None:
        """Let other things wait, and tell whoever follows."""
        self.kept = list(kept)
        self._counts.put_nowait(self._count)

    def break_(self, trouble: DeskTrouble) -> None:
        """Let whoever follows meet trouble."""
        self._counts.put_nowait(trouble)

    @property
    def _count(self) -> int:
        return sum(one.state == "pending" and one.waits in {"me", "second"} for one in self.kept)
