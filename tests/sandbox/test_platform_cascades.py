from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.fakes_planted import plant, token
from tests.sandbox.fakes_platform import Stand, platform_for, wire

Record = dict[str, Any]
ADMIN = "acme_admin"
LOST = ("tasks", "releases", "comments", "budgets")


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        yield made


async def get(stand: Stand, path: str, person: str = ADMIN, **query: str) -> Any:  # noqa: ANN401  # JSON has no narrower type
    return (await stand.get(f"/v1/{path}", person, **query)).json()


async def act(stand: Stand, action: str, path: str, *records: Record, person: str = ADMIN) -> httpx.Response:
    items = [{"id": one["id"], "version": one["version"]} for one in records]
    one = wire("POST", f"/v1/{path}", {"items": items}, key=f"{path} {records[0]['id']} {records[0]['version']}")
    return await stand.send(one, token(stand, one, action, person))


async def create(stand: Stand, noun: str, body: Record) -> Record:
    one = wire("POST", f"/v1/{noun}", body, key=str(body))
    made: Record = (await stand.send(one, token(stand, one, f"{noun}.create", ADMIN))).json()
    return made


async def patch(stand: Stand, noun: str, record: Record, body: Record) -> httpx.Response:
    path, version = f"/v1/{noun}/{record['id']}", f'"{record["version"]}"'
    one = wire("PATCH", path, body, key=f"{path} {body}", if_match=version)
    return await stand.send(one, token(stand, one, f"{noun}.update", ADMIN))


async def readable(stand: Stand, project: str) -> dict[str, list[str]]:
    """Return the paths of all that belongs to a project and can be read by its id."""
    found: dict[str, list[str]] = {noun: [] for noun in LOST}
    db = stand.app.state.platform.database.connection
    for noun in LOST:
        for row in db.execute(f"SELECT * FROM {noun}_seen"):  # noqa: S608  # one of the four names above
            task = db.execute("SELECT project FROM tasks WHERE id = ?", (row["task"],)) if noun == "comments" else None
            if (task.fetchone()["project"] if task else row["project"]) == project:
                path = f"/v1/{noun}/{row['id']}"
                found[noun] += [path] if (await stand.get(path, ADMIN)).status_code == 200 else []
    return found


async def test_a_deleted_project_takes_exactly_what_its_cascade_said(stand: Stand) -> None:
    project = await get(stand, "projects/prj_update_acme")
    task = await create(stand, "tasks", {"project": project["id"], "title": "Gone too"})
    await create(stand, "comments", {"task": task["id"], "text": "Gone with its task"})
    await create(stand, "budgets", {"project": project["id"], "name": "Empty", "ceiling": 100})
    await act(stand, "tasks.delete", "tasks/delete", task)
    told = await get(stand, f"projects/{project['id']}/cascade")
    there = await readable(stand, project["id"])
    assert told == {noun: len(there[noun]) for noun in LOST}
    assert all(told.values())
    done = await act(stand, "projects.delete", "projects/delete", project)
    assert (done.status_code, done.json()) == (200, {"items": [project], "cascade": told})
    paths = [path for noun in LOST for path in there[noun]]
    assert {(await stand.get(path, ADMIN)).status_code for path in paths} == {404}
    assert (await stand.get(f"/v1/projects/{project['id']}", ADMIN)).status_code == 404
    assert {noun: len(some) for noun, some in (await readable(stand, project["id"])).items()} == dict.fromkeys(LOST, 0)


async def test_a_seeded_project_tells_what_goes_with_it(stand: Stand) -> None:
    zephyr = (await get(stand, "projects", q="Zephyr"))["items"][0]
    told = await get(stand, f"projects/{zephyr['id']}/cascade")
    assert told["tasks"] == zephyr["task_count"]
    assert told["releases"] == len((await get(stand, "releases", project=zephyr["id"]))["items"])


async def test_a_project_whose_budget_holds_money_stays_whole(stand: Stand) -> None:
    own, rich = await get(stand, "projects/prj_delete_acme"), await get(stand, "projects/prj_update_acme")
    with stand.app.state.platform.database.transaction() as db:
        db.execute("UPDATE budgets SET project = 'prj_update_acme' WHERE id = 'bud_from_acme'")
    answer = await act(stand, "projects.delete", "projects/delete", own, rich)
    assert answer.status_code == 409
    told = "The budget from holds 150,000.00 EUR. Move it elsewhere first. Nothing was deleted."
    assert answer.json()["detail"] == told
    assert await get(stand, "projects/prj_delete_acme") == own
    assert (await get(stand, "tasks/tsk_update_acme"))["id"] == "tsk_update_acme"


async def test_the_books_keep_the_name_of_a_deleted_projects_budget(stand: Stand) -> None:
    with stand.app.state.platform.database.transaction() as db:
        db.execute("UPDATE budgets SET project = 'prj_update_acme', balance = 0 WHERE id = 'bud_from_acme'")
    await act(stand, "projects.delete", "projects/delete", await get(stand, "projects/prj_update_acme"))
    assert (await stand.get("/v1/budgets/bud_from_acme", ADMIN)).status_code == 404
    transfer = await get(stand, "transfers/trf_acme")
    assert transfer["from"] == {"id": "bud_from_acme", "name": "from"}


async def test_a_deleted_projects_key_is_free_again(stand: Stand) -> None:
    taken = await create(stand, "projects", {"key": "UPX", "name": "Second"})
    assert (taken["status"], taken["detail"]) == (409, "update_acme has the key UPX already.")
    await act(stand, "projects.delete", "projects/delete", await get(stand, "projects/prj_update_acme"))
    again = await create(stand, "projects", {"key": "UPX", "name": "Second", "deadline": "2026-12-01"})
    assert (again["key"], again["owner"]["id"], again["status"]) == ("UPX", "usr_acme_admin", "active")


async def test_a_lead_deletes_only_projects_of_their_own(stand: Stand) -> None:
    own, other = await get(stand, "projects/prj_delete_acme"), (await get(stand, "projects", q="Zephyr"))["items"][0]
    both = await act(stand, "projects.delete", "projects/delete", own, other, person="acme_lead")
    assert both.status_code == 403
    assert both.json()["detail"] == "Leads can't delete other people's projects at Acme. Ask an admin."
    assert await get(stand, "projects/prj_delete_acme") == own
    first = await act(stand, "projects.delete", "projects/delete", own, person="acme_lead")
    again = await act(stand, "projects.delete", "projects/delete", own, person="acme_lead")
    assert (first.status_code, again.content) == (200, first.content)


async def test_a_deleted_release_lets_its_tasks_go_and_gets_them_back(stand: Stand) -> None:
    release, task = await get(stand, "releases/rel_update_acme"), await get(stand, "tasks/tsk_update_acme")
    given = (await patch(stand, "tasks", task, {"release": release["id"]})).json()
    assert given["release"] == {"id": "rel_update_acme", "name": "update_acme"}
    assert await get(stand, "releases/rel_update_acme/cascade") == {"tasks": 1}
    gone = (await act(stand, "releases.delete", "releases/delete", release)).json()["items"][0]
    assert (await get(stand, "tasks/tsk_update_acme")) == {**given, "release": None}
    assert (await get(stand, "tasks", release="rel_update_acme"))["items"] == []
    edited = (await patch(stand, "tasks", given, {"priority": "high"})).json()
    assert (edited["priority"], edited["release"]) == ("high", None)
    await act(stand, "releases.restore", "releases/restore", gone)
    assert (await get(stand, "tasks/tsk_update_acme"))["release"] == given["release"]
    assert [one["id"] for one in (await get(stand, "tasks", release="rel_update_acme"))["items"]] == [task["id"]]


async def test_a_task_moved_meanwhile_does_not_come_back_to_a_restored_release(stand: Stand) -> None:
    release, task = await get(stand, "releases/rel_update_acme"), await get(stand, "tasks/tsk_update_acme")
    given = (await patch(stand, "tasks", task, {"release": release["id"]})).json()
    gone = (await act(stand, "releases.delete", "releases/delete", release)).json()["items"][0]
    moved = await patch(stand, "tasks", given, {"release": "rel_delete_acme"})
    assert moved.json()["release"]["id"] == "rel_delete_acme"
    back = (await act(stand, "releases.restore", "releases/restore", gone)).json()["items"][0]
    assert back["task_count"] == 0


@pytest.mark.parametrize(
    ("release", "title", "words"),
    [
        ("rel_restore_acme", "Deleted", "This release is deleted. Restore it first."),
        ("elsewhere", "Other project", "Apollo 9 is a release of Apollo, and the task is in another project."),
    ],
)
async def test_a_task_takes_only_a_release_of_its_own_project(
    stand: Stand, release: str, title: str, words: str
) -> None:
    apollo = (await get(stand, "projects", q="Apollo"))["items"][0]
    made = await create(stand, "releases", {"project": apollo["id"], "name": "Apollo 9", "date": "2027-01-31"})
    given = made["id"] if release == "elsewhere" else release
    task = await get(stand, "tasks/tsk_update_acme")
    answers = [
        await patch(stand, "tasks", task, {"release": given}),
        await stand.write(
            wire("POST", "/v1/tasks", {"project": "prj_update_acme", "title": "A", "release": given}), ADMIN
        ),
    ]
    assert {(a.status_code, a.json()["title"], a.json()["detail"]) for a in answers} == {(409, title, words)}


async def test_a_deleted_task_takes_its_comments_along_and_brings_them_back(stand: Stand) -> None:
    task = await get(stand, "tasks/tsk_update_acme")
    before = (await get(stand, "comments", task=task["id"]))["items"]
    assert await get(stand, f"tasks/{task['id']}/cascade") == {"comments": len(before)}
    gone = (await act(stand, "tasks.delete", "tasks/delete", task)).json()["items"][0]
    assert (await get(stand, "comments", task=task["id"]))["items"] == []
    assert (await get(stand, "comments", deleted="true", task=task["id"]))["items"] == []
    deaf = [
        await act(stand, "comments.delete", "comments/delete", before[0]),
        await act(stand, "comments.restore", "comments/restore", await get(stand, "comments/cmt_restore_acme")),
        await stand.write(wire("POST", "/v1/comments", {"task": task["id"], "text": "Hello?"}, key="c"), ADMIN),
        await stand.get(f"/v1/tasks/{task['id']}/cascade", ADMIN),
    ]
    assert {(a.status_code, a.json()["detail"]) for a in deaf} == {(409, "This task is deleted. Restore it first.")}
    await act(stand, "tasks.restore", "tasks/restore", gone)
    assert (await get(stand, "comments", task=task["id"]))["items"] == before


async def test_a_comment_leaves_its_task_untouched(stand: Stand) -> None:
    task = await get(stand, "tasks/tsk_update_acme")
    made = await create(stand, "comments", {"task": task["id"], "text": "Looks good"})
    assert made["author"] == {"id": "usr_acme_admin", "name": "admin of acme"}
    assert await get(stand, "tasks/tsk_update_acme") == task


async def test_nobody_changes_what_somebody_else_wrote(stand: Stand) -> None:
    one = wire("PATCH", "/v1/comments/cmt_acme_member", {"text": "I agree"}, if_match='"1"')
    told = [(await stand.write(one, person)).json()["detail"] for person in (ADMIN, "acme_lead")]
    assert told == [f"{who} can't change other people's comments at Acme." for who in ("Admins", "Leads")]
