"""Lines that a person types while the program does something else, and which were begun before a given moment."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from app.plain import unfinished

STDIN = 0
"""Read without Python's own buffer, whose lock would make an exit wait for one more line."""

SETTLE = 0.3
"""Seconds without a further line after which what has come is taken as whole: a paste is one thing, never several."""

_PIECE = 65536


@dataclass(frozen=True, slots=True)
class Typed:
    """What came in one go: a line, or several that were pasted.

    `at` is when the first of them came, on the keyboard's clock; `mark` is the one in force when it was begun.
    """

    lines: tuple[str, ...]
    at: float
    mark: int

    @property
    def text(self) -> str:
        """Return all of it."""
        return "\n".join(self.lines)


class Keyboard(Protocol):
    """Where lines come from."""

    @property
    def decides(self) -> bool:
        """Tell whether a person at a terminal types here, so that words may decide."""
        ...

    @property
    def half(self) -> str | None:
        """Return what had been begun and not ended at the last mark; None where nobody can tell."""
        ...

    def typed(self) -> AsyncGenerator[Typed, None]:
        """Yield what comes, until it ends."""
        ...

    def mark(self) -> int:
        """Set a mark: what has been typed up to now, even without its Enter, belongs to an older one."""
        ...

    def forget(self) -> None:
        """Forget what had been begun, as the terminal does at Ctrl+C."""
        ...


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    at: float
    mark: int


class Typing:
    """Reads a file descriptor, by default this process's own input, from when `typed` is iterated on.

    At a terminal, lines that come in one go are handed on together. Anywhere else each stands alone.
    """

    def __init__(self, fd: int = STDIN, *, decides: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self._fd, self._clock = fd, clock
        self._terminal = os.isatty(fd)
        self._arrived: asyncio.Queue[_Line | None] = asyncio.Queue()
        self._rest = b""
        self._mark = self._rest_mark = 0
        self.decides = decides and self._terminal
        self.half: str | None = ""

    async def typed(self) -> AsyncGenerator[Typed, None]:
        """Yield what comes, until it ends."""
        stop = self._begin()
        try:
            while (line := await self._arrived.get()) is not None:
                lines, ended = [line], False
                while self._terminal and not ended:
                    try:
                        following = await asyncio.wait_for(self._arrived.get(), SETTLE)
                    except TimeoutError:
                        break
                    ended = following is None
                    lines += [following] if following is not None else []
                yield Typed(tuple(each.text for each in lines), line.at, min(each.mark for each in lines))
                if ended:
                    return
        finally:
            stop()

    def mark(self) -> int:
        """Set a mark: what has been typed up to now, even without its Enter, belongs to an older one."""
        begun = unfinished.taken(self._fd) if self._terminal else b""
        if begun:
            self._feed(begun)
        self._mark += 1
        if begun is not None and not self._rest:
            self._rest_mark = self._mark
        self.half = None if begun is None else self._rest.decode(errors="replace")
        return self._mark

    def forget(self) -> None:
        """Forget what had been begun, as the terminal does at Ctrl+C."""
        self._rest, self._rest_mark = b"", self._mark

    def _begin(self) -> Callable[[], object]:
        loop = asyncio.get_running_loop()
        try:
            loop.add_reader(self._fd, self._read)
        except (NotImplementedError, OSError):  # Windows, or a plain file: neither can be waited for
            threading.Thread(target=self._pump, args=(loop,), name="countersign-typed", daemon=True).start()
            return lambda: None
        return lambda: loop.remove_reader(self._fd)

    def _read(self) -> None:
        data = b""
        with suppress(OSError):  # the terminal is gone
            data = os.read(self._fd, _PIECE)
        self._feed(data)
        if not data:
            asyncio.get_running_loop().remove_reader(self._fd)

    def _pump(self, loop: asyncio.AbstractEventLoop) -> None:
        data = b"-"
        while data:
            data = b""
            with suppress(OSError):  # the terminal is gone
                data = os.read(self._fd, _PIECE)
            with suppress(RuntimeError):  # the loop is closed: nobody asks any more
                loop.call_soon_threadsafe(self._feed, data)

    def _feed(self, data: bytes) -> None:
        """Take what was read; nothing at all is the end, before which a line without its own end still counts."""
        *whole, self._rest = (self._rest + (data or b"\n" * bool(self._rest))).split(b"\n")
        for line in whole:
            text = line.decode(errors="replace").rstrip("\r")
            self._arrived.put_nowait(_Line(text, self._clock(), self._rest_mark))
            self._rest_mark = self._mark
        if not data:
            self._arrived.put_nowait(None)
