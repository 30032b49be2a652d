"""How soon a conversation goes on in one terminal after somebody has decided in another one.

Everything is real: the sandbox, the terminal that waits, the one that decides, and the provider's page, which is gone
through beforehand. The clock starts as the browser comes back from that page with the decision.
"""

import asyncio
import http.client
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import cycle
from time import monotonic, sleep
from urllib.parse import urlsplit

from tests.bench.figures import Figure
from tests.bench.program import COUNTERSIGN, env_of, new_home
from tests.bench.watched import PATIENCE, Watched
from tests.journey.home import Home
from tests.journey.provider import confirm

WARM, ROUNDS, GOAL_MS = 1, 11, 300
PEOPLE = ("bob", "dave", "eve", "erin")
"""Those who may decide, in turns: the provider takes one code of each person's within half a minute."""

CHAT, CARD = "Type a message", "Decide: nothing is sent before your yes"
ASKS, TAKEN = "To approve it, type approve", "Approved: it is sent"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/authorize\?\S+")
TASKS = "SELECT key FROM tasks_seen WHERE tenant = 'ten_acme' AND key LIKE 'APO-%' AND priority <> 'high' LIMIT ?"
OPEN = "SELECT id FROM approvals WHERE state = 'pending'"
USED = "SELECT id FROM approvals WHERE state = 'used'"
QUIET = 1.2
"""Seconds that a card is left in view before a key decides."""

RULE = """
@id("bench-second-person")
@needs("second_person")
@because("Here changing takes a second person.")
forbid (principal, action == Action::"update", resource)
unless { context.satisfied.contains("second_person") };
"""


@dataclass(frozen=True, slots=True)
class Round:
    """One decision: when the browser came back with it, and after how long each terminal had it, in ms."""

    there: float
    here: float
    done: float


def decision() -> Iterator[Figure]:
    """Compare when the one who waits is told, and when it is done, with when the one who decided is told."""
    with new_home() as home:
        home.run("sandbox", "up")
        home.run("login", "--as", "alice")
        deciders = {person: replace(home, keys=f"{person}.json") for person in PEOPLE}
        for person, own in deciders.items():
            own.run("login", "--as", person)
        with Watched(COUNTERSIGN, _under_rules(home)) as waiting:
            waiting.await_written(CHAT)
            tasks = [str(key) for (key,) in home.platform(TASKS, str(WARM + ROUNDS))]
            turns = zip(tasks, cycle(deciders.items()), strict=False)
            rounds = [_round(waiting, own, person, task) for task, (person, own) in turns][WARM:]
            waiting.press("\x11")
    here = [each.here for each in rounds]
    yield Figure("decision.told", "ms", [each.there for each in rounds], here, GOAL_MS, of="value")
    yield Figure("decision.done", "ms", [each.done for each in rounds], here)


def _under_rules(home: Home) -> dict[str, str]:
    folder = home.folder / "rules"
    folder.mkdir(mode=0o755)
    (folder / "org.cedar").write_text(RULE)
    return {**env_of(home), "COUNTERSIGN_POLICY_FOLDER": str(folder)}


def _round(waiting: Watched, own: Home, person: str, task: str) -> Round:
    used = len(own.platform(USED))
    waiting.press(f"Set the priority of {task} to high\r")
    approval = _approved(waiting, own)
    with Watched([*COUNTERSIGN, "inbox", "approve", approval], env_of(own)) as deciding:
        deciding.await_written(ASKS)
        deciding.press("approve\r")
        url = deciding.await_match(LINK)
        _, redirect = asyncio.run(confirm(url, person=person))
        began = monotonic()
        _come_back(redirect)
        deciding.await_written(TAKEN)
    _until(lambda: len(own.platform(USED)) > used)
    sleep(QUIET)
    (here,) = deciding.shown_since(began, TAKEN)
    there, done = waiting.shown_since(began, f"approved  Change {task}", f"Done  Change {task}")
    return Round(there, here, done)


def _approved(waiting: Watched, home: Home) -> str:
    """Approve the card that comes up, and return the name under which it waits for a second person."""
    for _ in range(20):
        sleep(QUIET)
        if opened := home.platform(OPEN):
            return str(opened[0][0])
        if CARD in waiting.shown:
            waiting.press("y")
    raise AssertionError(waiting.shown)


def _come_back(redirect: str) -> None:
    """Go where the provider has sent the browser."""
    to = urlsplit(redirect)
    with closing(http.client.HTTPConnection(str(to.hostname), to.port, timeout=PATIENCE)) as browser:
        browser.request("GET", f"{to.path}?{to.query}")
        browser.getresponse().read()


def _until(true: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not true():
        assert monotonic() < deadline
        sleep(0.05)
