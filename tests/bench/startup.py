"""How long one waits after typing the command: for the first frame, for the first key, and for the first choice."""

from collections import defaultdict
from collections.abc import Iterator

from tests.bench import bare
from tests.bench.figures import Figure
from tests.bench.program import COUNTERSIGN, bare_program, env_of, new_home
from tests.bench.watched import Watched
from tests.journey.home import Home

ROUNDS = 9
GOAL = 1.3
FRAME = "What Countersign does on your behalf"
ANSWER = "once more quits"
CHOICE = "Paste an address back"
INTERRUPT = "\x03"

Runs = dict[str, list[float]]


def startup() -> Iterator[Figure]:
    """Compare the starts: in a new home whose sandbox does not run, and in one whose sandbox does."""
    for state, runs in (("cold", _cold()), ("warm", _warm())):
        peaks = runs["peak"], runs["bare peak"]
        yield Figure(f"startup.first_frame.{state}", "ms", runs["frame"], runs["bare frame"], GOAL, "ratio", *peaks)
        yield Figure(f"startup.first_key.{state}", "ms", runs["key"], runs["bare key"], GOAL, "ratio", *peaks)
        yield Figure(f"startup.first_choice.{state}", "ms", runs["choice"], runs["bare key"], None, "ratio", *peaks)


def _cold() -> Runs:
    runs: Runs = defaultdict(list)
    for _ in range(ROUNDS):
        with new_home() as home:
            _once(home, runs)
    return runs


def _warm() -> Runs:
    runs: Runs = defaultdict(list)
    with new_home() as home:
        home.run("sandbox", "up")
        _once(home, defaultdict(list))
        for _ in range(ROUNDS):
            _once(home, runs)
    return runs


def _once(home: Home, runs: Runs) -> None:
    with Watched(bare_program(home.folder), env_of(home)) as program:
        _press_at_first_frame(program, bare.FRAME, bare.ANSWER)
        program.quit()
    _note(runs, {"bare frame": bare.FRAME, "bare key": bare.ANSWER}, program)
    runs["bare peak"].append(program.peak)
    with Watched(COUNTERSIGN, env_of(home)) as program:
        _press_at_first_frame(program, FRAME, ANSWER)
        program.await_written(CHOICE)
        program.quit()
    runs["peak"].append(program.peak)
    _note(runs, {"frame": FRAME, "key": ANSWER, "choice": CHOICE}, program)


def _press_at_first_frame(program: Watched, frame: str, answer: str) -> None:
    program.await_written(frame)
    program.press(INTERRUPT)
    program.await_written(answer)


def _note(runs: Runs, wanted: dict[str, str], program: Watched) -> None:
    for name, after in zip(wanted, program.shown_after(*wanted.values()), strict=True):
        runs[name].append(after)
