from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.sandbox.fakes_platform import Stand
from tests.tools.fakes_records import FakeRecords, context
from tests.tools.fakes_signed import Desk, desk_of, sandbox
from tools import NEW, Ambiguous, Call, ToolError, edit_of, find_comment, text_of
from tools.cascades import Cascade, counted, in_words


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with sandbox(tmp_path) as running:
        yield running


@pytest.fixture
async def erin(stand: Stand) -> AsyncIterator[Desk]:
    async with desk_of("erin", stand) as desk:
        yield desk


@pytest.mark.parametrize(
    ("tool", "said", "name"),
    [
        ("get_project", {"project": "marketing"}, "Marketing site"),
        ("get_project", {"project": "zep"}, "Zephyr"),
        ("get_release", {"release": "4.3"}, "Apollo 4.3"),
        ("get_release", {"release": "apollo  4.2"}, "Apollo 4.2"),
        ("get_budget", {"budget": "Marketing"}, "Marketing 2026"),
        ("get_member", {"member": "bob"}, "Bob Lindqvist"),
        ("get_member", {"member": "Lindqvist"}, "Bob Lindqvist"),
        ("get_member", {"member": "bob@acme.example"}, "Bob Lindqvist"),
        ("get_member", {"member": "me"}, "Erin Castellano"),
        ("get_invoice", {"invoice": "MB-0641"}, "Brennecke Messebau"),
        ("get_invoice", {"invoice": "brennecke"}, "Brennecke Messebau"),
    ],
)
async def test_whole_words_of_a_name_are_enough_where_one_record_has_them(
    tool: str, said: dict[str, str], name: str, erin: Desk
) -> None:
    found = await erin.found(tool, **said)
    assert name in {found.get("name"), found.get("vendor")}


@pytest.mark.parametrize(
    ("tool", "said", "telling"),
    [
        ("get_release", {"release": "Apollo"}, "in Apollo, planned, on 20"),
        ("get_budget", {"budget": "2026"}, "holds 86,400.00 EUR"),
        ("get_invoice", {"invoice": "Halyard Hosting"}, "open, 6,214.37 EUR, due 20"),
        ("get_comment", {"comment": "customers"}, " by "),
    ],
)
async def test_what_fits_several_is_a_question_that_tells_them_apart(
    tool: str, said: dict[str, str], telling: str, erin: Desk
) -> None:
    with pytest.raises(Ambiguous) as which:
        await erin.look(tool, **said)
    assert len({known for known, _, _ in which.value.candidates}) == len(which.value.candidates) > 1
    assert telling in "; ".join(detail for _, _, detail in which.value.candidates)
    assert len({(label, detail) for _, label, detail in which.value.candidates}) == len(which.value.candidates)


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("get_release", {"release": "4"}),
        ("get_release", {"release": "pollo 4.2"}),
        ("get_budget", {"budget": "Market"}),
        ("get_member", {"member": "Bo"}),
        ("get_member", {"member": ""}),
        ("get_task", {"task": "landing page"}),
        ("get_invoice", {"invoice": "0641"}),
    ],
)
async def test_a_part_of_a_word_is_never_enough(tool: str, said: dict[str, str], erin: Desk) -> None:
    with pytest.raises(ToolError, match="among those you can see"):
        await erin.look(tool, **said)


async def test_more_than_a_person_can_choose_from_is_not_asked() -> None:
    comments = [{"id": f"cmt_{number}", "text": f"{number} is done"} for number in range(21)]
    with pytest.raises(ToolError, match=r'21 comments fit "done"\. Say more'):
        await find_comment(context(FakeRecords({"/v1/comments": {"items": comments}})), "done")


async def test_what_was_deleted_is_named_with_the_tool_that_brings_it_back(erin: Desk) -> None:
    await erin.done("delete_members", member_ids=["Bob"])
    with pytest.raises(ToolError, match="Bob Lindqvist is deleted; restore_members brings it back"):
        await erin.look("get_member", member="usr_bob")
    with pytest.raises(ToolError, match='no person "Bob"'):
        await erin.look("get_member", member="Bob")
    assert (await erin.change("restore_members", member_ids=["bob"])).headline == "Bring Bob Lindqvist back"


async def test_a_release_is_looked_for_among_those_of_the_tasks_project(erin: Desk) -> None:
    release = text_of(await erin.found("get_release", release="Apollo 4.2"), "id")
    with pytest.raises(ToolError, match=r"Apollo 4\.2 is a release of Apollo, not of this project"):
        await erin.look("update_task", task="ZEP-53", release=release)
    with pytest.raises(Ambiguous):
        await erin.look("get_release", release="4.2")
    assert (await erin.change("update_task", task="APO-14", release="4.2")).requests[0].body == {"release": release}
    with pytest.raises(ToolError, match=r'no release "4\.2"'):
        await erin.look("update_task", task="ZEP-53", release="4.2")


async def test_a_project_tells_beforehand_all_that_goes_with_it(erin: Desk) -> None:
    change = await erin.change("delete_projects", project_ids=["Zephyr"])
    kinds = {row.kind: row.label for row in change.rows}
    assert set(kinds) == {"project", "tasks", "releases", "comments", "budgets"}
    told = ", ".join(kinds[kind].removesuffix(" of ZEP  Zephyr") for kind in ("tasks", "releases", "comments"))
    assert change.headline == f"Delete ZEP  Zephyr for good: {told} and 1 budget go with it"
    assert (change.undo, change.undo_until) == (None, None)
    both = await erin.change("delete_projects", project_ids=["Zephyr", "APO"])
    assert both.headline.startswith("Delete 2 projects for good: ")
    assert len(both.rows) == 6


async def test_a_budget_that_holds_money_is_refused_and_money_that_is_not_there_is_said_not_to_be(
    erin: Desk, stand: Stand
) -> None:
    with pytest.raises(ToolError, match=r"Marketing 2026 still holds 41,250\.00 EUR; transfer it"):
        await erin.look("delete_budgets", budget_ids=["Marketing"])
    async with desk_of("dave", stand) as dave:
        over = await dave.change("transfer_funds", from_budget="Marketing", to_budget="Zephyr", amount="41,250.01")
        assert over.hindrance == "Marketing 2026 holds 41,250.00 EUR, which is less than 41,250.01 EUR."
        all_of_it = await dave.change("transfer_funds", from_budget="Marketing", to_budget="Zephyr", amount="41,250")
        assert all_of_it.hindrance == ""
        for amount, to_budget in (("0", "Zephyr"), ("5", "Marketing")):
            with pytest.raises(ToolError, match="above zero can be moved between two different budgets"):
                await dave.look("transfer_funds", from_budget="Marketing", to_budget=to_budget, amount=amount)
        with pytest.raises(ToolError, match="2214 is paid already"):
            await dave.look("pay_invoice", invoice="2214", budget="Operations")


async def test_a_transfer_says_the_amount_to_type_and_moves_it_back(stand: Stand) -> None:
    async with desk_of("dave", stand) as dave:
        wanted = {"from_budget": "Operations", "to_budget": "Marketing", "amount": "1.250,00"}
        change = await dave.change("transfer_funds", **wanted)
    assert change.amount == (125_000, "EUR")
    assert [(row.before or {})["balance"] for row in change.rows] != [
        (row.after or {})["balance"] for row in change.rows
    ]
    assert change.undo is not None
    assert change.undo.args["amount"] == "1,250.00 EUR"


def test_an_edit_is_sent_by_ids_and_taken_back_by_what_was_there() -> None:
    record = {"title": "Old", "description": "Text", "assignee": {"id": "usr_a", "name": "A"}, "due": None}
    edit = edit_of(record, {"title": "New", "due": "2027-01-01"}, ["description", "assignee"])
    assert str(edit) == "title, due, description, assignee"
    assert edit.sent == {"title": "New", "due": "2027-01-01", "description": "", "assignee": None}
    assert edit.back == {"title": "Old", "description": "Text", "assignee": "usr_a", "clear": ["due"]}


def test_words_for_numbers_of_records() -> None:
    assert [counted(1, "tasks"), counted(0, "tasks"), counted(1, "budgets")] == ["1 task", "0 tasks", "1 budget"]
    assert [in_words(["a"]), in_words(["a", "b"]), in_words(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    one, two = Cascade((("comments", 1),), ()), Cascade((("comments", 1), ("tasks", 2)), ())
    assert one.along([{}]) == ": 1 comment goes with it"
    assert two.along([{}, {}]) == ": 1 comment and 2 tasks go with them"
    assert Cascade((), ()).along([{}]) == ""


def test_an_undo_waits_for_the_id_of_what_was_made() -> None:
    undo = Call("delete_tasks", {"task_ids": [NEW]})
    assert undo.after([{"id": "tsk_1"}, {"id": "tsk_2"}]) == Call("delete_tasks", {"task_ids": ["tsk_1"]})
    assert undo.after([]) is None
    assert undo.after([{"items": []}]) is None
    known = Call("restore_tasks", {"task_ids": ("tsk_1",), "note": "{new} or not"})
    assert known.after([]) == known
