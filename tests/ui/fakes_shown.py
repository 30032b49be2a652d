from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Self

from textual.events import Key
from textual.message import Message
from textual.pilot import Pilot

from app.ui.app import CountersignApp
from app.ui.clock import Clock
from app.ui.screens.chat import ChatScreen
from app.ui.widgets.card import ProposalCard
from app.ui.widgets.composer import Composer
from tests.ui.fakes_ui import FakeConversation, FakeDesk
from tests.ui.fakes_values import NOW


class FakeTime:
    """Both clocks of a screen, standing still until told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def clock(self) -> Clock:
        return Clock(steady=lambda: self.now, wall=lambda: NOW + self.now - 1000.0, arrival=self._arrival)

    def _arrival(self, _message: Message) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


class Shown:
    """An app at work in a terminal of a given size, signed in unless its desk says otherwise."""

    headless = True

    def __init__(
        self, desk: FakeDesk, *, size: tuple[int, int] = (80, 24), environ: Mapping[str, str] | None = None
    ) -> None:
        self.desk, self.time, self._size = desk, FakeTime(), size
        self.app = CountersignApp(
            desk, environ=environ or {"TERM": "xterm-256color", "DISPLAY": ":0"}, clock=self.time.clock()
        )
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.pilot = await self._stack.enter_async_context(self._run())
        if self.desk.sign_in.account and not self.desk.troubles and not self.desk.gate:
            await self.until(lambda: isinstance(self.app.screen, ChatScreen) and bool(self.app.screen.query(Composer)))
        return self

    def _run(self) -> AbstractAsyncContextManager[Pilot[None]]:
        return self.app.run_test(headless=self.headless, size=self._size, notifications=True)

    async def __aexit__(self, *problem: object) -> None:
        await self._stack.aclose()

    @property
    def text(self) -> str:
        """Return what stands on the screen."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()  # noqa: SLF001  # Textual has no public way to read the screen
        assert len(strips) <= height
        assert width
        return "\n".join(strip.text.rstrip() for strip in strips)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition, letting the app work."""
        for _ in range(200):
            if condition():
                return
            await self.pilot.pause()
        raise AssertionError(f"it never came true; the screen shows:\n{self.text}")

    async def says(self, words: str) -> None:
        """Write words and send them."""
        await self.press(*words, "enter")

    async def press(self, *keys: str) -> None:
        """Press keys in one go: single characters as they are, others by Textual's names."""
        for key in keys:
            self.app.post_message(Key(key, key if len(key) == 1 else None))
        await self.rest()

    async def rest(self) -> None:
        """Let every widget work off what it has been told, and what it told others by that."""
        for _ in range(3):
            await self.pilot._wait_for_screen()  # noqa: SLF001  # `pause` takes a process without CPU time for an idle one
        await self.pilot.pause()

    async def sees(self, *words: str) -> None:
        """Wait until words stand on the screen."""
        await self.until(lambda: all(wanted in self.text for wanted in words))

    async def card(self) -> None:
        """Wait until a card has been drawn."""
        await self.until(lambda: any(card.region.height for card in self.app.screen.query(ProposalCard)))
        await self.pilot.pause()


def chat(conversation: FakeConversation, *, size: tuple[int, int] = (80, 24)) -> Shown:
    return Shown(FakeDesk(conversation), size=size)
