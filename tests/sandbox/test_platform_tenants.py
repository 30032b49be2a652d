from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.sandbox.fakes_platform import Stand, platform_for, wire


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        yield made


CALLS = (
    "read project", "read task", "patch task", "delete task", "restore task", "create in project",
    "create for person", "patch to person", "list in project", "list of person",
)  # fmt: skip


async def call(stand: Stand, name: str, project: str, task: str, person: str) -> httpx.Response:
    own = (await stand.get("/v1/tasks", "grace")).json()["items"][0]
    items = {"items": [{"id": task, "version": "1"}]}
    patched = wire("PATCH", f"/v1/tasks/{task}", {"title": "Mine"}, if_match='"1"')
    version = f'"{own["version"]}"'
    writes = {
        "patch task": patched,
        "restore task": wire("POST", "/v1/tasks/restore", items),
        "create in project": wire("POST", "/v1/tasks", {"project": project, "title": "Mine"}),
        "create for person": wire(
            "POST", "/v1/tasks", {"project": own["project"]["id"], "title": "M", "assignee": person}
        ),
        "patch to person": wire("PATCH", f"/v1/tasks/{own['id']}", {"assignee": person}, if_match=version),
    }
    if name in writes:
        return await stand.write(writes[name], "grace")
    if name == "delete task":
        return await stand.confirmed(wire("POST", "/v1/tasks/delete", items), "grace")
    paths = {
        "read project": (f"/v1/projects/{project}", {}),
        "read task": (f"/v1/tasks/{task}", {}),
        "list in project": ("/v1/tasks", {"project": project}),
        "list of person": ("/v1/tasks", {"assignee": person}),
    }
    path, query = paths[name]
    return await stand.get(path, "grace", **query)


@pytest.mark.parametrize("name", CALLS)
async def test_another_companys_ids_read_exactly_as_unknown_ones(stand: Stand, name: str) -> None:
    theirs = (await stand.get("/v1/tasks", "alice")).json()["items"][0]
    real = await call(stand, name, theirs["project"]["id"], theirs["id"], "usr_alice")
    unknown = await call(stand, name, "prj_unknown", "tsk_unknown", "usr_unknown")
    assert real.status_code == 404
    assert real.json() | {"request_id": ""} == unknown.json() | {"request_id": ""}
    assert {*real.headers.items()} ^ {*unknown.headers.items()} == {
        ("x-request-id", real.headers["x-request-id"]),
        ("x-request-id", unknown.headers["x-request-id"]),
    }
    assert (await stand.get(f"/v1/tasks/{theirs['id']}")).json() == theirs


async def test_what_one_company_does_is_not_in_anothers_operations_or_activity(stand: Stand) -> None:
    project = (await stand.get("/v1/projects")).json()["items"][0]["id"]
    await stand.write(wire("POST", "/v1/tasks", {"project": project, "title": "Ours"}, key="k"))
    assert (await stand.get("/v1/operations/k", "grace")).status_code == 404
    assert (await stand.get("/v1/activity", "grace")).json()["items"] == []
    assert len((await stand.get("/v1/activity")).json()["items"]) == 1


async def test_the_two_apollos_are_two(stand: Stand) -> None:
    one, other = [(await stand.get("/v1/projects", who, q="Apollo")).json()["items"] for who in ("alice", "grace")]
    assert (one[0]["name"], one[0]["task_count"], other[0]["name"], other[0]["task_count"]) == (
        "Apollo",
        52,
        "Apollo",
        22,
    )
    assert one[0]["id"] != other[0]["id"]
