"""A person's terminal: a real program in a pseudo-terminal, what its screen shows, and keys to press."""

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from threading import Condition, Thread
from time import monotonic
from types import TracebackType
from typing import Self

import pyte
from ptyprocess import PtyProcess  # type: ignore[import-untyped]  # has no stubs

PATIENCE = 60.0
ASKS_FOR_WHOLE_FRAMES = b"\x1b[?2026$p"
TAKES_THEM = b"\x1b[?2026;2$y"
STALE = "▓"
"""What nobody has drawn since the window has this size."""

FRAME_BEGINS, FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"


class Terminal:
    """Runs a program at 100x36 unless told otherwise; everything it ever wrote is kept in `recorded`.

    As terminals of today do, it shows a frame once it is there whole, so that nothing is ever read off half of one.
    """

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (36, 100)) -> None:
        self._screen = pyte.Screen(size[1], size[0])
        self._stream = pyte.ByteStream(self._screen)
        self._changed = Condition()
        self._frame = b""
        self.recorded = bytearray()
        self.process = PtyProcess.spawn(list(argv), env={**env, "TERM": "xterm-256color"}, dimensions=size)
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = self.process.read(65536)
            except (EOFError, OSError, ValueError):
                break
            if ASKS_FOR_WHOLE_FRAMES in data:
                self.process.write(TAKES_THEM)
            with self._changed:
                self.recorded += data
                self._draw(data)
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def _draw(self, data: bytes) -> None:
        """Show what is there whole, and keep back the beginning of a frame whose end is still to come."""
        data = self._frame + data
        begun = data.rfind(FRAME_BEGINS)
        whole = len(data) if begun < 0 or FRAME_ENDS in data[begun:] else begun
        self._frame = data[whole:]
        self._stream.feed(data[:whole])

    @property
    def text(self) -> str:
        with self._changed:
            return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        with self._changed:
            return [[row[column] for column in range(self._screen.columns)] for row in self._rows()]

    def _rows(self) -> list[dict[int, pyte.screens.Char]]:
        return [self._screen.buffer[number] for number in range(self._screen.lines)]

    def shows(self, wanted: str | Callable[[str], bool], patience: float = 0.0) -> bool:
        deadline = monotonic() + patience
        with self._changed:
            while True:
                shown = "\n".join(line.rstrip() for line in self._screen.display)
                if wanted in shown if isinstance(wanted, str) else wanted(shown):
                    return True
                left = deadline - monotonic()
                if left <= 0 or not self._reader.is_alive():
                    return False
                self._changed.wait(left)

    def wait_for(self, wanted: str | Callable[[str], bool], patience: float = PATIENCE) -> str:
        found = self.shows(wanted, patience)
        assert found, f"waited for {wanted!r}; the screen shows:\n{self.text}"
        return self.text

    def press(self, keys: str) -> None:
        self.process.write(keys.encode())

    def resize(self, rows: int, columns: int) -> None:
        """Give the window another size, of which the program is told as by any terminal.

        All that stood there is painted over, so that whatever is seen afterwards was drawn for this size.
        """
        with self._changed:
            self._screen.resize(rows, columns)
            for row in self._rows():
                row.update({column: self._screen.default_char._replace(data=STALE) for column in range(columns)})
        self.process.setwinsize(rows, columns)

    def press_until(self, keys: str, wanted: str, times: int = 20) -> str:
        for _ in range(times):
            self.press(keys)
            if self.shows(wanted, 1.0):
                return self.text
        return self.wait_for(wanted, 1.0)

    def wait_gone(self, patience: float = 20.0) -> None:
        self._reader.join(patience)
        assert not self._reader.is_alive(), f"still running; the screen shows:\n{self.text}"
        self.process.wait()

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.wait_gone()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._reader.is_alive():
            self.process.kill(signal.SIGKILL)
            self._reader.join(10)
        self.process.close(force=True)
