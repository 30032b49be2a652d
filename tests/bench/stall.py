"""The longest that a key waits for the screen's loop while the agent's libraries load behind it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from tests.bench.figures import Figure
from tests.bench.loading import KEY
from tests.bench.program import env_of
from tests.journey.home import CHECKOUT, Home

ROUNDS = 9
GOAL_MS = 50
BETWEEN_KEYS = 0.002


def stall() -> Iterator[Figure]:
    """Compare loading in the engine with loading in a plain thread."""
    ours: list[float] = []
    plain: list[float] = []
    for _ in range(ROUNDS):
        plain.append(_worst_wait("plainly"))
        ours.append(_worst_wait("engine"))
    yield Figure("startup.worst_stall", "ms", ours, plain, GOAL_MS, of="value")


def _worst_wait(way: str) -> float:
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.loading", way],
            cwd=CHECKOUT,
            env=env_of(Home(Path(folder))),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        ) as child,
    ):
        assert child.stdin is not None
        assert child.stdout is not None
        with suppress(BrokenPipeError):
            while child.poll() is None:
                child.stdin.write(KEY.pack(monotonic()))
                sleep(BETWEEN_KEYS)
        return float(child.stdout.read())
