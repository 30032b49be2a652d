import asyncio
import os
import random
import sqlite3
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import httpx
import pytest

from app.sandbox.platform.database import FILE
from tests.sandbox.fakes_approvals import decision, opened, opening, seen, states, under, until
from tests.sandbox.fakes_events import listening
from tests.sandbox.fakes_money import FROM, TO, held, transfer
from tests.sandbox.fakes_planted import plant
from tests.sandbox.fakes_platform import Stand, platform_for
from tools.wire import Wire

SOAK = bool(os.environ.get("COUNTERSIGN_SOAK"))
ROUNDS = range(50 if SOAK else 6)
AT_ONCE = 40
RICH = 1_000_000_000
DECIDERS = ("acme_finance", "acme_admin", "dave", "erin")


def fund(stand: Stand, balance: int) -> None:
    with stand.app.state.platform.database.transaction() as db:
        db.execute("UPDATE budgets SET ceiling = ?, balance = ? WHERE id IN (?, ?)", (2 * RICH, RICH, FROM, TO))
        db.execute("UPDATE budgets SET balance = ? WHERE id = ?", (balance, FROM))


def moved(answers: Sequence[httpx.Response], wanted: Sequence[int]) -> int:
    return sum(amount for answer, amount in zip(answers, wanted, strict=True) if answer.status_code == 201)


async def all_at_once(stand: Stand, sent: Sequence[tuple[Wire, str]], rng: random.Random) -> list[httpx.Response]:
    """Send everything in a random order, every third one twice, and return the answers in the order asked for."""
    order = rng.sample(range(len(sent)), len(sent))
    again = [number for number in order if number % 3 == 0]
    answers = await asyncio.gather(*(stand.send(*sent[number]) for number in [*order, *again]))
    first = dict(zip(order, answers, strict=False))
    for number, answer in zip(again, answers[len(order) :], strict=True):
        assert (answer.status_code, answer.content) == (first[number].status_code, answer.content)
    return [first[number] for number in range(len(sent))]


async def figures(stand: Stand, person: str) -> tuple[int, int]:
    found = (await stand.get("/v1/limits", person)).json()
    return found["moved_today"], found["tenant_moved_today"]


@pytest.mark.soak
@pytest.mark.parametrize("round_", ROUNDS)
async def test_forty_transfers_at_once_pass_no_limit_of_their_person(tmp_path: Path, round_: int) -> None:
    rng = random.Random(round_)  # noqa: S311  # a game of chance that can be played again
    async with platform_for(tmp_path) as stand:
        plant(stand)
        fund(stand, RICH)
        wanted = [rng.randint(1, 200_000) for _ in range(AT_ONCE)]
        wires = [transfer(amount) for amount in wanted]
        sent = [(one, stand.fresh(one, "acme_lead", "transfers.create")) for one in wires]
        answers = await all_at_once(stand, sent, rng)
        total = moved(answers, wanted)
        assert total <= 2_000_000
        assert {answer.status_code for answer in answers} == {201, 403}
        left = 2_000_000 - total
        assert all(amount > left for amount, a in zip(wanted, answers, strict=True) if a.status_code == 403)
        assert await held(stand) == [RICH - total, RICH + total]
        assert await figures(stand, "acme_lead") == (total, total)


@pytest.mark.soak
@pytest.mark.parametrize("round_", ROUNDS)
async def test_forty_approved_transfers_at_once_overdraw_no_budget_and_pass_no_limit(
    tmp_path: Path, round_: int
) -> None:
    rng = random.Random(1000 + round_)  # noqa: S311  # a game of chance that can be played again
    async with platform_for(tmp_path) as stand:
        plant(stand)
        fund(stand, RICH)
        wanted = [rng.randint(1_000_001, 1_400_000) for _ in range(AT_ONCE)]
        wires = [transfer(amount) for amount in wanted]
        deciders = [DECIDERS[number % 4] for number in range(AT_ONCE)]
        approvals = [await opened(stand, one) for one in wires]
        decisions = [decision(one) for one in approvals]
        made = await asyncio.gather(
            *(
                stand.stepped(one, who, "approvals.decide")
                for one, who in zip(decisions, deciders, strict=True)
            )
        )  # fmt: skip
        assert {answer.status_code for answer in made} == {200}
        budget = rng.choice([RICH, 18_000_000 + rng.randint(0, 1_000_000)])
        fund(stand, budget)
        sent = [(one, under(stand, approval, one)) for one, approval in zip(wires, approvals, strict=True)]
        answers = await all_at_once(stand, sent, rng)
        total = moved(answers, wanted)
        limit = min(25_000_000, budget)
        assert limit - 1_400_000 < total <= limit
        assert {answer.status_code for answer in answers} == {201, 409 if budget < 25_000_000 else 403}
        assert await held(stand) == [budget - total, RICH + total]
        by = [await figures(stand, who) for who in DECIDERS]
        assert sum(own for own, _ in by) == total
        assert all(own <= 20_000_000 and at == total for own, at in by)
        assert await figures(stand, "acme_lead") == (0, total)
        found = dict(await states(stand, "acme_lead", limit="200"))
        assert [found[one["id"]] for one in approvals] == [
            "used" if answer.status_code == 201 else "approved" for answer in answers
        ]


def test_two_servers_on_one_database_pass_no_limit_and_use_no_approval_twice(tmp_path: Path) -> None:
    stands = [platform_for(tmp_path), platform_for(tmp_path)]
    plant(stands[0])
    fund(stands[0], RICH)
    wires = [transfer(1_000_001 + number) for number in range(30)]
    ready, done = Barrier(2), list[list[int]]()

    async def open_all() -> list[dict[str, Any]]:
        approvals = [await opened(stands[0], one) for one in wires]
        for number, one in enumerate(approvals):
            answer = await stands[0].stepped(decision(one), DECIDERS[number % 4], "approvals.decide")
            assert answer.status_code == 200
        return approvals

    async def serve(stand: Stand, approvals: list[dict[str, Any]]) -> None:
        async with stand:
            sent = [(one, under(stand, approval, one)) for one, approval in zip(wires, approvals, strict=True)]
            await stand.get("/v1/me")
            ready.wait()
            done.append([(await stand.send(*each)).status_code for each in sent])

    approvals = asyncio.run(open_all())
    threads = [Thread(target=asyncio.run, args=(serve(one, approvals),)) for one in stands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        (total,) = db.execute("SELECT sum(amount) FROM moved").fetchone()
        (often,) = db.execute("SELECT count(*) FROM moved").fetchone()
        (left,) = db.execute("SELECT balance FROM budgets WHERE id = ?", (FROM,)).fetchone()
    assert total <= 25_000_000 < total + 1_000_030
    assert left == RICH - total
    assert [codes.count(201) for codes in done] == [often, often]
    assert {code for codes in done for code in codes} == {201, 403}


@pytest.mark.soak
@pytest.mark.parametrize("round_", range(5 if SOAK else 1))
async def test_a_hundred_approvals_decided_by_four_at_once_are_decided_once_each_and_everybody_hears_it(
    tmp_path: Path, round_: int
) -> None:
    rng = random.Random(round_)  # noqa: S311  # a game of chance that can be played again
    async with platform_for(tmp_path) as stand, AsyncExitStack() as stack:
        plant(stand)
        ids = [(await opened(stand, transfer(10_000 + number)))["id"] for number in range(100)]
        approvals = [await seen(stand, {"id": one}) for one in ids]
        ears = [(await stack.enter_async_context(listening(stand, who)))[0] for who in ("acme_lead", *DECIDERS)]
        tried = [(one, who, rng.choice(["approve", "reject"])) for one in approvals for who in DECIDERS]
        rng.shuffle(tried)
        answers = await asyncio.gather(
            *(stand.stepped(decision(one, choice, who), who, "approvals.decide") for one, who, choice in tried)
        )
        won = {one["id"]: (who, choice) for (one, who, choice), a in zip(tried, answers, strict=True) if a.is_success}
        assert sorted(answer.status_code for answer in answers) == [200] * 100 + [409] * 300
        assert set(won) == set(ids)
        for name in ids:
            found = await seen(stand, {"id": name})
            who, choice = won[name]
            assert (found["decided_by"]["id"], found["comment"], found["version"]) == (f"usr_{who}", who, "2")
            assert found["state"] == {"approve": "approved", "reject": "rejected"}[choice]
        for ear in ears:
            assert {part.split('"')[3] for part in (await ear.until(101))[1:]} == set(ids)


async def test_the_same_change_opened_many_times_at_once_waits_once(tmp_path: Path) -> None:
    async with platform_for(tmp_path) as stand:
        plant(stand)
        one = transfer(5_000_000)
        openings = [opening(one, expires_at=until(stand)) for _ in range(8)]
        answers = await asyncio.gather(*(stand.stepped(each, "acme_lead", "approvals.open") for each in openings))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["id"] for answer in answers}) == 1
