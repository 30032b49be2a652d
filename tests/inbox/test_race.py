import asyncio
import os
import random
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from app.inbox.deciding import Choice
from app.ui.inbox import Decided, Refused
from graph.events import Acted
from tests.inbox.fakes_time import Everybodys
from tests.inbox.fakes_town import Terminal, Town, town
from tests.inbox.fakes_waiters import Waiter, rules, waiter

SOAK = bool(os.environ.get("COUNTERSIGN_SOAK"))
WAITERS, EACH = (4, 25) if SOAK else (2, 4)
DECIDERS = ("bob", "dave", "erin", "eve")
CHOICES: tuple[Choice, Choice] = ("approve", "reject")
PATIENCE = 500 if SOAK else 60


async def some_tasks(asker: Terminal, count: int) -> list[str]:
    found = await asker.line.platform.reader(("tasks:read",)).items("/v1/tasks")
    assert len(found) >= count
    return [str(one["id"]) for one in found][:count]


async def decide_on_all(
    decider: Terminal, approvals: list[str], together: asyncio.Barrier, rng: random.Random
) -> Mapping[str, Choice]:
    """Decide on one after the other, each time when all are ready, and return what was taken."""
    taken: dict[str, Choice] = {}
    for approval in approvals:
        choice = rng.choice(CHOICES)
        await together.wait()
        for _ in range(rng.randrange(40)):
            await asyncio.sleep(0)
        outcome = (await decider.decide(approval, choice, f"{choice} it"))[-1]
        if isinstance(outcome, Decided):
            taken[approval] = choice
        else:
            assert isinstance(outcome, Refused)
            assert outcome.sentence.endswith(("has approved this already.", "has rejected this already.", "was done."))
    return taken


async def race(built: Town, approvals: list[str], rng: random.Random) -> dict[str, tuple[str, Choice]]:
    """Have four people decide on everything at once, and return who has decided what."""
    together = asyncio.Barrier(len(DECIDERS))
    order = rng.sample(approvals, len(approvals))
    terminals = [await built.terminal(person) for person in DECIDERS]
    taken = await asyncio.gather(*(decide_on_all(one, order, together, rng) for one in terminals))
    won = [
        (name, person, choice) for person, mine in zip(DECIDERS, taken, strict=True) for name, choice in mine.items()
    ]
    assert len(won) == len({name for name, _, _ in won}), "something was decided twice"
    return {name: (person, choice) for name, person, choice in won}


@pytest.mark.soak
async def test_what_four_decide_at_once_is_decided_once_each_and_no_terminal_that_waits_misses_an_answer(
    tmp_path: Path,
) -> None:
    rng, asked = random.Random(7), dict[str, tuple[Waiter, str, str]]()  # noqa: S311  # can be played again
    async with asyncio.timeout(PATIENCE), AsyncExitStack() as stack:
        built = await stack.enter_async_context(town(tmp_path))
        pdp = rules(tmp_path)
        waiters = []
        for _ in range(WAITERS):
            hers = await built.terminal("alice", time=Everybodys())
            waiters.append(await stack.enter_async_context(waiter(built, hers, tmp_path / "data", pdp)))
        tasks = await some_tasks(waiters[0].terminal, WAITERS * EACH)
        for number, task in enumerate(tasks):
            one = waiters[number % WAITERS]
            parked = await one.ask(task, f"Title {number}")
            asked[parked.approval] = (one, parked.proposal, task)
        for one in waiters:
            await stack.enter_async_context(one.waiting(EACH))
        won = await race(built, list(asked), rng)
        assert set(won) == set(asked)
        await asyncio.gather(*(one.until(EACH) for one in waiters))
        everybody_was_told(asked, won)
        await what_was_approved_is_done_once(built, asked, won)


def everybody_was_told(asked: Mapping[str, tuple[Waiter, str, str]], won: Mapping[str, tuple[str, Choice]]) -> None:
    names = {"bob": "Bob Lindqvist", "dave": "Dave Okafor", "erin": "Erin Castellano", "eve": "Eve Tanaka"}
    for approval, (one, proposal, _) in asked.items():
        (told,) = [event for event in one.seconded if event.proposal == proposal]
        person, choice = won[approval]
        assert (told.choice, told.by, told.note) == (choice, names[person], f"{choice} it")


async def what_was_approved_is_done_once(
    built: Town, asked: Mapping[str, tuple[Waiter, str, str]], won: Mapping[str, tuple[str, Choice]]
) -> None:
    approved = {asked[name][2] for name, (_, choice) in won.items() if choice == "approve"}
    alice = await built.terminal("alice")
    done = await alice.line.platform.reader(("activity:read",)).items("/v1/activity", limit=1000)
    updated = [str(one["records"][0]) for one in done if one["action"] == "tasks.update"]  # type: ignore[index]  # ids
    assert sorted(updated) == sorted(approved)
    acts = [event for one, _, _ in asked.values() for event in one.events if isinstance(event, Acted)]
    receipts = {receipt.outcome for event in acts for receipt in event.receipts}
    assert receipts == {"done"}
    states = {one.id: one.state for one in await alice.line.approvals.listed()}
    assert states == {name: "used" if choice == "approve" else "rejected" for name, (_, choice) in won.items()}
