"""The memory of a program that waits for its person: signed in, the chat open, the agent loaded."""

from collections.abc import Iterator
from time import sleep

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from tests.bench import bare
from tests.bench.figures import Figure
from tests.bench.program import COUNTERSIGN, bare_program, env_of, new_home
from tests.bench.watched import MIB, peak_of
from tests.journey.terminal import Terminal

ROUNDS = 5
GOAL_MIB = 120
STILL_SECONDS = 6.0
PERSON, CHAT = "1", "Type a message"
CHOICE = "Paste an address back"


def memory() -> Iterator[Figure]:
    """Compare what stays in memory with what a bare program needs."""
    ours: list[float] = []
    plain: list[float] = []
    peaks: list[float] = []
    plain_peaks: list[float] = []
    with new_home() as home:
        home.run("sandbox", "up")
        for _ in range(ROUNDS):
            with Terminal(bare_program(home.folder), env_of(home)) as terminal:
                terminal.wait_for(bare.FRAME)
                plain.append(resident(terminal.process.pid))
                plain_peaks.append(peak_of(terminal.process.pid))
            with Terminal(COUNTERSIGN, env_of(home)) as terminal:
                if not terminal.wait_for(lambda shown: CHOICE in shown or CHAT in shown).count(CHAT):
                    terminal.press(PERSON)
                terminal.wait_for(CHAT)
                ours.append(resident(terminal.process.pid))
                peaks.append(peak_of(terminal.process.pid))
    yield Figure("memory.idle", "MiB", ours, plain, GOAL_MIB, "value", peaks, plain_peaks)


def resident(pid: int) -> float:
    """Return how many MiB of memory a program holds once it has come to rest."""
    sleep(STILL_SECONDS)
    memory: float = psutil.Process(pid).memory_info().rss / MIB
    return memory
