import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sandbox.platform.money import in_words
from tests.sandbox.fakes_money import FROM, PLANTED, TO, held, move, new_budget, payment, record, transfer
from tests.sandbox.fakes_planted import plant
from tests.sandbox.fakes_platform import Stand, platform_for, wire


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        yield made


@pytest.mark.parametrize(
    ("amount", "words"), [(0, "0.00 EUR"), (5, "0.05 EUR"), (125_000, "1,250.00 EUR"), (10**9, "10,000,000.00 EUR")]
)
def test_sums_read_as_people_write_them(amount: int, words: str) -> None:
    assert in_words(amount, "EUR") == words


async def test_a_transfer_moves_its_sum_and_is_on_record(stand: Stand) -> None:
    answer = await move(stand, transfer(125_050, note="Fair booth"))
    made = answer.json()
    assert answer.status_code == 201
    assert made | {"id": ""} == {
        "id": "",
        "from": {"id": FROM, "name": "from"},
        "to": {"id": TO, "name": "to"},
        "amount": 125_050,
        "currency": "EUR",
        "note": "Fair booth",
        "by": {"id": "usr_acme_finance", "name": "finance of acme"},
        "at": "2026-09-21T14:13:20Z",
        "version": "1",
    }
    assert await held(stand) == [PLANTED - 125_050, PLANTED + 125_050]
    assert (await record(stand, f"budgets/{FROM}"))["version"] == "2"
    assert (await record(stand, f"transfers/{made['id']}")) == made


@pytest.mark.parametrize(
    ("person", "amount", "status"),
    [
        ("acme_lead", 1_000_000, 201),
        ("acme_lead", 1_000_001, 403),
        ("acme_finance", 1_000_001, 201),
        ("acme_finance", 5_000_000, 201),
        ("acme_finance", 10_000_001, 403),
        ("acme_admin", 1, 403),
        ("acme_member", 1, 403),
    ],
)
async def test_everybody_moves_up_to_the_limit_of_their_role(
    stand: Stand, person: str, amount: int, status: int
) -> None:
    assert (await move(stand, transfer(amount), person)).status_code == status
    moved = amount if status == 201 else 0
    assert await held(stand) == [PLANTED - moved, PLANTED + moved]


async def test_what_nobody_may_move_at_once_is_refused_before_a_fresh_sign_in_is_asked_for(stand: Stand) -> None:
    people = ("acme_lead", "acme_finance")
    told = "Nobody can transfer money beyond 100,000.00 EUR at once at Acme, and this is 100,000.01 EUR."
    for answer in [await stand.confirmed(transfer(10_000_001), who, "transfers.create") for who in people]:
        assert (answer.status_code, answer.json()["title"], answer.json()["detail"]) == (403, "Over limit", told)
        assert (answer.json()["limit"], answer.json()["amount"]) == (10_000_000, 10_000_001)


async def test_an_invoice_over_the_limit_is_not_paid(stand: Stand) -> None:
    with stand.app.state.platform.database.transaction() as db:
        db.execute("UPDATE invoices SET amount = 10000001 WHERE id = 'inv_acme'")
    answer = await move(stand, payment())
    told = "Nobody can pay invoices beyond 100,000.00 EUR at once at Acme, and this is 100,000.01 EUR."
    assert (answer.status_code, answer.json()["detail"]) == (403, told)


async def test_what_a_budget_does_not_hold_cannot_leave_it(stand: Stand) -> None:
    poor = await new_budget(stand, name="Poor", ceiling=50_000)
    await move(stand, transfer(20_000, to=poor))
    over = await move(stand, transfer(20_001, frm=poor))
    told = "The budget Poor holds 200.00 EUR, which is less than 200.01 EUR. Nothing was moved."
    assert (over.status_code, over.json()["title"], over.json()["detail"]) == (409, "Overdraft", told)
    assert (await move(stand, payment(poor))).json()["title"] == "Overdraft"
    assert (await move(stand, transfer(20_000, frm=poor))).status_code == 201
    assert await held(stand, poor, FROM, TO) == [0, PLANTED - 20_000, PLANTED + 20_000]


async def test_a_budget_holds_no_more_than_its_ceiling(stand: Stand) -> None:
    low = await new_budget(stand, name="Low", ceiling=20_000)
    over = await move(stand, transfer(20_001, to=low))
    told = "The budget Low would hold 200.01 EUR, and its ceiling is 200.00 EUR. Nothing was moved."
    assert (over.status_code, over.json()["detail"]) == (409, told)
    assert (await move(stand, transfer(20_000, to=low))).status_code == 201


async def test_money_stays_in_its_currency(stand: Stand) -> None:
    swiss = await new_budget(stand, name="Zürich", currency="CHF")
    told = [
        (await move(stand, transfer(100, to=swiss))).json()["detail"],
        (await move(stand, transfer(100, currency="CHF"))).json()["detail"],
        (await move(stand, payment(swiss))).json()["detail"],
    ]
    assert told == [
        "The budget Zürich is kept in CHF, and this is in EUR.",
        "The budget from is kept in EUR, and this is in CHF.",
        "The budget Zürich is kept in CHF, and this is in EUR.",
    ]


async def test_money_goes_from_one_budget_to_another_one(stand: Stand) -> None:
    same = await move(stand, transfer(100, to=FROM))
    gone = await move(stand, transfer(100, to="bud_restore_acme"))
    assert [(one.status_code, one.json()["title"]) for one in (same, gone)] == [(409, "Same budget"), (409, "Deleted")]
    assert await held(stand) == [PLANTED, PLANTED]


@pytest.mark.parametrize("amount", [0, -1, 1.5, "100", True, None, 10**12 + 1])
async def test_a_sum_is_a_whole_positive_number_of_minor_units(stand: Stand, amount: object) -> None:
    assert (await move(stand, transfer(amount))).status_code in {400, 422}
    assert await held(stand) == [PLANTED, PLANTED]


async def test_a_paid_invoice_names_its_budget_and_is_not_paid_again(stand: Stand) -> None:
    before = await record(stand, "invoices/inv_acme")
    paid = await move(stand, payment())
    assert paid.json() == {
        **before,
        "status": "paid",
        "budget": {"id": FROM, "name": "from"},
        "paid_at": "2026-09-21T14:13:20Z",
        "version": "2",
    }
    again = await move(stand, payment(version="2"))
    told = "The invoice 2026-1 over 500.00 EUR was paid on 2026-09-21. Nothing was moved."
    assert (again.status_code, again.json()["detail"]) == (409, told)
    assert (await move(stand, payment())).status_code == 412
    budget = await record(stand, f"budgets/{FROM}")
    assert (budget["balance"], budget["spent"]) == (PLANTED - 50_000, 50_000)


async def test_an_invoice_is_paid_in_the_version_that_was_seen(stand: Stand) -> None:
    one = wire("POST", "/v1/invoices/inv_acme/pay", {"budget": FROM})
    assert (await move(stand, one)).status_code == 428
    assert (await move(stand, payment(version="7"))).json()["current"]["id"] == "inv_acme"


async def test_a_budget_that_holds_money_cannot_be_deleted(stand: Stand) -> None:
    one = wire("POST", "/v1/budgets/delete", {"items": [{"id": FROM, "version": "1"}]})
    answer = await stand.confirmed(one, "acme_finance", "budgets.delete")
    told = "The budget from holds 150,000.00 EUR. Move it elsewhere first. Nothing was deleted."
    assert (answer.status_code, answer.json()["detail"]) == (409, told)


async def test_the_same_transfer_sent_many_times_at_once_moves_money_once(stand: Stand) -> None:
    one = transfer(1_000)
    answers = await asyncio.gather(*(move(stand, one) for _ in range(8)))
    assert len({answer.content for answer in answers}) == 1
    assert await held(stand) == [PLANTED - 1_000, PLANTED + 1_000]


async def test_transfers_at_once_cannot_overdraw_a_budget(stand: Stand) -> None:
    answers = await asyncio.gather(*(move(stand, transfer(2_000_000, to=TO)) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]
    poor = await new_budget(stand, name="Poor", ceiling=50_000)
    await move(stand, transfer(50_000, to=poor))
    back = await asyncio.gather(*(move(stand, transfer(30_000, frm=poor)) for _ in range(4)))
    assert sorted(answer.status_code for answer in back) == [201, 409, 409, 409]
    assert sum(await held(stand, FROM, TO, poor)) == 2 * PLANTED


def test_transfers_through_two_servers_on_one_database_cannot_overdraw_a_budget(tmp_path: Path) -> None:
    statuses: list[int] = []
    ready = Barrier(2)

    async def serve(stand: Stand) -> None:
        async with stand:
            ready.wait()
            for _ in range(6):
                statuses.append((await move(stand, transfer(3_000_000, TO, FROM))).status_code)  # noqa: PERF401  # one after the other

    first = platform_for(tmp_path)
    plant(first)
    with first.app.state.platform.database.transaction() as db:
        db.execute("UPDATE budgets SET ceiling = 1000000000")
    stands = (first, platform_for(tmp_path))
    for one in stands:
        asyncio.run(held(one))
    threads = [Thread(target=asyncio.run, args=(serve(one),)) for one in stands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] * 5 + [409] * 7


class Books:
    """What the books should say."""

    def __init__(self) -> None:
        self.held = {"bud_from_acme": PLANTED, "bud_to_acme": PLANTED, "bud_update_acme": 0}
        self.ceiling = {"bud_from_acme": 20_000_000, "bud_to_acme": 20_000_000, "bud_update_acme": 12_000_000}

    def expects(self, frm: str, to: str, amount: int) -> int:
        if amount > 10_000_000:
            return 403
        if frm == to or self.held[frm] < amount or self.held[to] + amount > self.ceiling[to]:
            return 409
        self.held[frm] -= amount
        self.held[to] += amount
        return 201


NAMES = st.sampled_from(["bud_from_acme", "bud_to_acme", "bud_update_acme"])
MOVES = st.lists(st.tuples(NAMES, NAMES, st.integers(1, 11_000_000)), min_size=1, max_size=12)


@settings(max_examples=15, deadline=None)
@given(moves=MOVES)
def test_after_any_transfers_every_sum_is_right_to_the_cent(moves: list[tuple[str, str, int]]) -> None:
    async def play() -> None:
        with TemporaryDirectory() as folder:
            async with platform_for(Path(folder)) as stand:
                plant(stand)
                with stand.app.state.platform.database.transaction() as db:
                    db.execute("UPDATE budgets SET ceiling = 12000000 WHERE id = 'bud_update_acme'")
                books = Books()
                for frm, to, amount in moves:
                    expected = books.expects(frm, to, amount)
                    assert (await move(stand, transfer(amount, frm, to))).status_code == expected
                assert await held(stand, *books.held) == list(books.held.values())
                assert sum(books.held.values()) == 2 * PLANTED

    asyncio.run(play())
