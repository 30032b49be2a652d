from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.fakes_planted import plant, token
from tests.sandbox.fakes_platform import Stand, platform_for, wire

ADMIN = "acme_admin"


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        yield made


async def member(stand: Stand, person: str) -> dict[str, Any]:
    found: dict[str, Any] = (await stand.get(f"/v1/members/usr_{person}", ADMIN)).json()
    return found


async def act(stand: Stand, verb: str, *people: str, by: str = ADMIN) -> httpx.Response:
    found = [await member(stand, person) for person in people]
    items = [{"id": one["id"], "version": one["version"]} for one in found]
    one = wire("POST", f"/v1/members/{verb}", {"items": items}, key=f"{verb} {items}")
    return await stand.send(one, token(stand, one, f"members.{verb}", by))


async def give(stand: Stand, person: str, role: str, by: str = ADMIN) -> httpx.Response:
    version = (await member(stand, person))["version"]
    one = wire("PATCH", f"/v1/members/usr_{person}", {"role": role}, key=f"{person} {role}", if_match=f'"{version}"')
    return await stand.send(one, token(stand, one, "members.update", by))


async def add(stand: Stand, email: str, key: str = "add") -> httpx.Response:
    one = wire("POST", "/v1/members", {"name": "Judy", "email": email, "role": "viewer"}, key=key)
    return await stand.send(one, token(stand, one, "members.create", ADMIN))


async def test_members_are_the_people_of_the_company_in_their_roles(stand: Stand) -> None:
    found = (await stand.get("/v1/members", "carol", q="moreau")).json()["items"]
    assert found == [
        {
            "id": "usr_alice",
            "name": "Alice Moreau",
            "email": "alice@acme.example",
            "role": "lead",
            "active": True,
            "deleted_at": None,
            "restorable_until": None,
            "version": "1",
        },
    ]
    finance = (await stand.get("/v1/members", role="finance")).json()["items"]
    assert [one["id"] for one in finance] == ["usr_dave", "usr_acme_finance"]


async def test_nobody_can_delete_themselves(stand: Stand) -> None:
    answer = await act(stand, "delete", "acme_viewer", "acme_admin")
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Nobody can delete themselves. Nothing was deleted.",
    )
    assert (await member(stand, "acme_viewer"))["active"] is True


async def test_a_company_is_never_left_without_an_admin(stand: Stand) -> None:
    assert (await act(stand, "delete", "erin")).status_code == 200
    alone = await give(stand, "acme_admin", "lead")
    told = "Acme would be left without an admin. Nothing was changed."
    assert (alone.status_code, alone.json()["detail"]) == (409, told)
    assert (await member(stand, "acme_admin"))["role"] == "admin"
    assert (await give(stand, "acme_lead", "admin")).status_code == 200
    assert (await give(stand, "acme_admin", "lead")).status_code == 200
    last = await act(stand, "delete", "acme_lead", by="acme_lead")
    assert last.status_code == 409


async def test_the_last_admin_is_not_deleted_together_with_another(stand: Stand) -> None:
    await give(stand, "bob", "admin")
    answer = await act(stand, "delete", "erin", "acme_admin", by="bob")
    assert answer.status_code == 200
    assert (await stand.get("/v1/members", "bob", role="admin")).json()["items"][0]["id"] == "usr_bob"


async def test_a_deleted_members_work_stays_theirs_but_they_are_given_nothing_new(stand: Stand) -> None:
    await act(stand, "delete", "bob")
    theirs = (await stand.get("/v1/tasks", assignee="usr_bob", limit="1")).json()["items"]
    assert theirs[0]["assignee"] == {"id": "usr_bob", "name": "Bob Lindqvist"}
    body = {"project": theirs[0]["project"]["id"], "title": "New", "assignee": "usr_bob"}
    answer = await stand.write(wire("POST", "/v1/tasks", body))
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such person.")
    assert (await member(stand, "bob"))["active"] is False


async def test_a_deleted_member_is_back_with_role_and_rights_once_restored(stand: Stand) -> None:
    await act(stand, "delete", "bob")
    assert (await stand.get("/v1/me", "bob")).status_code == 403
    assert (await act(stand, "restore", "bob")).status_code == 200
    assert (await stand.get("/v1/me", "bob")).json()["role"] == "member"


async def test_an_address_belongs_to_one_member_at_a_time(stand: Stand) -> None:
    taken = await add(stand, "BOB@acme.example")
    told = "Bob Lindqvist has the address BOB@acme.example already."
    assert (taken.status_code, taken.json()["detail"]) == (409, told)
    await act(stand, "delete", "bob")
    assert (await add(stand, "bob@acme.example", "again")).status_code == 201
    assert (await act(stand, "restore", "bob")).status_code == 409
    assert (await member(stand, "bob"))["active"] is False


@pytest.mark.parametrize("email", ["judy", "judy@acme", "ju dy@acme.example", "@acme.example", "a@b@c.example"])
async def test_an_address_that_is_none_is_a_422(stand: Stand, email: str) -> None:
    assert (await add(stand, email)).status_code == 422
