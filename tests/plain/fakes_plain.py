"""A person at plain lines: what they type and when, and all that was written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.plain.console import Console
from app.plain.keyboard import Typed
from app.plain.printer import Printer
from app.plain.program import Program
from graph.questions import Answer
from tests.ui.fakes_ui import FakeConversation, FakeDesk, proposing
from tests.ui.fakes_values import NOW
from tools.change import Proposal

PATIENCE = 2000


@dataclass
class FakeKeyboard:
    """Types what a test says, at a time that a test says; `begun` is typed already and not ended."""

    decides: bool = True
    knows: bool = True
    now: float = 1000.0
    half: str | None = ""
    begun: str = ""
    forgotten: int = 0
    _mark: int = 0
    _line_mark: int = 0
    _typed: asyncio.Queue[Typed | None] = field(default_factory=asyncio.Queue)

    async def typed(self) -> AsyncGenerator[Typed, None]:
        while (typed := await self._typed.get()) is not None:
            yield typed

    def mark(self) -> int:
        self._mark += 1
        if self.knows and not self.begun:
            self._line_mark = self._mark
        self.half = self.begun if self.knows else None
        return self._mark

    def forget(self) -> None:
        self.forgotten += 1
        self.begun, self._line_mark = "", self._mark

    def enter(self, *lines: str) -> None:
        """Type what is still missing of a line and Enter, or paste several."""
        whole = (self.begun + lines[0], *lines[1:])
        self._typed.put_nowait(Typed(whole, self.now, self._line_mark))
        self.begun, self._line_mark = "", self._mark

    def end(self) -> None:
        self._typed.put_nowait(None)

    def steady(self) -> float:
        return self.now


class Paper:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


@dataclass
class Lines:
    """The program at work, with a person who reads before they type."""

    desk: FakeDesk
    keyboard: FakeKeyboard
    paper: Paper
    running: asyncio.Future[int]
    _seen: int = 0

    async def code(self) -> int:
        """Return the exit code of the program, which ends by itself."""
        return await asyncio.wait_for(self.running, 5)

    async def until(self, condition: Callable[[], bool]) -> None:
        for _ in range(PATIENCE):
            if condition():
                return
            await asyncio.sleep(0)
        raise AssertionError(f"it never came true; what was written:\n{self.paper.text}")

    async def sees(self, *wanted: str) -> None:
        """Wait until these words stand after what was seen before."""
        for words in wanted:
            await self.until(lambda words=words: words in self.paper.text[self._seen :])  # type: ignore[misc]  # a default binds
            self._seen = self.paper.text.index(words, self._seen) + len(words)

    async def rest(self) -> None:
        """Let everything happen that would."""
        for _ in range(50):
            await asyncio.sleep(0)

    def type(self, *lines: str, after: float = 2.0) -> None:
        """Type a line (or paste several) after some seconds of reading."""
        self.keyboard.now += after
        self.keyboard.enter(*lines)

    async def decides(self, *lines: str, after: float = 2.0) -> None:
        """Wait to be asked, then type."""
        await self.sees("Your decision: ")
        self.type(*lines, after=after)

    @property
    def answered(self) -> Sequence[Answer]:
        assert isinstance(self.desk.conversation, FakeConversation)
        return self.desk.conversation.answered


@asynccontextmanager
async def plain(
    desk: FakeDesk | FakeConversation | None = None,
    keyboard: FakeKeyboard | None = None,
    environ: Mapping[str, str] | None = None,
) -> AsyncGenerator[Lines, None]:
    """Run the program until the test is over."""
    desk = FakeDesk(desk) if isinstance(desk, FakeConversation) else desk or FakeDesk()
    keyboard, paper = keyboard or FakeKeyboard(), Paper()
    console = Console.of(keyboard, Printer(paper), keyboard.steady, lambda: NOW + keyboard.now - 1000.0)
    running = asyncio.ensure_future(Program(desk, console, environ or {"DISPLAY": ":0"}).run())
    try:
        yield Lines(desk, keyboard, paper, running)
    finally:
        running.cancel()
        await asyncio.wait({running})
    if not running.cancelled():
        running.result()


def asking(*proposals: Proposal) -> FakeConversation:
    return FakeConversation(script=proposing(*proposals))


async def asked(lines: Lines) -> None:
    await lines.sees("You: ")
    lines.type("go")


def answers(lines: Lines) -> list[tuple[str, str, str, str]]:
    return [(one.to, one.choice, one.note, one.typed) for one in lines.answered]
