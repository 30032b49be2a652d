from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.sandbox.platform.database import Database
from app.sandbox.platform.seeding import fill
from tests.sandbox.fakes_platform import Stand, platform_for


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        yield made


async def all_tasks(stand: Stand, person: str, **query: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await stand.get("/v1/tasks", person, **query, **cursor)).json()
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


async def project(stand: Stand, key: str, person: str = "alice") -> str:
    items = (await stand.get("/v1/projects", person)).json()["items"]
    return next(str(one["id"]) for one in items if one["key"] == key)


async def test_me_says_who_the_person_is_and_their_role(stand: Stand) -> None:
    me = (await stand.get("/v1/me")).json()
    assert {name: value for name, value in me.items() if name != "scopes"} == {
        "id": "usr_alice",
        "name": "Alice Moreau",
        "email": "alice@acme.example",
        "tenant": {"id": "ten_acme", "name": "Acme"},
        "role": "lead",
        "teams": ["Product", "Design review"],
    }


@pytest.mark.parametrize(
    ("person", "can", "cannot"),
    [
        ("carol", {"tasks:read"}, {"tasks:write", "tasks:delete", "transfers:create", "budgets:read"}),
        ("alice", {"tasks:delete", "releases:write", "transfers:create"}, {"members:write", "invoices:pay"}),
        ("erin", {"members:delete", "projects:delete"}, {"transfers:create", "invoices:pay"}),
    ],
)
async def test_me_says_which_scopes_the_role_can_use(
    stand: Stand, person: str, can: set[str], cannot: set[str]
) -> None:
    scopes = set((await stand.get("/v1/me", person)).json()["scopes"])
    assert can <= scopes
    assert not cannot & scopes


async def test_two_hundred_tasks_are_seeded_and_each_company_sees_its_own(stand: Stand) -> None:
    acme, globex = await all_tasks(stand, "alice", limit="30"), await all_tasks(stand, "grace", limit="30")
    assert (len(acme), len(globex)) == (156, 44)
    assert not {task["id"] for task in acme} & {task["id"] for task in globex}


async def test_apollo_has_exactly_five_stale_tasks(stand: Stand) -> None:
    stale = await all_tasks(stand, "alice", project=await project(stand, "APO"), stale_days="90")
    assert [task["title"] for task in stale] == [
        "Old landing page copy",
        "Spike: new router",
        "Replace the placeholder avatars",
        "Investigate flaky login test on Firefox",
        "Write down what we learned from the beta survey",
    ]


async def test_apollo_still_has_exactly_five_stale_tasks_a_month_later(stand: Stand) -> None:
    stand.clock.now += 28 * 24 * 3600
    assert len(await all_tasks(stand, "alice", project=await project(stand, "APO"), stale_days="90")) == 5


async def test_two_tasks_of_one_company_have_the_same_title(stand: Stand) -> None:
    found = await all_tasks(stand, "alice", q="update ONBOARDING copy")
    assert [task["key"] for task in found] == ["APO-88", "ZEP-53"]


async def test_every_project_counts_its_tasks(stand: Stand) -> None:
    items = (await stand.get("/v1/projects")).json()["items"]
    assert {one["name"]: one["task_count"] for one in items} == {
        "Apollo": 52,
        "Zephyr": 40,
        "Marketing site": 30,
        "Mobile app": 34,
    }
    one = (await stand.get(f"/v1/projects/{items[0]['id']}")).json()
    assert one == items[0]
    assert one["owner"] == {"id": "usr_alice", "name": "Alice Moreau"}


async def test_projects_are_found_by_words_of_name_or_key(stand: Stand) -> None:
    found = [(await stand.get("/v1/projects", q=words)).json()["items"] for words in ("site market", "zep", "nowhere")]
    assert [[one["name"] for one in items] for items in found] == [["Marketing site"], ["Zephyr"], []]


async def test_a_task_shows_all_that_it_is(stand: Stand) -> None:
    listed = (await all_tasks(stand, "alice", q="APO-14"))[0]
    answer = await stand.get(f"/v1/tasks/{listed['id']}")
    task = answer.json()
    assert task == listed
    assert answer.headers["etag"] == f'"{task["version"]}"'
    assert list(task) == [
        "id", "key", "title", "description", "project", "release", "status", "priority", "assignee", "due",
        "created_at", "updated_at", "deleted_at", "restorable_until", "version",
    ]  # fmt: skip
    assert task["project"] | {"id": ""} == {"id": "", "key": "APO", "name": "Apollo"}
    assert task["assignee"] == {"id": "usr_eve", "name": "Eve Tanaka"}
    assert task["updated_at"].endswith("Z")


async def test_filters_narrow_together(stand: Stand) -> None:
    mine = await all_tasks(stand, "bob", assignee="me", status="in_progress")
    assert mine
    assert all(t["assignee"] == {"id": "usr_bob", "name": "Bob Lindqvist"} for t in mine)
    assert all(t["status"] == "in_progress" for t in mine)
    late = await all_tasks(stand, "alice", overdue="true")
    assert [task["key"] for task in late] == ["APO-109", "APO-111", "ZEP-89", "ZEP-123", "MKT-37", "MKT-51", "MOB-46"]


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "201"}, {"stale": "90"}, {"status": "closed"}])
async def test_a_query_that_means_nothing_here_is_refused_and_not_ignored(stand: Stand, query: dict[str, str]) -> None:
    answer = await stand.get("/v1/tasks", **query)
    assert (answer.status_code, answer.json()["title"]) == (422, "Not valid")


async def test_a_cursor_is_good_for_its_own_list_only(stand: Stand) -> None:
    cursor = (await stand.get("/v1/tasks", limit="10")).json()["next_cursor"]
    assert (await stand.get("/v1/tasks", limit="20", cursor=cursor)).status_code == 200
    others = [
        await stand.get("/v1/tasks", cursor=cursor, status="open"),
        await stand.get("/v1/projects", cursor=cursor),
        await stand.get("/v1/tasks", "grace", cursor=cursor),
        await stand.get("/v1/tasks", cursor="not a cursor"),
        await stand.get("/v1/tasks", cursor="é"),
    ]
    assert [answer.status_code for answer in others] == [400] * 5


async def test_unknown_projects_and_people_in_a_filter_are_named(stand: Stand) -> None:
    answers = [await stand.get("/v1/tasks", project="prj_x"), await stand.get("/v1/tasks", assignee="usr_grace")]
    assert [answer.json()["detail"] for answer in answers] == ["There is no such project.", "There is no such person."]


def sown(folder: Path) -> list[str]:
    database = Database(folder)
    for _ in range(2):
        database.prepare(lambda db: fill(db, 1_790_000_000))
    rows = list(database.connection.iterdump())
    database.close()
    return rows


def test_the_seed_is_the_same_each_time_and_is_sown_once(tmp_path: Path) -> None:
    one, two = sown(tmp_path / "one"), sown(tmp_path / "two")
    assert one == two
    assert sum('INSERT INTO "tasks"' in row for row in one) == 200
