import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sandbox.fakes_platform import Stand, platform_for, wire
from tools.change import Json
from tools.wire import Wire

DAY = 24 * 3600


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        yield made


async def task(stand: Stand, key: str = "APO-14", person: str = "alice") -> dict[str, object]:
    found: dict[str, object] = (await stand.get("/v1/tasks", person, q=key)).json()["items"][0]
    return found


async def new(stand: Stand, body: Json | None = None, *, key: str = "new") -> Wire:
    project = (await stand.get("/v1/projects", q="Zephyr")).json()["items"][0]["id"]
    return wire("POST", "/v1/tasks", {"project": project, "title": "Call the carrier", **(body or {})}, key=key)


def patch(record: dict[str, object], body: Json, *, key: str = "patch") -> Wire:
    return wire("PATCH", f"/v1/tasks/{record['id']}", body, key=key, if_match=f'"{record["version"]}"')


def many(path: str, *records: dict[str, object], key: str = "many") -> Wire:
    items = [{"id": one["id"], "version": one["version"]} for one in records]
    return wire("POST", f"/v1/tasks/{path}", {"items": items}, key=key)


async def test_a_new_task_is_open_and_numbered_after_the_last(stand: Stand) -> None:
    answer = await stand.write(await new(stand, {"assignee": "usr_bob", "due": "2026-12-24", "priority": "high"}))
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/tasks/{made['id']}")
    assert made["key"] == "ZEP-135"
    assert (made["status"], made["version"], made["description"]) == ("open", "1", "")
    assert (made["assignee"]["name"], made["due"], made["priority"]) == ("Bob Lindqvist", "2026-12-24", "high")
    assert (await stand.get(f"/v1/tasks/{made['id']}")).json() == made


@pytest.mark.parametrize(
    "body",
    [
        {"title": ""},
        {"title": "  "},
        {"title": "x" * 201},
        {"due": "24.12.2026"},
        {"due": 1_790_000_000},
        {"due": "2026-12-24T00:00:00Z"},
        {"due": "2026-02-30"},
        {"status": "done"},
        {"priority": "urgent"},
    ],
)
async def test_a_new_task_that_is_not_as_it_should_be_is_a_422(stand: Stand, body: Json) -> None:
    answer = await stand.write(await new(stand, body))
    assert (answer.status_code, answer.json()["title"]) == (422, "Not valid")


async def test_a_change_touches_what_it_names_and_the_version(stand: Stand) -> None:
    stand.clock.now += 60
    before = await task(stand)
    answer = await stand.write(patch(before, {"status": "done", "assignee": None, "due": "2026-12-24"}))
    after = answer.json()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"status", "assignee", "due", "version", "updated_at"}
    assert (after["version"], after["updated_at"]) == ("3", "2026-09-21T14:14:20Z")
    assert answer.headers["etag"] == '"3"'


@pytest.mark.parametrize("body", [{}, {"title": None}, {"status": None}, {"project": "prj_x"}, {"version": "9"}])
async def test_a_change_of_nothing_or_of_what_cannot_change_is_a_422(stand: Stand, body: Json) -> None:
    assert (await stand.write(patch(await task(stand), body))).status_code == 422


async def test_a_change_needs_the_version_it_is_about(stand: Stand) -> None:
    one = patch(await task(stand), {"title": "New"})
    answers = [await stand.write(replace(one, if_match=given)) for given in (None, "2", "*", 'W/"2"', '"2", "3"')]
    assert [answer.status_code for answer in answers] == [428, 400, 400, 400, 400]


async def test_a_change_of_an_older_version_gets_the_current_task(stand: Stand) -> None:
    old = await task(stand)
    current = (await stand.write(patch(old, {"title": "Newer"}))).json()
    answer = await stand.write(patch(old, {"title": "Newest"}, key="again"))
    assert (answer.status_code, answer.json()["current"]) == (412, current)


async def test_deleted_tasks_leave_the_lists_and_can_be_restored(stand: Stand) -> None:
    one, two = await task(stand), await task(stand, "ZEP-9")
    deleted = (await stand.confirmed(many("delete", one, two))).json()["items"]
    assert [t["deleted_at"] for t in deleted] == ["2026-09-21T14:13:20Z"] * 2
    assert deleted[0]["restorable_until"] == "2026-10-21T14:13:20Z"
    assert (await stand.get("/v1/tasks", q="APO-14")).json()["items"] == []
    assert (await stand.get("/v1/tasks", deleted="true")).json()["items"] == deleted
    assert (await stand.get(f"/v1/tasks/{one['id']}")).json() == deleted[0]
    restored = (await stand.write(many("restore", *deleted, key="back"))).json()["items"]
    assert [(t["deleted_at"], t["restorable_until"], t["version"]) for t in restored] == [(None, None, "4")] * 2
    assert (await stand.get("/v1/tasks", deleted="true")).json()["items"] == []


async def test_thirty_days_later_a_deleted_task_is_gone(stand: Stand) -> None:
    deleted = (await stand.confirmed(many("delete", await task(stand)))).json()["items"][0]
    stand.clock.now += 30 * DAY - 1
    assert (await stand.get(f"/v1/tasks/{deleted['id']}")).status_code == 200
    stand.clock.now += 1
    assert (await stand.get(f"/v1/tasks/{deleted['id']}")).status_code == 404
    assert (await stand.get("/v1/tasks", deleted="true")).json()["items"] == []
    assert (await stand.write(many("restore", deleted, key="back"))).status_code == 404


async def test_one_changed_task_saves_all_from_deletion(stand: Stand) -> None:
    one, two = await task(stand), await task(stand, "ZEP-9")
    current = (await stand.write(patch(two, {"title": "Newer"}))).json()
    answer = await stand.confirmed(many("delete", one, two))
    assert (answer.status_code, answer.json()["current"]) == (412, [current])
    assert answer.json()["detail"] == "1 of 2 tasks have changed since they were read. Nothing was done."
    assert (await task(stand))["deleted_at"] is None


async def test_one_unknown_task_saves_all_from_deletion(stand: Stand) -> None:
    one = await task(stand)
    answer = await stand.confirmed(many("delete", one, {"id": "tsk_none", "version": "1"}))
    assert answer.status_code == 404
    assert (await task(stand))["deleted_at"] is None


async def test_what_is_deleted_cannot_be_deleted_or_changed_and_what_is_not_cannot_be_restored(stand: Stand) -> None:
    one = await task(stand)
    assert (await stand.write(many("restore", one, key="a"))).status_code == 409
    gone = (await stand.confirmed(many("delete", one, key="b"))).json()["items"][0]
    assert (await stand.confirmed(many("delete", gone, key="c"))).status_code == 409
    assert (await stand.write(patch(gone, {"title": "New"}, key="d"))).status_code == 409


@pytest.mark.parametrize("items", [[], [{"id": "a", "version": "1"}] * 2, [{"id": "a", "version": 1}], [{"id": "a"}]])
async def test_a_list_that_is_empty_doubled_or_without_versions_is_a_422(stand: Stand, items: list[object]) -> None:
    assert (await stand.confirmed(wire("POST", "/v1/tasks/delete", {"items": items}))).status_code == 422


async def test_the_same_key_gives_the_first_answer_and_does_nothing_more(stand: Stand) -> None:
    one = await new(stand)
    first = await stand.write(one)
    stand.clock.now += 30
    again = await stand.write(one)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["x-request-id"] == first.headers["x-request-id"]
    assert again.headers["location"] == first.headers["location"]
    assert len((await stand.get("/v1/tasks", q="carrier")).json()["items"]) == 1


async def test_the_same_key_with_another_request_is_a_422(stand: Stand) -> None:
    await stand.write(await new(stand))
    answer = await stand.write(await new(stand, {"title": "Something else"}))
    assert (answer.status_code, answer.json()["title"]) == (422, "Key reused")


async def test_a_key_is_one_persons_own(stand: Stand) -> None:
    one = await new(stand)
    ids = [(await stand.write(one, person)).json()["id"] for person in ("alice", "bob")]
    assert len(set(ids)) == 2


async def test_a_write_without_a_key_is_refused(stand: Stand) -> None:
    one = await new(stand)
    headers = {"authorization": f"Bearer {stand.mint('alice', 'tasks:write')}", "content-type": "application/json"}
    answer = await stand.client.post(one.path, content=one.body, headers=headers)
    assert (answer.status_code, answer.json()["title"]) == (400, "No idempotency key")
    assert (await stand.write(replace(one, idempotency_key="k" * 201))).status_code == 400


async def test_many_at_once_with_one_key_do_it_once(stand: Stand) -> None:
    one = await new(stand)
    answers = await asyncio.gather(*(stand.write(one) for _ in range(8)))
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await stand.get("/v1/tasks", q="carrier")).json()["items"]) == 1


async def test_an_operation_tells_what_became_of_a_call(stand: Stand) -> None:
    one = await new(stand, key="sha-256:abc")
    none = await stand.get("/v1/operations/sha-256:abc")
    assert (none.status_code, none.json()["type"][-18:]) == (404, "/no-such-operation")
    done = await stand.write(one)
    found = (await stand.get("/v1/operations/sha-256%3Aabc")).json()
    assert found == {
        "key": "sha-256:abc",
        "state": "done",
        "status": 201,
        "request_id": done.headers["x-request-id"],
        "body": done.json(),
        "at": "2026-09-21T14:13:20Z",
    }
    assert (await stand.get("/v1/operations/sha-256:abc", "bob")).status_code == 404


async def test_a_refused_call_leaves_no_operation_and_no_activity(stand: Stand) -> None:
    await stand.write(patch({"id": "tsk_none", "version": "1"}, {"title": "New"}, key="k"))
    assert (await stand.get("/v1/operations/k")).status_code == 404
    assert (await stand.get("/v1/activity")).json()["items"] == []


async def test_what_was_done_survives_a_restart(tmp_path: Path) -> None:
    async with platform_for(tmp_path) as before:
        one = await new(before)
        first = await before.write(one)
    async with platform_for(tmp_path) as after:
        assert (await after.write(one)).content == first.content


async def test_activity_comes_newest_first_in_pages(stand: Stand) -> None:
    for number in range(5):
        stand.clock.now += 1
        await stand.write(await new(stand, key=f"k{number}"))
    first = (await stand.get("/v1/activity", limit="3")).json()
    rest = (await stand.get("/v1/activity", limit="3", cursor=first["next_cursor"])).json()
    assert [item["idempotency_key"] for item in first["items"] + rest["items"]] == ["k4", "k3", "k2", "k1", "k0"]
    assert rest["next_cursor"] is None
