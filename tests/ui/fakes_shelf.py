from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.ui.desk import DeskTrouble, Kept, Opened
from graph.events import Entry
from tests.ui.fakes_ui import FakeConversation
from tests.ui.fakes_values import NOW, STANDING


@dataclass
class FakeShelf:
    """Some conversations, of which each can be opened; and a new one."""

    others: dict[str, FakeConversation] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    said: Sequence[str] = ()
    keeps: bool = True
    trouble: DeskTrouble | None = None
    opened: list[str | None] = field(default_factory=list)

    async def kept(self) -> Sequence[Kept]:
        if self.trouble:
            raise self.trouble
        hours = enumerate(self.others, 1)
        return [Kept(name, f"Words of {name}", NOW - 3600 * ago, self.waiting.get(name, 0)) for ago, name in hours]

    async def peek(self, thread: str, limit: int) -> Sequence[Entry]:
        return await self.others[thread].history(None, limit)

    async def prompts(self, limit: int) -> Sequence[str]:
        return self.said[-limit:]

    async def open(self, thread: str | None) -> Opened:
        if self.trouble:
            raise self.trouble
        self.opened.append(thread)
        conversation = FakeConversation(thread="thr_new") if thread is None else self.others[thread]
        return Opened(conversation, STANDING, shelf=self)
