from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.fakes_planted import plant, token
from tests.sandbox.fakes_platform import Stand, platform_for, wire

Record = dict[str, Any]
WHO = "acme_finance"
LISTS = ("projects", "tasks", "releases", "comments", "members", "budgets", "transfers", "invoices")
TODAY = "2026-09-21"


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        yield made


async def every(stand: Stand, noun: str, person: str = WHO, **query: str) -> list[Record]:
    found: list[Record] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await stand.get(f"/v1/{noun}", person, **{"limit": "200", **query, **cursor})).json()
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


Fits = Callable[[Record], bool]
FILTERS: list[tuple[str, dict[str, str], Fits]] = [
    ("projects", {"status": "paused"}, lambda one: one["status"] == "paused"),
    ("projects", {"owner": "usr_bob"}, lambda one: one["owner"]["id"] == "usr_bob"),
    ("tasks", {"due_before": TODAY}, lambda one: (one["due"] or "9") < TODAY),
    ("tasks", {"overdue": "true"}, lambda one: (one["due"] or "9") < TODAY and one["status"] != "done"),
    ("releases", {"status": "planned"}, lambda one: one["status"] == "planned"),
    ("releases", {"q": "apollo 2"}, lambda one: "apollo" in one["name"].lower() and "2" in one["name"]),
    ("comments", {"author": "usr_eve"}, lambda one: one["author"]["id"] == "usr_eve"),
    ("comments", {"q": "update_acme"}, lambda one: "update_acme" in one["text"]),
    ("members", {"role": "member"}, lambda one: one["role"] == "member"),
    ("members", {"q": "acme.example"}, lambda one: "acme.example" in one["email"]),
    ("budgets", {"q": "2026"}, lambda one: "2026" in one["name"]),
    ("transfers", {"budget": "bud_from_acme"}, lambda one: "bud_from_acme" in (one["from"]["id"], one["to"]["id"])),
    ("transfers", {"budget": "bud_to_acme"}, lambda one: "bud_to_acme" in (one["from"]["id"], one["to"]["id"])),
    ("transfers", {"since": "2026-07-01"}, lambda one: one["at"] >= "2026-07-01"),
    ("transfers", {"by": "usr_dave"}, lambda one: one["by"]["id"] == "usr_dave"),
    ("invoices", {"status": "open"}, lambda one: one["status"] == "open"),
    ("invoices", {"overdue": "true"}, lambda one: one["status"] == "open" and one["due"] < TODAY),
    ("invoices", {"q": "paper HALDEN"}, lambda one: one["vendor"] == "Halden Paper"),
]


@pytest.mark.parametrize(("noun", "query", "fits"), FILTERS, ids=lambda part: "fits" if callable(part) else str(part))
async def test_a_filter_finds_all_that_fit_and_nothing_else(
    stand: Stand, noun: str, query: dict[str, str], fits: Fits
) -> None:
    found, whole = await every(stand, noun, **query), await every(stand, noun)
    assert found == [one for one in whole if fits(one)]
    assert 0 < len(found) < len(whole)


MINE = [("tasks", "assignee"), ("projects", "owner"), ("comments", "author"), ("transfers", "by")]


@pytest.mark.parametrize(("noun", "name"), MINE)
async def test_me_is_whoever_asks(stand: Stand, noun: str, name: str) -> None:
    mine = await every(stand, noun, "alice", **{name: "me"})
    assert mine
    assert {one[name]["id"] for one in mine} == {"usr_alice"}


@pytest.mark.parametrize("noun", LISTS)
@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "201"}, {"nonsense": "1"}, {"q": "x" * 201}, {"cursor": "?"}]
)
async def test_a_query_that_means_nothing_here_is_refused(stand: Stand, noun: str, query: dict[str, str]) -> None:
    answer = await stand.get(f"/v1/{noun}", WHO, **query)
    assert (answer.status_code, answer.json()["title"]) in {(422, "Not valid"), (400, "No such cursor")}


@pytest.mark.parametrize("noun", LISTS)
async def test_a_list_in_pages_is_the_list_in_whole(stand: Stand, noun: str) -> None:
    whole = await every(stand, noun)
    assert await every(stand, noun, limit="3") == whole
    assert len({one["id"] for one in whole}) == len(whole)


NEW: dict[str, Record] = {
    "projects": {"key": "P{n}", "name": "New {n}"},
    "tasks": {"project": "prj_update_acme", "title": "New {n}"},
    "releases": {"project": "prj_update_acme", "name": "New {n}"},
    "comments": {"task": "tsk_update_acme", "text": "New {n}"},
    "members": {"name": "New {n}", "email": "new{n}@acme.example", "role": "viewer"},
    "budgets": {"name": "New {n}", "ceiling": 1},
    "transfers": {"from": "bud_from_acme", "to": "bud_to_acme", "amount": 1, "currency": "EUR", "note": "New {n}"},
}


async def add(stand: Stand, noun: str, n: int) -> str:
    who = WHO if noun == "transfers" else "acme_admin"
    body = {name: value.format(n=n) if isinstance(value, str) else value for name, value in NEW[noun].items()}
    one = wire("POST", f"/v1/{noun}", body, key=f"{noun} {n}")
    return str((await stand.send(one, token(stand, one, f"{noun}.create", who))).json()["id"])


@pytest.mark.parametrize("noun", NEW)
async def test_what_is_written_between_two_pages_neither_repeats_nor_hides_what_was_there(
    stand: Stand, noun: str
) -> None:
    before = [one["id"] for one in await every(stand, noun)]
    seen: list[str] = []
    made: list[str] = []
    query: dict[str, str] = {"limit": str(len(before) // 4 + 1)}
    while True:
        page = (await stand.get(f"/v1/{noun}", WHO, **query)).json()
        seen += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None or len(made) > 20:
            break
        made.append(await add(stand, noun, len(made)))
        query["cursor"] = page["next_cursor"]
    assert [one for one in seen if one not in made] == before
    assert len(set(seen)) == len(seen)
    assert made


async def test_what_is_deleted_between_two_pages_hides_nothing_else(stand: Stand) -> None:
    before = await every(stand, "comments")
    first = (await stand.get("/v1/comments", WHO, limit="5")).json()
    gone = [{"id": one["id"], "version": one["version"]} for one in (*before[:3], *before[7:9])]
    await stand.confirmed(wire("POST", "/v1/comments/delete", {"items": gone}), "acme_admin", "comments.delete")
    page = (await stand.get("/v1/comments", WHO, limit="200", cursor=first["next_cursor"])).json()
    left = [one for one in before[5:] if one["id"] not in {each["id"] for each in gone}]
    assert page["items"] == left


async def test_transfers_come_newest_first(stand: Stand) -> None:
    times = [one["at"] for one in await every(stand, "transfers", "dave") if one["id"] != "trf_acme"]
    assert times == sorted(times, reverse=True)
