from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sandbox.fakes_platform import ACT, START, Stand, details_for, platform_for, wire
from tools.change import Json
from tools.wire import Wire, canonical

PATH = "/v1/tasks/delete"


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        yield made


async def seen(stand: Stand, *keys: str) -> Json:
    found = [(await stand.get("/v1/tasks", q=key)).json()["items"][0] for key in keys]
    return {"items": [{"id": task["id"], "version": task["version"]} for task in found]}


async def delete(stand: Stand, *keys: str) -> Wire:
    return wire("POST", PATH, await seen(stand, *keys))


async def count(stand: Stand) -> int:
    return sum(one["task_count"] for one in (await stand.get("/v1/projects")).json()["items"])


async def test_an_unconfirmed_delete_is_refused_with_the_digest_the_platform_computed(stand: Stand) -> None:
    one = await delete(stand, "APO-14")
    answer = await stand.write(one)
    problem = answer.json()
    assert answer.status_code == 403
    assert problem["type"].endswith("/problems/unconfirmed-change")
    assert problem["change_request"] == one.digest
    assert await count(stand) == 156


async def test_a_confirmed_delete_is_done_once_and_answers_the_same_again(stand: Stand) -> None:
    one = await delete(stand, "APO-14", "APO-27")
    first = await stand.confirmed(one)
    again = await stand.confirmed(one)
    assert [task["key"] for task in first.json()["items"]] == ["APO-14", "APO-27"]
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["x-request-id"] == first.headers["x-request-id"]
    assert await count(stand) == 154
    assert len((await stand.get("/v1/activity")).json()["items"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"path": "/v1/tasks/%64elete"},
        {"query": (("a", "1"),)},
        {"body": b'{"items":[]}'},
        {"if_match": '"1"'},
        {"idempotency_key": "another key"},
    ],
)
async def test_a_confirmed_change_is_good_for_exactly_its_request(stand: Stand, change: dict[str, object]) -> None:
    one = await delete(stand, "APO-14")
    token = stand.mint("alice", ACT, details_for(one))
    other = replace(one, **change)  # type: ignore[arg-type]  # each value fits the field it is named for
    path = other.path + "".join(f"?{name}={value}" for name, value in other.query)
    answer = await stand.send(replace(other, path=path), token)
    assert (answer.status_code, answer.json()["title"]) == (403, "Unconfirmed change")
    assert answer.json()["change_request"] == other.digest
    assert await count(stand) == 156


@pytest.mark.parametrize(
    "more",
    [
        {"type": "payment_initiation"},
        {"locations": ["http://127.0.0.1:1"]},
        {"locations": []},
        {"actions": ["tasks.update"]},
        {"change": "sha-256:0000000000000000000000000000000000000000000"},
        {"requests": []},
        {"expires_at": int(START) + 601},
        {"expires_at": str(int(START) + 600)},
        {"expires_at": -1},
        {"unheard_of": True},
    ],
)
async def test_details_that_say_anything_else_confirm_nothing(stand: Stand, more: Json) -> None:
    one = await delete(stand, "APO-14")
    answer = await stand.send(one, stand.mint("alice", ACT, details_for(one, more=more)))
    assert (answer.status_code, answer.json()["title"]) == (403, "Unconfirmed change")


async def test_two_details_confirm_nothing(stand: Stand) -> None:
    one = await delete(stand, "APO-14")
    answer = await stand.send(one, stand.mint("alice", ACT, details_for(one) * 2))
    assert (answer.status_code, answer.json()["title"]) == (403, "Unconfirmed change")


async def test_what_one_person_confirmed_is_nothing_in_anothers_token(stand: Stand) -> None:
    one = await delete(stand, "APO-14")
    answer = await stand.send(one, stand.mint("bob", ACT, details_for(one, person="alice")))
    assert (answer.status_code, answer.json()["title"]) == (403, "Unconfirmed change")


async def test_what_one_client_had_confirmed_is_nothing_in_anothers_token(stand: Stand) -> None:
    one = await delete(stand, "APO-14")
    other = {"client_id": "client_other", "act": {"sub": "client_other", "installation": "other"}}
    answer = await stand.send(one, stand.mint("alice", ACT, details_for(one), claims=other))
    assert (answer.status_code, answer.json()["title"]) == (403, "Unconfirmed change")


async def test_a_confirmation_expires(stand: Stand) -> None:
    one = await delete(stand, "APO-14")
    stand.clock.now = int(START) + 600
    answer = await stand.confirmed(one)
    assert (answer.status_code, answer.json()["title"]) == (403, "Expired change")
    assert await count(stand) == 156


async def test_a_routine_call_may_come_unconfirmed_but_not_wrongly_confirmed(stand: Stand) -> None:
    project = (await stand.get("/v1/projects")).json()["items"][0]["id"]
    one = wire("POST", "/v1/tasks", {"project": project, "title": "A"})
    other = wire("POST", "/v1/tasks", {"project": project, "title": "B"}, key="b")
    token = stand.mint("alice", ACT, details_for(one, action="tasks.create"))
    refused = await stand.send(other, token)
    assert (refused.status_code, refused.json()["title"]) == (403, "Unconfirmed change")
    assert (await stand.send(one, token)).status_code == 201
    assert (await stand.write(other)).status_code == 201


async def test_a_change_of_two_requests_is_confirmed_once_for_both(stand: Stand) -> None:
    one = await delete(stand, "APO-14")
    two = wire("POST", PATH, await seen(stand, "ZEP-9"), key="two")
    details = details_for(one, two)
    answers = [await stand.send(each, stand.mint("alice", ACT, details)) for each in (one, two)]
    assert [answer.status_code for answer in answers] == [200, 200]
    swapped = details_for(one, two, more={"requests": [two.digest, one.digest]})
    assert (await stand.send(one, stand.mint("alice", ACT, swapped))).status_code == 403


async def test_a_used_confirmation_stays_used_even_when_its_key_is_forgotten(stand: Stand) -> None:
    one = await delete(stand, "APO-14")
    assert (await stand.confirmed(one)).status_code == 200
    with stand.app.state.platform.database.transaction() as db:
        db.execute("DELETE FROM operations")
        db.execute("UPDATE tasks SET deleted_at = NULL, version = version - 1 WHERE deleted_at IS NOT NULL")
    answer = await stand.confirmed(one)
    assert (answer.status_code, answer.json()["title"]) == (409, "Change already used")
    assert await count(stand) == 156


async def test_a_confirmed_delete_that_failed_can_be_sent_again(stand: Stand) -> None:
    body = await seen(stand, "APO-14")
    newer = {"items": [{**one, "version": str(int(one["version"]) + 1)} for one in body["items"]]}  # type: ignore[attr-defined]  # Json's values are objects
    one = wire("POST", PATH, newer)
    assert (await stand.confirmed(one)).status_code == 412
    patch = wire("PATCH", f"/v1/tasks/{newer['items'][0]['id']}", {"priority": "high"}, key="p", if_match='"2"')
    assert (await stand.write(patch)).status_code == 200
    assert (await stand.confirmed(one)).status_code == 200


async def test_the_body_counts_byte_for_byte(stand: Stand) -> None:
    one = await delete(stand, "APO-14")
    spaced = replace(one, body=one.body + b" ")
    assert canonical(await seen(stand, "APO-14")) == one.body
    assert (await stand.send(spaced, stand.mint("alice", ACT, details_for(one)))).status_code == 403


async def test_activity_says_who_did_what_through_what(stand: Stand) -> None:
    one = await delete(stand, "APO-14")
    details = details_for(one)
    answer = await stand.send(one, stand.mint("alice", ACT, details))
    items = (await stand.get("/v1/activity")).json()["items"]
    assert [{**item, "id": "", "jti": ""} for item in items] == [
        {
            "id": "",
            "at": "2026-09-21T14:13:20Z",
            "action": "tasks.delete",
            "sub": "usr_alice",
            "name": "Alice Moreau",
            "actor": {"sub": "client_terminal", "installation": "thumbprint"},
            "jti": "",
            "txn": "txn_1",
            "change": details[0]["change"],
            "approval": None,
            "decided_by": None,
            "idempotency_key": one.idempotency_key,
            "records": [task["id"] for task in answer.json()["items"]],
        },
    ]
    assert (await stand.get("/v1/activity", "grace")).json()["items"] == []
    assert (await stand.get("/v1/activity", since="2026-09-21T14:13:21Z")).json()["items"] == []
