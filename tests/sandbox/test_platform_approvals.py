from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.sandbox.platform.freshness import STEP_UP
from app.sandbox.platform.moments import DAY
from tests.sandbox.fakes_approvals import (
    HOUR,
    change_of,
    decided,
    done,
    lines,
    opened,
    opening,
    seen,
    states,
    until,
)
from tests.sandbox.fakes_money import move, transfer
from tests.sandbox.fakes_planted import deed, plant
from tests.sandbox.fakes_platform import ACT, START, Stand, details_for, platform_for, wire

ONE = transfer(5_000_000, note="Stands for the fair")
NOW = int(START)


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        with made.app.state.platform.database.transaction() as db:
            db.execute("DELETE FROM approvals")
        yield made


def told(answer: httpx.Response) -> tuple[int, str, str]:
    document = answer.json()
    return answer.status_code, document["title"], document["detail"]


async def test_a_change_waits_with_what_the_platform_says_of_it_and_who_may_decide(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    assert lines(approval)["Amount"] == "50,000.00 EUR"
    assert {name: value for name, value in approval.items() if name not in {"lines", "id"}} == {
        "version": "1",
        "state": "pending",
        "change": change_of(ONE, person="acme_lead", expires_at=until(stand)),
        "headline": "Move 50,000.00 EUR from from to to",
        "effect": "transfer",
        "rows": ["from", "to"],
        "why": "You asked for it.",
        "by": {"id": "usr_acme_lead", "name": "lead of acme"},
        "opened_at": NOW,
        "expires_at": NOW + HOUR,
        "who": "finance or an admin at Acme",
        "mine": True,
        "may_decide": False,
        "decided_by": None,
        "decided_at": None,
        "comment": "",
        "changed": [],
    }
    assert await seen(stand, approval) == approval
    assert await seen(stand, approval, "acme_finance") == {**approval, "mine": False, "may_decide": True}


async def test_what_waits_already_is_not_opened_twice(stand: Stand) -> None:
    first = await opened(stand, ONE)
    await decided(stand, first)
    again = await opened(stand, ONE)
    assert (again["id"], again["state"]) == (first["id"], "approved")
    assert await states(stand, "acme_lead") == [(first["id"], "approved")]


@pytest.mark.parametrize(
    ("person", "number"),
    [("acme_lead", 1), ("acme_finance", 1), ("acme_admin", 1), ("acme_member", 0), ("acme_viewer", 0),
     ("globex_finance", 0), ("globex_admin", 0)],
)  # fmt: skip
async def test_only_the_asker_and_whoever_may_decide_see_it(stand: Stand, person: str, number: int) -> None:
    approval = await opened(stand, ONE)
    assert len(await states(stand, person)) == number
    answer = await stand.get(f"/v1/approvals/{approval['id']}", person)
    assert answer.status_code == (200 if number else 404)
    assert number or answer.json()["detail"] == "There is no such approval."


async def test_what_waits_is_listed_by_state_the_newest_first_and_page_by_page(stand: Stand) -> None:
    made = [(await opened(stand, transfer(2_000_000 + n)))["id"] for n in range(3)]
    for approval in made[1:]:
        await decided(stand, await seen(stand, {"id": approval}), "reject")
    assert [one for one, _ in await states(stand, "acme_finance")] == made[::-1]
    assert await states(stand, "acme_lead", state="rejected") == [(made[2], "rejected"), (made[1], "rejected")]
    page = (await stand.get("/v1/approvals", "acme_lead", limit="2")).json()
    rest = (await stand.get("/v1/approvals", "acme_lead", limit="2", cursor=page["next_cursor"])).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None
    stand.clock.now += HOUR
    assert await states(stand, "acme_admin", state="pending") == []
    assert await states(stand, "acme_admin", state="expired") == [(made[0], "expired")]


MOVED_ON = {
    "expires_at": lambda: opening(ONE, expires_at=NOW + HOUR + 1),
    "another request": lambda: opening(transfer(1), expires_at=NOW + HOUR),
    "one more request": lambda: opening(ONE, transfer(1), expires_at=NOW + HOUR),
    "another key": lambda: opening(replace(ONE, idempotency_key="x"), expires_at=NOW + HOUR),
}


@pytest.mark.parametrize("name", MOVED_ON)
async def test_it_is_opened_only_for_the_very_change_that_the_token_confirms(stand: Stand, name: str) -> None:
    confirmed = opening(ONE, expires_at=NOW + HOUR)
    answer = await stand.send(MOVED_ON[name](), stand.fresh(confirmed, "acme_lead", "approvals.open"))
    assert told(answer)[:2] == (403, "Unconfirmed change")
    assert await states(stand, "acme_lead") == []


@pytest.mark.parametrize(
    "more",
    [
        {"locations": ["http://127.0.0.1:1"]},
        {"actions": ["tasks.delete"]},
        {"change": "sha-256:other"},
        {"type": "countersign_decision"},
    ],
)
async def test_a_token_for_another_place_action_or_kind_opens_nothing(stand: Stand, more: dict[str, object]) -> None:
    one = opening(ONE, expires_at=NOW + HOUR)
    details = details_for(one, person="acme_lead", action="approvals.open", more=more)
    token = stand.mint("acme_lead", ACT, details, claims={"acr": STEP_UP, "auth_time": NOW})
    assert told(await stand.send(one, token))[:2] == (403, "Unconfirmed change")


async def test_a_change_of_another_person_or_client_is_not_the_same_change(stand: Stand) -> None:
    one = opening(ONE, expires_at=NOW + HOUR)
    fresh = {"acr": STEP_UP, "auth_time": NOW}
    details = details_for(one, person="acme_lead", action="approvals.open")
    assert (await stand.send(one, stand.mint("acme_finance", ACT, details, claims=fresh))).status_code == 403
    other = {**fresh, "client_id": "other", "act": {"sub": "other", "installation": "x"}}
    assert (await stand.send(one, stand.mint("acme_lead", ACT, details, claims=other))).status_code == 403
    assert (await stand.write(one, "acme_lead")).json()["title"] == "Unconfirmed change"


async def test_money_is_asked_for_with_a_fresh_sign_in_and_all_else_with_any(stand: Stand) -> None:
    money, task = (opening(one, expires_at=NOW + HOUR) for one in (ONE, deed("tasks.delete", "acme", "")))
    answers = [await stand.confirmed(one, "acme_lead", "approvals.open") for one in (money, task)]
    assert [answer.status_code for answer in answers] == [401, 201]
    assert 'acr_values="urn:countersign:acr:step-up"' in answers[0].headers["www-authenticate"]


@pytest.mark.parametrize(
    ("seconds", "title"), [(0, "Expired change"), (-5, "Expired change"), (DAY + 61, "Expires too late")]
)
async def test_it_waits_for_a_day_at_most(stand: Stand, seconds: int, title: str) -> None:
    one = opening(ONE, expires_at=NOW + seconds)
    assert (await stand.stepped(one, "acme_lead", "approvals.open")).json()["title"] == title
    assert (await opened(stand, ONE, seconds=DAY))["state"] == "pending"


ADVICE = "Viewers can't ask for a second person at Acme. Ask a member, a lead, somebody in finance or an admin."
FULL = "The budget to would hold 200,000.01 EUR, and its ceiling is 200,000.00 EUR. Nothing was moved."


async def test_nobody_asks_for_what_no_second_person_would_make_theirs_to_do(stand: Stand) -> None:
    asked = [("acme_viewer", ONE), ("acme_member", ONE), ("acme_lead", transfer(10_000_001)),
             ("acme_lead", transfer(15_000_001)), ("acme_lead", transfer(5_000_001))]  # fmt: skip
    answers = [await stand.stepped(opening(one, expires_at=NOW + HOUR), who, "approvals.open") for who, one in asked]
    over = "Nobody can transfer money beyond 100,000.00 EUR at once at Acme, and this is {} EUR.".format
    assert [told(answer) for answer in answers] == [
        (403, "Not permitted", ADVICE),
        (403, "Not permitted", "Members can't transfer money at Acme. Ask a lead or somebody in finance."),
        (403, "Over limit", over("100,000.01")),
        (403, "Over limit", over("150,000.01")),
        (409, "Over ceiling", FULL),
    ]


DECIDERS = """
transfers.create acme_finance acme_admin
tasks.delete     acme_lead acme_member acme_admin
members.update   acme_admin
projects.delete  acme_lead acme_admin
budgets.update   acme_finance acme_admin
"""


@pytest.mark.parametrize("line", DECIDERS.strip().splitlines())
async def test_who_may_decide_is_whoever_could_do_it_and_with_money_finance_and_admins(stand: Stand, line: str) -> None:
    action, *may = line.split()
    asker = "erin" if action != "transfers.create" else "alice"
    approval = await opened(stand, deed(action, "acme", asker), person=asker)
    people = [f"acme_{role}" for role in ("lead", "member", "viewer", "finance", "admin")]
    found = [who for who in people if approval["id"] in dict(await states(stand, who))]
    assert sorted(found) == sorted(may)
    for who in people:
        answer = await decided(stand, approval, "reject", who) if who not in may else None
        assert answer is None or told(answer)[:2] == (403, "Not permitted")


async def test_while_it_waits_it_is_told_as_things_stand_and_what_has_changed(stand: Stand) -> None:
    approval, tight = await opened(stand, transfer(4_000_000)), await opened(stand, ONE)
    await move(stand, transfer(1_000_000))
    found = await seen(stand, approval, "acme_finance")
    moved = [
        "from held 150,000.00 EUR, and holds 140,000.00 EUR now.",
        "to held 150,000.00 EUR, and holds 160,000.00 EUR now.",
    ]
    assert (lines(found)["From"], found["changed"]) == ("from: 140,000.00 → 100,000.00 EUR", moved)
    found = await seen(stand, tight, "acme_finance")
    assert lines(found)["From"] == "from: 150,000.00 → 100,000.00 EUR"
    assert found["changed"] == [
        *moved,
        (
            "As things stand, it can't be done: The budget to would hold 210,000.00 EUR, "
            "and its ceiling is 200,000.00 EUR. Nothing was moved."
        ),
    ]


async def test_a_record_that_was_changed_or_is_gone_is_named(stand: Stand) -> None:
    items = [{"id": f"rel_{one}_acme", "version": "1"} for one in ("update", "delete")]
    approval = await opened(stand, wire("POST", "/v1/releases/delete", {"items": items}), person="acme_admin")
    assert (await seen(stand, approval))["changed"] == []
    await stand.confirmed(deed("releases.update", "acme", "acme_lead"), "acme_lead", "releases.update")
    project = {"items": [{"id": "prj_delete_acme", "version": "1"}]}
    await stand.confirmed(wire("POST", "/v1/projects/delete", project, key="p"), "acme_admin", "projects.delete")
    assert (await seen(stand, approval))["changed"] == [
        "update_acme of update_acme has been changed since.",
        "As things stand, it can't be done: 1 of 2 releases have changed since they were read. Nothing was done.",
    ]
    whole = {"items": [{"id": "prj_update_acme", "version": "1"}]}
    with stand.app.state.platform.database.transaction() as db:
        db.execute("UPDATE budgets SET balance = 0 WHERE tenant = 'ten_acme'")
    await stand.confirmed(wire("POST", "/v1/projects/delete", whole, key="q"), "acme_admin", "projects.delete")
    assert (await seen(stand, approval, "acme_admin"))["changed"][:2] == [
        "update_acme of update_acme is gone.",
        "delete_acme of update_acme is gone.",
    ]


async def test_an_asker_who_has_left_is_named(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    items = {"items": [{"id": "usr_acme_lead", "version": "1"}]}
    await stand.confirmed(wire("POST", "/v1/members/delete", items), "acme_admin", "members.delete")
    assert (await seen(stand, approval, "acme_finance"))["changed"] == ["lead of acme does not work here any more."]


async def test_what_is_decided_or_over_is_told_as_it_was(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    await decided(stand, approval, "reject", comment="Not this quarter.")
    await move(stand, transfer(1_000_000))
    found = await seen(stand, approval)
    assert (found["lines"], found["changed"]) == (approval["lines"], [])
    assert (found["state"], found["comment"], found["version"]) == ("rejected", "Not this quarter.", "2")
    assert (found["decided_by"], found["decided_at"]) == ({"id": "usr_acme_finance", "name": "finance of acme"}, NOW)


async def test_an_answer_names_its_version_and_an_unknown_state_means_nothing(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    answer = await stand.get(f"/v1/approvals/{approval['id']}", "acme_lead")
    assert answer.headers["etag"] == '"1"'
    assert (await stand.get("/v1/approvals", "acme_lead", state="open")).status_code == 422


async def test_opening_and_deciding_are_in_the_record_with_the_approval_and_who_decided(stand: Stand) -> None:
    approval = await opened(stand, ONE)
    await decided(stand, approval)
    await done(stand, approval, ONE)
    items = (await stand.get("/v1/activity", "acme_lead")).json()["items"]
    who = {"id": "usr_acme_finance", "name": "finance of acme"}
    assert [(one["action"], one["sub"], one["approval"], one["decided_by"], one["change"]) for one in items] == [
        (action, f"usr_{sub}", approval["id"], who, approval["change"])
        for action, sub in (
            ("transfers.create", "acme_lead"), ("approvals.decide", "acme_finance"), ("approvals.open", "acme_lead")
        )
    ]  # fmt: skip
