"""What a child of the nursery does: a turn that a real SIGKILL cuts off at a point, or all that is left after it."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import httpx

from graph.events import Acted, Entry
from graph.intent import Intent
from graph.ledger import Ledger
from graph.marks import Straight
from graph.questions import Answer, Question
from graph.storage import Store
from tests.graph.fakes_desk import KEY, Desk, Person, Tokens, desk_for, nobody
from tests.integrity.fakes_attack import ledger_of
from tests.integrity.nursery import Job, Together
from tests.integrity.wishes import WISHES, WORDS, Wanting
from tools.registry import load

SLEPT = 40
"""Seconds that are longer than a lease."""

BATCHES = load(Path(__file__).with_name("catalog")).tools
POINTS = (*get_args(Straight), "token made", "arrived")
"""The own points of a turn that a key decides, and two on the way to the platform.

There the token is made; then it is done, and no answer is here yet.
"""


@dataclass
class Death:
    """Kills this process when it comes to a point for the nth time."""

    point: str
    times: int

    def __call__(self, point: str) -> None:
        if point == self.point:
            self.times -= 1
            if self.times == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Mortal(Tokens):
    """Tokens that are made, and then the process may be dead."""

    death: Death

    async def act(self, scopes: object, details: object) -> httpx.Auth:
        """Make the token of an act."""
        made = await super().act(scopes, details)  # type: ignore[arg-type]  # passed on as they came
        self.death("token made")
        return made


async def work(job: Job, together: Together) -> None:
    """Do a job; a turn that nobody kills must end by itself."""
    death = Death(job.point, job.time)
    async with desk_for(Path(job.folder)) as desk:
        await _prepare(desk, job, death)
        if job.task == "card":
            await _decide_together(desk, job, together)
            return
        together.wait()
        match job.task:
            case "turn":
                await desk.turn(WORDS, Person())
            case "park":
                await desk.turn(WORDS, nobody)
            case "approve":
                await desk.resume(Person())
            case _:
                desk.clock.now += 3 * SLEPT
                await desk.resume(Person())
                last = await desk.turn("And now?", Person())
                found = {**await _found(desk), "last": repr(last[-1])}
                (Path(job.folder) / "found.json").write_text(json.dumps(found))


async def _decide_together(desk: Desk, job: Job, together: Together) -> None:
    """Show the card as a terminal that slept so long that another one took over, and approve when that one does."""
    began = desk.clock.now
    desk.clock.now += SLEPT * (job.time - 1)

    async def ask(question: Question) -> Sequence[Answer]:
        desk.clock.now = began + 2 * SLEPT
        together.wait()
        return await Person()(question)

    await desk.resume(ask)


async def _prepare(desk: Desk, job: Job, death: Death) -> None:
    wish = WISHES[job.wish]
    desk.model = Wanting(wish=(wish.tool, wish.args(job.ids)))
    mortal = Mortal(desk.stand.mint, "alice")
    mortal.death = death
    desk.tokens = mortal
    registry = replace(desk.ground.registry, tools={**desk.ground.registry.tools, **BATCHES})
    desk.ground = replace(desk.ground, registry=registry, mark=death)
    await desk.session.close()
    await desk.open()

    async def arrived(request: httpx.Request) -> None:
        if request.method != "GET":
            death("arrived")

    desk.line.behind = arrived


async def _found(desk: Desk) -> dict[str, object]:
    """Return what the platform did, what the ledger knows of it, and what the person and the model were told."""
    done = (await desk.stand.get("/v1/activity", limit="200")).json()["items"]
    history = await desk.session.history(None, 1000)
    ledger = ledger_of(desk)
    claimed = _claimed(desk)
    return {
        "actions": Counter(item["action"] for item in done),
        "keys": len({item["idempotency_key"] for item in done}),
        "unfinished": len(ledger.unfinished()),
        "open": len(ledger.undone()),
        "claimed": len(claimed),
        "unexplained": [intent.headline for intent in claimed if not _is_told(intent, ledger, history)],
        "statuses": [answer["status"] for answer in desk.model.answers()],
        "sound": desk.session._parts.audit.verify().sound,  # noqa: SLF001  # the audit as the session has it
    }


def _claimed(desk: Desk) -> list[Intent]:
    assert desk.ground.folder is not None
    with Store.open(desk.ground.folder, KEY) as store:
        digests = [str(row["digest"]) for row in store.all("SELECT digest FROM intents")]
    return [ledger_of(desk).intent(digest) for digest in digests]


def _is_told(intent: Intent, ledger: Ledger, history: Sequence[Entry]) -> bool:
    told = [entry.event for entry in history if isinstance(entry.event, Acted) and entry.event.call == intent.call]
    return any(event.receipts == ledger.receipts(intent.digest) for event in told)
