from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.sandbox.platform.deeds import DEEDS
from app.sandbox.platform.rules import RULES
from tests.sandbox.fakes_approvals import described, lines
from tests.sandbox.fakes_money import FROM, PLANTED, TO, held, move, payment, transfer
from tests.sandbox.fakes_planted import deed, plant, writes
from tests.sandbox.fakes_platform import Stand, platform_for, whole, wire


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        yield made


def rows(stand: Stand) -> list[str]:
    return list(stand.app.state.platform.database.connection.iterdump())


async def test_a_transfer_is_told_with_both_balances_before_and_after_and_what_was_moved_today(stand: Stand) -> None:
    await move(stand, transfer(125_000), "acme_lead")
    told = (await described(stand, transfer(500_000, note="Fair booth"))).json()
    assert told == {
        "headline": "Move 5,000.00 EUR from from to to",
        "effect": "transfer",
        "lines": [
            {"label": "Amount", "text": "5,000.00 EUR"},
            {"label": "From", "text": "from: 148,750.00 → 143,750.00 EUR"},
            {"label": "To", "text": "to: 151,250.00 → 156,250.00 EUR"},
            {"label": "Note", "text": "Fair booth"},
            {"label": "Moved today and limit", "text": "1,250.00 of 20,000.00 EUR"},
            {"label": "Asked by", "text": "lead of acme"},
        ],
        "rows": ["from", "to"],
    }


async def test_a_payment_is_told_with_whom_it_goes_to(stand: Stand) -> None:
    told = (await described(stand, payment(), person="acme_finance")).json()
    assert told["headline"] == "Pay 500.00 EUR to Halden Paper out of from"
    assert lines(told) == {
        "Amount": "500.00 EUR",
        "Vendor": "Halden Paper",
        "IBAN": "XX00",
        "Invoice": "2026-1",
        "Due": "2026-09-01",
        "Budget": "from: 150,000.00 → 149,500.00 EUR",
        "Moved today and limit": "0.00 of 200,000.00 EUR",
        "Asked by": "finance of acme",
    }


async def test_a_sum_above_ones_own_limit_is_told_with_who_must_agree(stand: Stand) -> None:
    told = lines((await described(stand, transfer(1_000_001))).json())
    assert told["Second person"] == (
        "Leads can't transfer money beyond 10,000.00 EUR at once at Acme without a second person, "
        "and this is 10,000.01 EUR. Ask finance or an admin to agree."
    )
    assert "Second person" not in lines((await described(stand, transfer(1_000_000))).json())


CHANGE = wire(
    "PATCH", "/v1/tasks/tsk_update_acme", {"title": "Newer", "assignee": "usr_acme_lead", "due": None}, if_match='"1"'
)


async def test_a_change_is_told_field_by_field_with_the_names_of_what_it_names(stand: Stand) -> None:
    told = (await described(stand, CHANGE)).json()
    assert (told["headline"], told["rows"]) == ("Change the task UPX-1 update_acme", ["UPX-1 update_acme"])
    assert lines(told) == {
        "Title": "update_acme → Newer",
        "Assignee": "none → lead of acme",
        "Asked by": "lead of acme",
    }


async def test_what_goes_with_what_is_deleted_is_told(stand: Stand) -> None:
    items = [{"id": f"tsk_{one}_acme", "version": "1"} for one in ("update", "delete")]
    told = (await described(stand, wire("POST", "/v1/tasks/delete", {"items": items}))).json()
    assert (told["headline"], told["rows"]) == ("Delete 2 tasks", ["UPX-1 update_acme", "UPX-2 delete_acme"])
    assert lines(told)["Goes with it"] == "7 comments"
    assert lines(told)["Undo"] == "can be restored for 30 days"
    hard = wire("POST", "/v1/projects/delete", {"items": [{"id": "prj_update_acme", "version": "1"}]})
    told = (await described(stand, hard, person="acme_admin")).json()
    assert told["headline"] == "Delete the project update_acme for good"
    assert lines(told)["Goes with it"] == "3 tasks, 3 releases, 8 comments"
    assert lines(told)["Undo"] == "none: it is for good"


async def test_several_requests_are_told_one_after_the_other(stand: Stand) -> None:
    told = (await described(stand, transfer(100_000), transfer(900_000, TO, FROM), CHANGE)).json()
    assert told["headline"] == (
        "Move 1,000.00 EUR from from to to; Move 9,000.00 EUR from to to from; Change the task UPX-1 update_acme"
    )
    assert told["effect"] == "transfer"
    assert lines(told)["From (2)"] == "to: 151,000.00 → 142,000.00 EUR"
    assert lines(told)["Moved today and limit (2)"] == "1,000.00 of 20,000.00 EUR"
    assert lines(told)["Title (3)"] == "update_acme → Newer"


@pytest.mark.parametrize("action", DEEDS)
async def test_every_write_can_be_told_and_nothing_is_done(stand: Stand, action: str) -> None:
    person = "acme_finance" if action in {"transfers.create", "invoices.pay"} else "acme_admin"
    before = rows(stand)
    answer = await described(stand, deed(action, "acme", person), person=person)
    assert answer.status_code == 200, answer.text
    assert answer.json()["effect"] == RULES[action].effect
    assert lines(answer.json())["Asked by"] == f"{person.partition('_')[2]} of acme"
    assert rows(stand) == before


def test_everything_that_can_be_done_can_be_told() -> None:
    assert set(DEEDS) == {action for action in writes() if RULES[action].noun != "approvals"}


async def test_what_cannot_be_done_is_told_in_the_words_of_its_refusal(stand: Stand) -> None:
    over = await described(stand, transfer(PLANTED), transfer(5_000_000), person="acme_finance")
    assert (over.status_code, over.json()["title"]) == (403, "Over limit")
    asked = [transfer(5_000_001), replace(CHANGE, if_match='"9"'), transfer(1, to="bud_to_globex")]
    answers = [await described(stand, one, person="acme_lead") for one in asked]
    assert [(one.status_code, one.json()["detail"]) for one in answers] == [
        (409, "The budget to would hold 200,000.01 EUR, and its ceiling is 200,000.00 EUR. Nothing was moved."),
        (412, "This task has changed since it was read."),
        (404, "There is no such budget."),
    ]
    assert await held(stand) == [PLANTED, PLANTED]


async def test_nobody_is_told_of_what_they_may_not_do(stand: Stand) -> None:
    answers = [await described(stand, transfer(1), person=f"acme_{role}") for role in ("viewer", "member", "admin")]
    assert {(one.status_code, one.json()["title"]) for one in answers} == {(403, "Not permitted")}
    mine = deed("comments.update", "acme", "acme_member")
    assert (await described(stand, mine, person="acme_lead")).json()["detail"].startswith("Leads can't change other")


@pytest.mark.parametrize(
    "more",
    [
        {"method": "DELETE"},
        {"path": "/v1/tasks"},
        {"path": "/v1/tasks/tsk_update_acme/x"},
        {"path": "/v1/approvals"},
        {"path": "/v1/tasks/%74sk_update_acme"},
        {"query": [["a", "b"]]},
        {"content_type": "text/plain"},
        {"content_type": None},
        {"body": None},
        {"body": '{"title": "a", "title": "b"}'},
        {"body": '{"unknown": 1}'},
    ],
)
async def test_what_would_mean_nothing_here_is_not_told(stand: Stand, more: dict[str, object]) -> None:
    body = {"requests": [{**whole(CHANGE), **more}]}
    answer = await stand.write(wire("POST", "/v1/changes/describe", body), "acme_lead", "changes:describe")
    assert (answer.status_code, answer.json()["title"]) == (422, "Not to be confirmed")


async def test_only_a_token_for_asking_is_told_anything(stand: Stand) -> None:
    answer = await stand.write(
        wire("POST", "/v1/changes/describe", {"requests": [whole(CHANGE)]}), "acme_lead", "tasks:read"
    )
    assert (answer.status_code, answer.json()["title"]) == (403, "Insufficient scope")
