"""A program in a pseudo-terminal, and the moment at which each piece of its screen came."""

import signal
from collections.abc import Mapping, Sequence
from threading import Condition, Thread
from time import monotonic
from types import TracebackType
from typing import Self

import pyte
from ptyprocess import PtyProcess  # type: ignore[import-untyped]  # has no stubs

PATIENCE = 60.0
SIZE = (36, 100)


class Watched:
    """Notes what comes and when; draws it only when asked, so that drawing costs the program no time."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self._changed = Condition()
        self._pieces: list[tuple[float, bytes]] = []
        self._written = b""
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

    def press(self, keys: str) -> None:
        self.process.write(keys.encode())

    def shown_after(self, *wanted: str) -> list[float]:
        """Return after how many milliseconds the screen first showed each of these."""
        screen = pyte.Screen(SIZE[1], SIZE[0])
        stream = pyte.ByteStream(screen)
        found: dict[str, float] = {}
        for at, piece in self._pieces:
            stream.feed(piece)
            shown = "\n".join(screen.display)
            for words in wanted:
                if words in shown:
                    found.setdefault(words, (at - self.began) * 1000)
        return [found[words] for words in wanted]

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
