from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from tests.sandbox.fakes_platform import Stand
from tests.tools.fakes_signed import NOW, Desk, desk_of, sandbox
from tools import Ambiguous, Call, Change, Request, ToolError, text_of


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with sandbox(tmp_path) as running:
        yield running


@pytest.fixture
async def alice(stand: Stand) -> AsyncIterator[Desk]:
    async with desk_of("alice", stand) as desk:
        yield desk


async def stale(desk: Desk) -> list[Mapping[str, object]]:
    return await desk.items("search_tasks", project="Apollo", stale_days=90)


async def test_the_five_stale_tasks_of_apollo_are_found(alice: Desk) -> None:
    found = await alice.found("search_tasks", project="Apollo", stale_days=90)
    assert found["total"] == 5
    items = await stale(alice)
    assert {text_of(item, "project") for item in items} == {"Apollo"}
    linked = {"project", "release", "assignee"}
    assert set(items[0]) == {"id", "key", "title", "status", "due", "updated_at", "version"} | linked


async def test_search_shows_so_many_and_counts_all(alice: Desk) -> None:
    found = await alice.found("search_tasks", limit=3)
    assert len(await alice.items("search_tasks", limit=3)) == 3
    assert int(str(found["total"])) > 100


@pytest.mark.parametrize("assignee", ["me", "Alice Moreau", "alice", "usr_alice"])
async def test_an_assignee_is_known_by_name_id_or_me(alice: Desk, assignee: str) -> None:
    items = await alice.items("search_tasks", assignee=assignee, status="open")
    assert {(item["assignee"], item["status"]) for item in items} == {("Alice Moreau", "open")}


async def test_overdue_tasks_are_found_and_false_asks_for_nothing(alice: Desk) -> None:
    every, overdue = await alice.found("search_tasks", overdue=False), await alice.found("search_tasks", overdue=True)
    assert 0 < int(str(overdue["total"])) < int(str(every["total"]))


async def test_a_search_by_words_finds_both_of_one_title(alice: Desk) -> None:
    items = await alice.items("search_tasks", text="update onboarding copy")
    assert sorted(text_of(item, "project") for item in items) == ["Apollo", "Zephyr"]


async def test_a_title_that_two_tasks_have_is_a_question(alice: Desk) -> None:
    with pytest.raises(Ambiguous) as which:
        await alice.look("get_task", task="update  onboarding copy")
    assert which.value.question == 'Which task is meant by "update  onboarding copy"?'
    first, second = which.value.candidates
    assert first[1] != second[1]
    assert {first[2].partition(",")[0], second[2].partition(",")[0]} == {"in Apollo", "in Zephyr"}
    assert text_of(await alice.found("get_task", task=first[0]), "id") == first[0]


async def test_a_task_is_read_by_key_id_or_title(alice: Desk) -> None:
    known = (await stale(alice))[0]
    for name in ("key", "id", "title"):
        assert text_of(await alice.found("get_task", task=text_of(known, name)), "id") == known["id"]


async def test_what_is_not_there_is_answered_with_what_is_near(alice: Desk) -> None:
    with pytest.raises(ToolError, match=r'no project "Appolo" among those you can see\. Near: APO  Apollo'):
        await alice.look("search_tasks", project="Appolo")
    with pytest.raises(ToolError, match="Update onboarding copy"):
        await alice.look("get_task", task="Update onbording copy")
    with pytest.raises(ToolError, match=r'no person "Zaphod" among'):
        await alice.look("search_tasks", assignee="Zaphod")
    with pytest.raises(ToolError):
        await alice.look("get_task", task="tsk_nowhere")


@pytest.mark.parametrize("said", ["../me", "tsk_../../projects", "tsk_?a=b", "tsk_%2e%2e", "tsk_\n", "tsk_é", " ", ""])
async def test_an_id_that_is_none_finds_nothing(alice: Desk, said: str) -> None:
    with pytest.raises(ToolError):
        await alice.look("get_task", task=said)


async def test_projects_are_listed_and_read(alice: Desk) -> None:
    assert {text_of(item, "key") for item in await alice.items("list_projects")} == {"APO", "ZEP", "MKT", "MOB"}
    assert [text_of(item, "key") for item in await alice.items("list_projects", text="mobile")] == ["MOB"]
    apollo = await alice.found("get_project", project="apo")
    assert await alice.found("get_project", project=text_of(apollo, "id")) == apollo


async def test_who_am_i_says_what_the_platform_says(alice: Desk) -> None:
    me = await alice.found("who_am_i")
    assert (me["name"], me["role"], text_of(me, "tenant", "name")) == ("Alice Moreau", "lead", "Acme")


async def test_deleting_is_shown_before_it_is_done_and_can_be_undone(alice: Desk) -> None:
    tasks = await stale(alice)
    ids = [text_of(task, "id") for task in tasks]
    change = await alice.change("delete_tasks", task_ids=ids)
    assert change.headline == "Delete 5 tasks in Apollo: 6 comments go with them"
    told = [(row.id, row.version, row.after) for row in change.rows if row.version]
    assert told == [(task["id"], task["version"], None) for task in tasks]
    assert [(row.kind, row.label) for row in change.rows if not row.version] == [("comments", "6 comments of 5 tasks")]
    assert change.undo == Call("restore_tasks", {"task_ids": ids})
    assert change.undo_until == NOW + 30 * 24 * 3600
    assert len(await stale(alice)) == 5, "looking has changed something"
    assert [reply.status for reply in await alice.approve("delete_tasks", change)] == [200]
    assert await stale(alice) == []
    back = await alice.change("restore_tasks", **dict(change.undo.args))
    assert (back.headline, len(back.rows)) == ("Restore 5 tasks in Apollo", 5)
    assert [reply.status for reply in await alice.approve("restore_tasks", back)] == [200]
    assert {text_of(task, "id") for task in await alice.items("search_tasks", project="Apollo")} >= set(ids)


async def test_a_delete_that_nobody_confirmed_is_refused_by_the_platform(alice: Desk) -> None:
    change = await alice.change("delete_tasks", task_ids=[text_of((await stale(alice))[0], "id")])
    (reply,) = await alice.approve("delete_tasks", change, unasked=True)
    assert reply.status == 403
    assert len(await stale(alice)) == 5


async def test_keys_and_ids_of_the_same_task_are_one_row(alice: Desk) -> None:
    task = (await stale(alice))[0]
    change = await alice.change("delete_tasks", task_ids=[text_of(task, "key"), text_of(task, "id")])
    assert [row.kind for row in change.rows] == ["task", "comments"]


async def test_tasks_of_several_projects_are_counted_so(alice: Desk) -> None:
    items = await alice.items("search_tasks", text="update onboarding copy")
    change = await alice.change("delete_tasks", task_ids=[text_of(item, "id") for item in items])
    assert change.headline == "Delete 2 tasks in 2 projects: 2 comments go with them"


async def test_no_tasks_and_too_many_are_refused(alice: Desk) -> None:
    for tool in ("delete_tasks", "restore_tasks"):
        with pytest.raises(ToolError, match="Name at least one record"):
            await alice.look(tool, task_ids=[])
        with pytest.raises(ToolError, match="At most 200 records at once"):
            await alice.look(tool, task_ids=["tsk_1"] * 201)


async def test_a_deleted_task_is_neither_deleted_again_nor_changed(alice: Desk) -> None:
    task = (await stale(alice))[0]
    ids = [text_of(task, "id")]
    await alice.approve("delete_tasks", await alice.change("delete_tasks", task_ids=ids))
    with pytest.raises(ToolError, match="is deleted; restore_tasks brings it back"):
        await alice.look("delete_tasks", task_ids=ids)
    with pytest.raises(ToolError, match="is deleted"):
        await alice.look("update_task", task=ids[0], status="done")
    assert len((await alice.change("restore_tasks", task_ids=[text_of(task, "key")])).rows) == 1


async def test_what_is_not_deleted_can_not_be_restored(alice: Desk) -> None:
    with pytest.raises(ToolError, match='no deleted task "'):
        await alice.look("restore_tasks", task_ids=[text_of((await stale(alice))[0], "id")])


async def test_a_task_is_created_in_the_project_with_the_person_that_were_named(alice: Desk) -> None:
    asked = {"project": "Zephyr", "title": "Order badges", "assignee": "Bob", "priority": "high", "due": "2026-12-24"}
    change = await alice.change("create_task", **asked, description="For the fair.")
    assert (change.headline, change.rows[0].label, change.rows[0].before) == (
        "Create a task in Zephyr",
        "Order badges",
        None,
    )
    (reply,) = await alice.approve("create_task", change, unasked=True)
    assert reply.status == 201
    task = await alice.found("get_task", task="order badges")
    assert (task["due"], task["priority"], task["description"]) == ("2026-12-24", "high", "For the fair.")
    assert (text_of(task, "project", "name"), text_of(task, "assignee", "id")) == ("Zephyr", "usr_bob")


async def test_a_task_is_changed_and_the_undo_changes_it_back(alice: Desk) -> None:
    before = await alice.found("get_task", task=text_of((await stale(alice))[0], "id"))
    asked = {"title": "Newer copy", "status": "done", "assignee": "me", "due": "2026-12-24", "clear": ["description"]}
    change = await alice.change("update_task", task=before["id"], **asked)
    assert change.headline == f"Change {before['key']}: title, status, assignee, due, description"
    (reply,) = await alice.approve("update_task", change, unasked=True)
    assert reply.status == 200
    after = await alice.found("get_task", task=before["id"])
    kept = {"version", "updated_at"}
    row = change.rows[0]
    assert {k: v for k, v in after.items() if k not in kept} == {
        k: v for k, v in (row.after or {}).items() if k not in kept
    }
    assert change.undo is not None
    back = await alice.change("update_task", **change.undo.args)
    assert [reply.status for reply in await alice.approve("update_task", back, unasked=True)] == [200]
    again = await alice.found("get_task", task=before["id"])
    assert {k: v for k, v in again.items() if k not in kept} == {k: v for k, v in before.items() if k not in kept}


async def test_an_update_of_a_version_that_is_gone_is_refused_by_the_platform(alice: Desk) -> None:
    task = text_of((await stale(alice))[0], "id")
    first, second = [await alice.change("update_task", task=task, status=status) for status in ("done", "in_progress")]
    await alice.approve("update_task", first, unasked=True)
    assert [reply.status for reply in await alice.approve("update_task", second, unasked=True)] == [412]


async def test_an_update_of_nothing_or_of_the_same_thing_twice_is_refused(alice: Desk) -> None:
    task = text_of((await stale(alice))[0], "id")
    with pytest.raises(ToolError, match="Say what to change"):
        await alice.look("update_task", task=task)
    with pytest.raises(ToolError, match="can't be both set and cleared"):
        await alice.look("update_task", task=task, due="2026-12-24", clear=["due"])


async def test_a_viewer_hears_the_platforms_no_in_its_words(stand: Stand) -> None:
    async with desk_of("carol", stand) as carol:
        change = await carol.change("delete_tasks", task_ids=[text_of((await stale(carol))[0], "id")])
        (reply,) = await carol.approve("delete_tasks", change)
    assert reply.status == 403
    assert reply.problem == "Viewers can't delete tasks at Acme. Ask a member, a lead or an admin."


async def test_another_company_is_invisible_to_every_tool(stand: Stand, alice: Desk) -> None:
    theirs = [text_of(task, "id") for task in await stale(alice)]
    async with desk_of("grace", stand) as grace:
        assert {text_of(item, "key") for item in await grace.items("list_projects")} == {"APO", "NOR"}
        for tool, args in (
            ("get_task", {"task": theirs[0]}),
            ("update_task", {"task": theirs[0], "status": "done"}),
            ("delete_tasks", {"task_ids": theirs}),
            ("restore_tasks", {"task_ids": theirs}),
            ("search_tasks", {"assignee": "Bob"}),
            ("get_project", {"project": "Zephyr"}),
        ):
            with pytest.raises(ToolError) as error:
                await grace.look(tool, **args)
            assert "Acme" not in error.value.sentence
            assert "landing" not in error.value.sentence


async def test_an_operation_is_found_by_its_key(alice: Desk) -> None:
    change = await alice.change("delete_tasks", task_ids=[text_of((await stale(alice))[0], "id")])
    assert await alice.platform.operation("sha-256:never") is None
    (reply,) = await alice.approve("delete_tasks", change)
    assert reply.request_id
    assert await alice.platform.operation(alice.sent[0].idempotency_key) == reply


@pytest.mark.parametrize(
    "odd", ["tsk 1", "tsk+1", "é", "%41", "a'b", "(x)~!*", "a;b=c", "a@b:1", "日本", "a&b", "a$,b"]
)
async def test_the_platform_computes_the_same_digests_however_odd_an_id_is(alice: Desk, odd: str) -> None:
    request = Request.patch("/v1/tasks/{}", odd, version="1", status="done", title=odd)
    (reply,) = await alice.approve("update_task", Change("x", [request], []))
    assert reply.status == 404, reply.problem
