from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.sandbox.platform.rules import RULES
from tests.sandbox.fakes_planted import CHANGES, PREFIX, deed, news, plant, token
from tests.sandbox.fakes_platform import Stand, platform_for, wire
from tools.wire import Wire

Record = dict[str, Any]
DAY = 24 * 3600
WHO = "acme_admin"
MADE = tuple(news("acme"))
SOFT = tuple(PREFIX)
CHANGED = (*CHANGES, "comments")
PATCH = {**CHANGES, "comments": {"text": "New"}}


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        yield made


def who_for(noun: str) -> str:
    return "acme_finance" if noun == "transfers" else WHO


async def do(stand: Stand, one: Wire, action: str) -> httpx.Response:
    who = who_for(action.partition(".")[0])
    return await stand.send(one, token(stand, one, action, who))


async def doing(stand: Stand, action: str) -> httpx.Response:
    return await do(stand, deed(action, "acme", who_for(action.partition(".")[0])), action)


async def read(stand: Stand, noun: str, record_id: str) -> httpx.Response:
    return await stand.get(f"/v1/{noun}/{record_id}", who_for(noun))


def many(noun: str, verb: str, *records: Record, key: str) -> Wire:
    items = [{"id": one["id"], "version": one["version"]} for one in records]
    return wire("POST", f"/v1/{noun}/{verb}", {"items": items}, key=key)


async def planted(stand: Stand, noun: str, verb: str) -> Record:
    found: Record = (await read(stand, noun, f"{PREFIX.get(noun, 'prj')}_{verb}_acme")).json()
    return found


@pytest.mark.parametrize("noun", MADE)
async def test_what_is_created_is_at_its_location_in_version_one(stand: Stand, noun: str) -> None:
    answer = await doing(stand, f"{noun}.create")
    made = answer.json()
    assert (answer.status_code, made["version"], answer.headers["etag"]) == (201, "1", '"1"')
    assert answer.headers["location"] == f"/v1/{noun}/{made['id']}"
    again = await stand.get(answer.headers["location"], who_for(noun))
    assert (again.json(), again.headers["etag"]) == (made, '"1"')
    listed = (await stand.get(f"/v1/{noun}", who_for(noun), limit="200")).json()["items"]
    assert made in listed or noun == "tasks"
    noted = (await stand.get("/v1/activity")).json()["items"][0]
    assert (noted["action"], noted["records"]) == (f"{noun}.create", [made["id"]])


@pytest.mark.parametrize("noun", MADE)
async def test_a_body_with_a_name_too_many_or_too_few_is_a_422(stand: Stand, noun: str) -> None:
    action, body = f"{noun}.create", news("acme")[noun]
    needed = {"projects": "key", "comments": "text", "members": "role", "budgets": "ceiling", "transfers": "amount"}
    less = {name: value for name, value in body.items() if name != needed.get(noun, "project")}
    asked = [{**body, "tenant": "ten_globex"}, {**body, "version": "9"}, less, {}, [body], None, "x"]
    answers = [await do(stand, wire("POST", f"/v1/{noun}", one, key=str(n)), action) for n, one in enumerate(asked)]
    assert {answer.status_code for answer in answers if answer.request.content} == {422}
    assert (await stand.get("/v1/activity")).json()["items"] == []


@pytest.mark.parametrize("noun", CHANGED)
async def test_a_change_touches_what_it_names_and_the_version(stand: Stand, noun: str) -> None:
    one = deed(f"{noun}.update", "acme", WHO)
    before: Record = (await stand.get(one.path, WHO)).json()
    after = (await do(stand, one, f"{noun}.update")).json()
    touched = {name for name in before if before[name] != after[name]}
    assert touched - {"updated_at"} == {*PATCH[noun], "version"}
    assert {name: after[name] for name in PATCH[noun]} == PATCH[noun]
    assert after["version"] == "2"


@pytest.mark.parametrize("noun", CHANGED)
async def test_a_change_wants_the_current_version_and_gets_it_if_it_has_another(stand: Stand, noun: str) -> None:
    action = f"{noun}.update"
    one = deed(action, "acme", WHO)
    assert (await do(stand, replace(one, if_match=None), action)).status_code == 428
    assert (await do(stand, replace(one, if_match="1"), action)).status_code == 400
    current = (await do(stand, one, action)).json()
    late = await do(stand, replace(one, idempotency_key="late"), action)
    assert (late.status_code, late.json()["current"]) == (412, current)


@pytest.mark.parametrize("noun", CHANGED)
@pytest.mark.parametrize("body", [{}, {"id": "x"}, {"tenant": "ten_globex"}, {"version": "1"}])
async def test_a_change_of_nothing_or_of_what_cannot_change_is_a_422(stand: Stand, noun: str, body: Record) -> None:
    action = f"{noun}.update"
    one = deed(action, "acme", WHO)
    plain = wire("PATCH", one.path, body, if_match='"1"')
    assert (await do(stand, plain, action)).status_code == 422


@pytest.mark.parametrize("noun", SOFT)
async def test_what_is_deleted_leaves_the_list_and_comes_back_as_it_was(stand: Stand, noun: str) -> None:
    before = await planted(stand, noun, "delete")
    gone = (await do(stand, many(noun, "delete", before, key="d"), f"{noun}.delete")).json()["items"][0]
    ids = [[one["id"] for one in (await stand.get(f"/v1/{noun}", WHO, limit="200", **query)).json()["items"]]
           for query in ({}, {"deleted": "true"})]  # fmt: skip
    assert (gone["id"] in ids[0], gone["id"] in ids[1]) == (False, True)
    assert (gone["deleted_at"], gone["restorable_until"]) == ("2026-09-21T14:13:20Z", "2026-10-21T14:13:20Z")
    assert (await read(stand, noun, gone["id"])).json() == gone
    back = (await do(stand, many(noun, "restore", gone, key="r"), f"{noun}.restore")).json()["items"][0]
    assert {name for name in back if back[name] != before[name]} <= {"version", "updated_at"}
    assert back["version"] == "3"


@pytest.mark.parametrize("noun", SOFT)
async def test_after_thirty_days_it_is_gone_for_good(stand: Stand, noun: str) -> None:
    gone = await planted(stand, noun, "restore")
    stand.clock.now += 30 * DAY - 61
    assert (await read(stand, noun, gone["id"])).status_code == 200
    stand.clock.now += 1
    assert (await read(stand, noun, gone["id"])).status_code == 404
    listed = (await stand.get(f"/v1/{noun}", WHO, deleted="true", limit="200")).json()["items"]
    assert gone["id"] not in [one["id"] for one in listed]
    assert (await do(stand, many(noun, "restore", gone, key="r"), f"{noun}.restore")).status_code == 404


@pytest.mark.parametrize("noun", [*SOFT, "projects"])
async def test_one_that_changed_or_is_unknown_saves_all_from_deletion(stand: Stand, noun: str) -> None:
    action = f"{noun}.delete"
    one, other = await planted(stand, noun, "delete"), await planted(stand, noun, "update")
    changed = await do(stand, many(noun, "delete", one, {**other, "version": "9"}, key="a"), action)
    unknown = await do(stand, many(noun, "delete", one, {"id": "x", "version": "1"}, key="b"), action)
    assert (changed.status_code, changed.json()["current"]) == (412, [other])
    assert (unknown.status_code, unknown.json()["title"][:7]) == (404, "No such")
    assert [await planted(stand, noun, verb) for verb in ("delete", "update")] == [one, other]


@pytest.mark.parametrize("noun", SOFT)
async def test_deleted_twice_changed_while_deleted_or_restored_while_there_is_a_409(stand: Stand, noun: str) -> None:
    gone, there = await planted(stand, noun, "restore"), await planted(stand, noun, "update")
    path = f"/v1/{noun}/{gone['id']}"
    calls = [
        (f"{noun}.delete", many(noun, "delete", gone, key="a")),
        (f"{noun}.restore", many(noun, "restore", there, key="b")),
    ]
    if noun != "comments":
        calls.append((f"{noun}.update", wire("PATCH", path, PATCH[noun], key="c", if_match='"1"')))
    answers = [await do(stand, one, action) for action, one in calls]
    assert [answer.json()["title"] for answer in answers] == ["Deleted", "Not deleted", "Deleted"][: len(calls)]
    assert {answer.status_code for answer in answers} == {409}


@pytest.mark.parametrize("action", [action for action, rule in RULES.items() if rule.writes])
async def test_each_write_is_done_once_and_only_under_its_own_confirmation(stand: Stand, action: str) -> None:
    who = "acme_finance" if action == "invoices.pay" else who_for(action.partition(".")[0])
    one = deed(action, "acme", who)
    if RULES[action].confirmed and RULES[action].binds == "request":
        plain = await stand.write(one, who)
        assert (plain.status_code, plain.json()["change_request"]) == (403, one.digest)
        other = "tasks.delete" if action != "tasks.delete" else "tasks.update"
        assert (await stand.send(one, stand.fresh(one, who, other))).json()["title"] == "Unconfirmed change"
    answers = [await stand.send(one, token(stand, one, action, who)) for _ in range(2)]
    assert {answer.is_success for answer in answers} == {True}
    assert answers[0].content == answers[1].content
    assert [item["action"] for item in (await stand.get("/v1/activity")).json()["items"]] == [action]
