"""What a child of the nursery does: a turn that a real SIGKILL cuts off at a point, or all that is left after it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from graph.events import Acted, Entry
from graph.ledger.claims import Ledger
from graph.ledger.intent import Intent
from graph.policy.safeguards import to_type
from graph.questions import Answer, Ask, Question
from graph.storage.store import Store
from tests.graph.fakes_desk import KEY, Person, nobody
from tests.integrity.deaths import Death
from tests.integrity.nursery import Job, Together
from tests.integrity.seats import SLEPT, Seat, at_desk
from tests.integrity.signed_in import at_bank, decide
from tests.integrity.wishes import WISHES, Wanting
from tools.change import Proposal

LATE = 3600
"""Seconds after which everything that was approved has run out."""


async def work(job: Job, together: Together) -> None:
    """Do a job; a turn that nobody kills must end by itself."""
    folder = Path(job.folder)
    if job.task in {"agree", "refuse"}:
        together.wait()
        await decide(folder, "approve" if job.task == "agree" else "reject")
        return
    death, words = Death(job.point, job.time), WISHES[job.wish].words(job.ids)
    async with _seat(job, folder, death) as seat:
        death.awake = True
        if job.task == "card":
            await _decide_together(seat, job, together)
            return
        together.wait()
        match job.task:
            case "turn":
                await seat.turn(words, _person())
            case "park":
                await seat.turn(words, nobody)
            case "approve":
                await seat.resume(_person())
            case "deny":
                await seat.resume(Person([_yes, "reject"]))
            case _:
                seat.clock.now += LATE if job.task == "late" else 0
                await seat.resume(_person())
                last = await seat.turn("And now?", _person())
                found = {**await _found(seat), "last": repr(last[-1])}
                (folder / "found.json").write_text(json.dumps(found))


def _seat(job: Job, folder: Path, death: Death) -> AbstractAsyncContextManager[Seat]:
    wish = WISHES[job.wish]
    model = Wanting(wish=(wish.tool, wish.args(job.ids)), words=wish.words(job.ids))
    if wish.moves:
        return at_bank(folder, model, death, "deny" if job.task == "deny" else "allow")
    return at_desk(folder, model, death, later=3 * SLEPT if job.task == "finish" else 0)


def _person() -> Ask:
    return Person([_yes])


def _yes(proposal: Proposal) -> Answer:
    typed = to_type(proposal) if "typed_confirmation" in proposal.verdict.needs else ""
    return Answer(proposal.id, proposal.digest, "approve", typed=typed)


async def _decide_together(seat: Seat, job: Job, together: Together) -> None:
    """Show the card as a terminal that slept so long that another one took over, and approve when that one does."""
    began = seat.clock.now
    seat.clock.now += SLEPT * (job.time - 1)

    async def ask(question: Question) -> Sequence[Answer]:
        seat.clock.now = began + 2 * SLEPT
        together.wait()
        return await Person()(question)

    await seat.resume(ask)


async def _found(seat: Seat) -> dict[str, object]:
    """Return what the ledger knows, and what the person and the model were told."""
    history = await seat.session.history(None, 1000)
    parts = seat.session._parts  # noqa: SLF001  # the ledger and the audit as the session has them
    claimed = _claimed(seat.data, parts.ledger)
    return {
        "unfinished": len(parts.ledger.unfinished()),
        "open": len(parts.ledger.undone()),
        "pending": len(parts.seconds.pending()),
        "claimed": len(claimed),
        "unexplained": [intent.headline for intent in claimed if not _is_told(intent, parts.ledger, history)],
        "told": Counter(type(entry.event).__name__ for entry in history),
        "outcomes": [receipt.outcome for intent in claimed for receipt in parts.ledger.receipts(intent.digest)],
        "statuses": [answer["status"] for answer in seat.model.answers()],
        "sound": parts.audit.verify().sound,
    }


def _claimed(data: Path, ledger: Ledger) -> list[Intent]:
    with Store.open(data, KEY) as store:
        digests = [str(row["digest"]) for row in store.all("SELECT digest FROM intents")]
    return [ledger.intent(digest) for digest in digests]


def _is_told(intent: Intent, ledger: Ledger, history: Sequence[Entry]) -> bool:
    told = [entry.event for entry in history if isinstance(entry.event, Acted) and entry.event.call == intent.call]
    return any(event.receipts == ledger.receipts(intent.digest) for event in told)
