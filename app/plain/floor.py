"""Who is heard: what is typed goes to the question that is open, and only what was typed at it can answer it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from app.plain.keyboard import Keyboard, Typed
from app.plain.printer import Printer, quoted

T = TypeVar("T")

QUIET = 0.6
"""Seconds after a question stands there in which nobody can have read it, so that no answer to it can have begun."""

EARLY = "That was begun before this question stood here, so it decides nothing."
SEVERAL = "Several lines came at once, so they decide nothing."
SOON = "That came too soon to be meant for this, so it decides nothing."
MORE = "More was typed right after it, so it decides nothing."
HALF = "You were typing {} when this came. That goes on up to Enter, and decides nothing."
UNKNOWN = "Press Enter once, in case you were typing, and then answer."


class Gone(Exception):
    """Nobody types any more."""


class Floor:
    """One question at a time has the floor; the others wait for it.

    What nobody has asked for goes to `otherwise`, what was typed at a question and not meant for it to `early`;
    where those are not set yet, it is kept for whoever asks next.
    """

    def __init__(self, keyboard: Keyboard, printer: Printer, steady: Callable[[], float]) -> None:
        self._keyboard, self._printer, self._steady = keyboard, printer, steady
        self._turn = asyncio.Lock()
        self._typed: asyncio.Queue[Typed | None] = asyncio.Queue()
        self._prompt = ""
        self.gone = False
        self.early: Callable[[str], object] | None = None
        self.otherwise: Callable[[Typed], object] | None = None

    @property
    def decides(self) -> bool:
        """Tell whether a person types here, so that words may decide."""
        return self._keyboard.decides

    @property
    def taken(self) -> bool:
        """Tell whether a question is open."""
        return self._turn.locked()

    @asynccontextmanager
    async def held(self) -> AsyncGenerator[None, None]:
        """Have the floor, once the questions before have given it back."""
        try:
            async with self._turn:
                try:
                    yield
                finally:
                    self._prompt = ""
        finally:
            if not self.taken:
                self.hand_on()

    def hand(self, typed: Typed) -> None:
        """Hand what was typed to the open question, or else to whoever listens."""
        self._typed.put_nowait(typed)
        if not self.taken:
            self.hand_on()

    def hand_on(self) -> None:
        """Hand what no question has taken to whoever listens, if anybody does."""
        while self.otherwise is not None and not self._typed.empty():
            typed = self._typed.get_nowait()
            if typed is None:
                self.close()
                return
            self.otherwise(typed)

    def close(self) -> None:
        """Tell the open question and all after it, once they have heard what was typed, that nobody types any more."""
        self.gone = True
        self._typed.put_nowait(None)

    def again(self) -> None:
        """Ask the open question's last line again, after something else was said."""
        if self._prompt:
            self._printer.prompt(self._prompt)

    async def word(self, prompt: str) -> str:
        """Return a line that answers what stands above: begun after it stood there whole, and alone; raises Gone."""
        mark, since = self._marked()
        while True:
            typed = await self._next(prompt)
            text = typed.text.strip()
            if not text:
                continue
            if why := self._refusal(typed, mark, since):
                self._printer.say(why)
                self._hand_back(text)
                continue
            mark = self._keyboard.mark()
            if not self._keyboard.half:
                return text
            self._printer.say(MORE)

    async def words(self, prompt: str) -> str:
        """Return whatever is typed next, for what decides nothing by itself; raises Gone."""
        return (await self._next(prompt)).text.strip()

    async def beside(self, work: Awaitable[T], hear: Callable[[str], Awaitable[None]]) -> T:
        """Do some work, and have what is typed meanwhile heard; raises Gone."""
        working = asyncio.ensure_future(work)
        hearing = asyncio.ensure_future(self._heard(hear))
        both: set[asyncio.Future[T] | asyncio.Future[None]] = {working, hearing}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                hearing.result()
            return await working
        finally:
            for task in both:
                task.cancel()
            await asyncio.wait(both)

    async def _heard(self, hear: Callable[[str], Awaitable[None]]) -> None:
        while True:
            await hear(await self.words(""))

    async def _next(self, prompt: str) -> Typed:
        self._prompt = prompt
        self.again()
        typed = await self._typed.get()
        if typed is None:
            self.close()
            raise Gone
        return typed

    def _hand_back(self, text: str) -> None:
        if self.early is not None:
            self.early(text)

    def _marked(self) -> tuple[int, float]:
        mark = self._keyboard.mark()
        if self._keyboard.half is None:
            self._printer.say(UNKNOWN)
        elif self._keyboard.half:
            self._printer.say(HALF.format(quoted(self._keyboard.half)))
        return mark, self._steady()

    @staticmethod
    def _refusal(typed: Typed, mark: int, since: float) -> str:
        if typed.mark != mark:
            return EARLY
        if len(typed.lines) > 1:
            return SEVERAL
        return SOON if typed.at - since < QUIET else ""
