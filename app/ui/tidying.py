"""Full garbage collections wait until the program rests: over a long answer, one takes a quarter of a second."""

from __future__ import annotations

import gc

LOOK_SECONDS = 2.0
"""Between two looks at whether the program rests."""

CALM = 3
"""Collections of the youngest between two looks, at most, of a program that rests: one key alone brings some."""

MOST = 300
"""Collections of the middle generation after which a full one is due all the same: some 20 MiB of rubbish at worst."""

_NEVER = 1_000_000


class Tidier:
    """Collects at rest; `start` takes full collections over from the interpreter, `stop` gives them back."""

    def __init__(self) -> None:
        self._before = gc.get_threshold()
        self._seen = 0

    def start(self) -> None:
        """Let no full collection come by itself any more."""
        young, middle, _ = self._before = gc.get_threshold()
        gc.set_threshold(young, middle, _NEVER)

    def stop(self) -> None:
        """Let them come by themselves again."""
        gc.set_threshold(*self._before)

    def look(self) -> None:
        """Collect if the program rests, or if it is long overdue; never while libraries load."""
        done = gc.get_stats()[0]["collections"]
        rests, self._seen = done - self._seen <= CALM, done
        due = gc.get_count()[2]
        if gc.isenabled() and due and (rests or due > MOST):
            gc.collect()
