"""A program in a pseudo-terminal, and the moment at which each piece of its screen came."""

import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Condition, Thread
from time import monotonic
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own
import pyte
from ptyprocess import PtyProcess  # type: ignore[import-untyped]  # has no stubs

PATIENCE = 60.0
QUIT = "\x11"
MIB = 1024 * 1024
SIZE = (36, 100)
BAR = 2
"""Cells at the right in which a bar tells where one is."""


def peak_of(pid: int) -> float:
    """Return the most MiB that a program has held; where the system does not keep that, what it holds now."""
    kept = Path(f"/proc/{pid}/status")
    if kept.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", kept.read_text())):
        return int(found[1]) / 1024
    memory: float = psutil.Process(pid).memory_info().rss / MIB
    return memory


class Watched:
    """Notes what comes and when; draws it only when asked, so that drawing costs the program no time."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self._changed = Condition()
        self._pieces: list[tuple[float, bytes]] = []
        self._written = b""
        self._screen = pyte.Screen(SIZE[1], SIZE[0])
        self._stream = pyte.ByteStream(self._screen)
        self._drawn = 0
        self.peak = 0.0
        self.began = monotonic()
        self.process = PtyProcess.spawn(list(argv), env={**env, "TERM": "xterm-256color"}, dimensions=SIZE)
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = self.process.read(65536)
            except (EOFError, OSError, ValueError):
                break
            with self._changed:
                self._pieces.append((monotonic(), data))
                self._written += data
                self._changed.notify_all()

    def await_written(self, wanted: str) -> None:
        """Wait until the program has written these words in one run."""
        with self._changed:
            came = self._changed.wait_for(lambda: wanted.encode() in self._written, PATIENCE)
        assert came, f"waited for {wanted!r}; what came:\n{self._written!r}"

    def await_any(self, *wanted: str) -> None:
        """Wait until the program has written one of these."""
        with self._changed:
            came = self._changed.wait_for(lambda: any(each.encode() in self._written for each in wanted), PATIENCE)
        assert came, f"waited for one of {wanted}; what came:\n{self._written!r}"

    def count(self, wanted: str) -> int:
        """Return how often the program has written these words."""
        with self._changed:
            return self._written.count(wanted.encode())

    def await_match(self, wanted: re.Pattern[str]) -> str:
        """Wait until the program has written something like this, and white space after it; return it."""
        whole = re.compile(f"({wanted.pattern})\\s")
        with self._changed:
            found = self._changed.wait_for(lambda: whole.search(self._written.decode(errors="replace")), PATIENCE)
        assert found, f"waited for {wanted.pattern!r}; what came:\n{self._written!r}"
        return str(found[1])

    def press(self, keys: str) -> None:
        self.process.write(keys.encode())

    def quit(self) -> None:
        """Note the most memory that the program has held so far, and have it quit."""
        self.peak = peak_of(self.process.pid)
        self.press(QUIT)

    def shown_after(self, *wanted: str) -> list[float]:
        """Return after how many milliseconds the screen first showed each of these."""
        return self.shown_since(self.began, *wanted)

    def shown_since(self, began: float, *wanted: str) -> list[float]:
        """Return how many milliseconds after a moment the screen showed each of these; draws on from the last time."""
        found: dict[str, float] = {}
        for at in self._draw():
            shown = self._text if at >= began else ""
            for words in wanted:
                if words in shown:
                    found.setdefault(words, (at - began) * 1000)
        assert set(wanted) == set(found), f"wanted {wanted}, found {found}; the screen shows:\n{self._text}"
        return [found[words] for words in wanted]

    def changed_since(self, began: float, before: str) -> list[float]:
        """Return how many milliseconds after a moment the page was another than before; nothing where it is not."""
        times = [(at - began) * 1000 for at in self._draw() if at >= began and self._page != before]
        return times[:1]

    def together_after(self, began: float, *wanted: str) -> float:
        """Wait until the screen shows all of these at once; return how many milliseconds after a moment it did."""
        while monotonic() < began + PATIENCE:
            for at in self._draw():
                if at >= began and all(words in self._text for words in wanted):
                    return (at - began) * 1000
            with self._changed:
                self._changed.wait(1)
        raise AssertionError(f"waited for {wanted}; the screen shows:\n{self.shown}")

    def shown_in_turn(self, wanted: Sequence[tuple[float, str]]) -> list[float]:
        """Return how many milliseconds after its moment each of these was on the screen, which they come to in turn."""
        found: list[float] = []
        for at in self._draw():
            while len(found) < len(wanted) and at >= wanted[len(found)][0] and wanted[len(found)][1] in self._text:
                found.append((at - wanted[len(found)][0]) * 1000)
        assert len(found) == len(wanted), f"wanted {wanted[len(found)][1]!r}; the screen shows:\n{self._text}"
        return found

    @property
    def shown(self) -> str:
        """Return what the screen shows now."""
        for _ in self._draw():
            pass
        return self._text

    @property
    def page(self) -> str:
        """Return what the screen shows now, without its bar at the right."""
        for _ in self._draw():
            pass
        return self._page

    @property
    def _page(self) -> str:
        return "\n".join(row[:-BAR] for row in self._screen.display)

    @property
    def _text(self) -> str:
        return "\n".join(self._screen.display)

    def _draw(self) -> Iterator[float]:
        """Draw what was not drawn yet, and yield when each piece of it came."""
        with self._changed:
            pieces = self._pieces[self._drawn :]
        for at, piece in pieces:
            self._drawn += 1
            self._stream.feed(piece)
            yield at

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._reader.join(0 if kind else 20)
        if self._reader.is_alive():
            self.process.kill(signal.SIGKILL)
            self._reader.join(10)
        self.process.close(force=True)
