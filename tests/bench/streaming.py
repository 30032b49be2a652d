"""How long a key takes to be on the screen while a model's answer streams in, beside a bare program that rests."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from string import ascii_lowercase
from time import monotonic, sleep

from tests.bench import bare
from tests.bench.figures import Figure
from tests.bench.idle import CHAT, CHOICE, PERSON
from tests.bench.program import COUNTERSIGN, bare_program, env_of, new_home
from tests.bench.watched import Watched
from tests.journey.home import CHECKOUT

ROUNDS, KEYS = 4, 80
RATE, WORDS = 2_000, 21_000
GOAL_MS = 50
BETWEEN_KEYS, AT_MOST = 0.09, 1.0
PROMPT = "> "
KEPT_UP = 0.8
"""Of the words that came while keys were pressed, this much is on the screen at the end, and no less."""

FLOWS = "word2000"
"""The stream has been under way for a second when this comes."""


def streaming() -> Iterator[Figure]:
    """Compare the 99th percentile of keys while two thousand tokens a second come in with a bare program's."""
    ours: list[float] = []
    plain: list[float] = []
    peaks: list[float] = []
    plain_peaks: list[float] = []
    for _ in range(ROUNDS):
        with new_home() as home, _talker() as url:
            with Watched(bare_program(home.folder), env_of(home)) as program:
                program.await_written(bare.FRAME)
                plain.append(_slowest(program, bare.PROMPT))
                program.quit()
            plain_peaks.append(program.peak)
            talking = {**env_of(home), "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "none"}
            with Watched(COUNTERSIGN, talking) as program:
                ours.append(_while_streaming(program))
                program.quit()
            peaks.append(program.peak)
    yield Figure("startup.keys_streaming", "ms", ours, plain, GOAL_MS, "value", peaks, plain_peaks)


def _while_streaming(program: Watched) -> float:
    program.await_written(CHOICE)
    program.press(PERSON)
    program.await_written(CHAT)
    program.press("Go on\r")
    program.await_written(FLOWS)
    began = monotonic()
    slowest = _slowest(program, PROMPT)
    shown, come = program.shown, (monotonic() - began) * RATE
    assert "Working" in shown, f"the stream ended too early:\n{shown}"
    last = max(int(word) for word in re.findall(r"word(\d+)", shown))
    assert last >= KEPT_UP * come, f"{come:.0f} words came, and this is what stands:\n{shown}"
    return slowest


def _slowest(program: Watched, before: str) -> float:
    """Return the 99th percentile of the milliseconds that keys take, one after another, to be on the screen."""
    pressed: list[tuple[float, str]] = []
    for number in range(KEYS):
        written = "".join(ascii_lowercase[place % 26] for place in range(number + 1))
        pressed.append((monotonic(), f"{before}{written}"))
        program.press(written[-1])
        sleep(BETWEEN_KEYS)
    sleep(AT_MOST)
    took = sorted(program.shown_in_turn(pressed))
    return took[int((len(took) - 1) * 0.99)]


@contextmanager
def _talker() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journey.talker", str(WORDS), str(RATE)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as talker:
        assert talker.stdin is not None
        assert talker.stdout is not None
        try:
            yield talker.stdout.readline().strip()
        finally:
            talker.kill()
