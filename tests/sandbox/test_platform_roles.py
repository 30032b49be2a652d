from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.sandbox.platform.rules import RULES
from tests.sandbox.fakes_planted import COMPANIES, PREFIX, deed, home, looks, news, people, plant, token, writes
from tests.sandbox.fakes_platform import ROLES, Stand, platform_for, wire
from tools.wire import Wire

#                         viewer member lead finance admin
MAY = """
me.read                   x      x      x    x       x
projects.read             x      x      x    x       x
projects.create           -      -      x    -       x
projects.update           -      -      x    -       x
projects.delete           -      -      x    -       x
tasks.read                x      x      x    x       x
tasks.create              -      x      x    -       x
tasks.update              -      x      x    x       x
tasks.delete              -      x      x    -       x
tasks.restore             -      x      x    -       x
releases.read             x      x      x    x       x
releases.create           -      -      x    -       x
releases.update           -      -      x    -       x
releases.delete           -      -      x    -       x
releases.restore          -      -      x    -       x
comments.read             x      x      x    x       x
comments.create           -      x      x    -       x
comments.update           -      x      x    -       x
comments.delete           -      x      x    -       x
comments.restore          -      x      x    -       x
members.read              x      x      x    x       x
members.create            -      -      -    -       x
members.update            -      -      -    -       x
members.delete            -      -      -    -       x
members.restore           -      -      -    -       x
budgets.read              -      x      x    x       x
budgets.create            -      -      -    x       x
budgets.update            -      -      -    x       x
budgets.delete            -      -      -    x       x
budgets.restore           -      -      -    x       x
transfers.read            -      -      x    x       x
transfers.create          -      -      x    x       -
invoices.read             -      -      -    x       x
invoices.pay              -      -      -    x       -
limits.read               -      -      x    x       x
changes.describe          x      x      x    x       x
approvals.read            x      x      x    x       x
approvals.open            -      x      x    x       x
approvals.decide          -      x      x    x       x
operations.read           x      x      x    x       x
activity.read             x      x      x    x       x
"""
TABLE: Mapping[str, list[bool]] = {
    action: [mark == "x" for mark in marks] for action, *marks in map(str.split, MAY.strip().splitlines())
}


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with platform_for(tmp_path) as made:
        plant(made)
        yield made


def may(person: str, action: str) -> bool:
    return TABLE[action][ROLES.index(person.partition("_")[2])]


async def ask(stand: Stand, action: str, of: str, person: str) -> list[httpx.Response]:
    if RULES[action].writes:
        one = deed(action, of, person)
        return [await stand.send(one, token(stand, one, action, person))]
    return [await stand.get(path, person) for path in looks(RULES[action].noun, of)]


def test_the_table_has_every_action_there_is() -> None:
    assert set(TABLE) == set(RULES)


@pytest.mark.parametrize("person", people())
async def test_each_role_may_do_exactly_what_stands_in_the_table(stand: Stand, person: str) -> None:
    found = {action: await ask(stand, action, home(person), person) for action in sorted(RULES)}
    refused = {action for action, answers in found.items() if {a.status_code for a in answers} == {403}}
    assert refused == {action for action in RULES if not may(person, action)}
    done = {action for action, answers in found.items() if all(answer.is_success for answer in answers)}
    assert done == set(RULES) - refused - {"operations.read"}
    assert all(a.json()["type"].endswith("/not-permitted") for action in refused for a in found[action])


def bare(answer: httpx.Response) -> tuple[int, object]:
    return (answer.status_code, answer.json() | {"request_id": ""})


def rows(stand: Stand, company: str) -> list[str]:
    dump = stand.app.state.platform.database.connection.iterdump()
    return [line for line in dump if f"ten_{company}" in line]


@pytest.mark.parametrize("person", people())
async def test_another_companys_records_read_to_every_role_exactly_as_unknown_ones(stand: Stand, person: str) -> None:
    theirs = next(company for company in COMPANIES if company != home(person))
    before = rows(stand, theirs)
    for action in RULES:
        if action.endswith(".create") or not looks_at_ids(action):
            continue
        real = [bare(answer) for answer in await ask_one(stand, action, theirs, person)]
        unknown = [bare(answer) for answer in await ask_one(stand, action, "nobody", person)]
        assert real == unknown
        assert {status for status, _ in real} == {404 if may(person, action) else 403}
    assert rows(stand, theirs) == before


def looks_at_ids(action: str) -> bool:
    return action not in {"me.read", "activity.read", "limits.read", "changes.describe"}


async def ask_one(stand: Stand, action: str, of: str, person: str) -> list[httpx.Response]:
    if action == "comments.update":
        return [await sent(stand, action, deed(action, of, f"{of}_member"), person)]
    if RULES[action].writes:
        return [await sent(stand, action, deed(action, of, person), person)]
    noun = action.removesuffix(".read")
    return [await stand.get(path, person) for path in looks(noun, of) if path != f"/v1/{noun}"]


async def sent(stand: Stand, action: str, one: Wire, person: str) -> httpx.Response:
    return await stand.send(one, token(stand, one, action, person))


LISTED = ("projects", "tasks", "releases", "comments", "members", "budgets", "transfers", "invoices")


@pytest.mark.parametrize("company", COMPANIES)
async def test_no_list_ever_shows_a_record_of_another_company(stand: Stand, company: str) -> None:
    for noun in LISTED:
        for more in ({}, {"deleted": "true"}) if noun in PREFIX else ({},):
            found = (await stand.get(f"/v1/{noun}", f"{company}_finance", limit="200", **more)).json()["items"]
            ids = {f"'{one['id']}'" for one in found}
            stored = [line for line in rows(stand, company) if any(one in line for one in ids)]
            assert found
            assert ids <= {part for line in stored for part in line.split("(", 1)[1].split(",")[:2]}


FILTERS = """
projects owner usr_{}_lead
tasks project prj_update_{}
tasks release rel_update_{}
tasks assignee usr_{}_lead
releases project prj_update_{}
comments task tsk_update_{}
comments author usr_{}_lead
budgets project prj_update_{}
transfers budget bud_from_{}
transfers by usr_{}_lead
"""


@pytest.mark.parametrize(("noun", "name", "named"), [line.split() for line in FILTERS.strip().splitlines()])
async def test_anothers_id_in_a_filter_reads_as_an_unknown_one(stand: Stand, noun: str, name: str, named: str) -> None:
    asked = [{name: named.format(of)} for of in ("acme", "globex", "nobody")]
    own, real, unknown = [await stand.get(f"/v1/{noun}", "acme_finance", **query) for query in asked]
    assert own.status_code == 200
    assert bare(real) == bare(unknown)
    assert real.status_code == 404


NAMED = """
projects.create owner usr_{}_lead
projects.update owner usr_{}_lead
tasks.create project prj_update_{}
tasks.create assignee usr_{}_lead
tasks.create release rel_update_{}
tasks.update assignee usr_{}_lead
tasks.update release rel_update_{}
releases.create project prj_update_{}
comments.create task tsk_update_{}
budgets.create project prj_update_{}
transfers.create from bud_from_{}
transfers.create to bud_to_{}
invoices.pay budget bud_from_{}
"""


@pytest.mark.parametrize(("action", "name", "named"), [line.split() for line in NAMED.strip().splitlines()])
async def test_anothers_id_in_a_body_reads_as_an_unknown_one(stand: Stand, action: str, name: str, named: str) -> None:
    noun, _, verb = action.partition(".")
    person = "acme_finance" if noun in {"transfers", "invoices"} else "acme_admin"
    plain = deed(action, "acme", person)
    asked = [news("acme")[noun] | {name: named.format(of)} if verb == "create" else {name: named.format(of)}
             for of in ("globex", "nobody")]  # fmt: skip
    real, unknown = [
        await sent(stand, action, wire(plain.method, plain.path, body, if_match=plain.if_match), person)
        for body in asked
    ]
    assert bare(real) == bare(unknown)
    assert real.status_code == 404


async def test_a_person_whose_token_names_another_company_may_do_nothing_there(stand: Stand) -> None:
    stranger = {"tenant": "ten_globex"}
    for action in RULES:
        if RULES[action].writes:
            continue
        for path in looks(RULES[action].noun, "globex"):
            bearer = stand.mint("acme_admin", claims=stranger)
            answer = await stand.client.get(path, headers={"authorization": f"Bearer {bearer}"})
            assert answer.status_code == 403


async def test_somebody_whom_their_company_deleted_may_do_nothing_there(stand: Stand) -> None:
    member = (await stand.get("/v1/members/usr_acme_member")).json()
    one = wire("POST", "/v1/members/delete", {"items": [{"id": member["id"], "version": member["version"]}]})
    assert (await stand.confirmed(one, "acme_admin", "members.delete")).status_code == 200
    statuses = {a.status_code for action in RULES for a in await ask(stand, action, "acme", "acme_member")}
    assert statuses == {403}


async def test_a_new_role_counts_at_once(stand: Stand) -> None:
    task = deed("tasks.create", "acme", "acme_viewer")
    assert (await stand.write(task, "acme_viewer")).status_code == 403
    one = wire("PATCH", "/v1/members/usr_acme_viewer", {"role": "member"}, if_match='"1"', key="role")
    assert (await stand.confirmed(one, "acme_admin", "members.update")).status_code == 200
    assert (await stand.write(task, "acme_viewer")).status_code == 201


async def test_who_loses_their_role_while_a_call_is_under_way_may_not_finish_it(stand: Stand) -> None:
    platform = stand.app.state.platform

    def demote() -> str:
        platform.database.connection.execute("UPDATE people SET role = 'viewer' WHERE id = 'usr_acme_member'")
        return "late"

    stand.app.state.platform = replace(platform, config=replace(platform.config, new_id=demote))
    answer = await stand.write(deed("tasks.create", "acme", "acme_member"), "acme_member")
    told = "Viewers can't create tasks at Acme. Ask a member, a lead or an admin."
    assert (answer.status_code, answer.json()["detail"]) == (403, told)
    assert (await stand.get("/v1/tasks/tsk_late")).status_code == 404


def test_every_write_is_tried() -> None:
    assert len(writes()) == 27
