"""One call of every tool of the catalog, with who may make it, what must be there before, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.sandbox.fakes_platform import Stand
from tests.tools.fakes_signed import Desk, desk_of, known
from tools import NEW
from tools.change import Call

EVERYBODY = frozenset({"viewer", "member", "lead", "finance", "admin"})
WORKERS = frozenset({"member", "lead", "admin"})
PLANNERS = frozenset({"lead", "admin"})
FUNDERS = frozenset({"finance", "admin"})
ADMINS = frozenset({"admin"})


@dataclass(frozen=True)
class Ref:
    """A record of Acme's seed, by its table and a value."""

    table: str
    name: str
    value: object


@dataclass(frozen=True)
class Case:
    """A call; `made` is done first, by Erin or, where `own`, by whoever calls if they may; NEW is what it made."""

    tool: str
    may: frozenset[str]
    args: Mapping[str, object]
    headline: str = ""
    made: tuple[tuple[str, Mapping[str, object]], ...] = ()
    own: bool = False
    who: str = "erin"

    async def ready(self, stand: Stand, caller: Desk) -> dict[str, object]:
        """Do what must be there before, and return the arguments with ids in the place of names."""
        made = ""
        for tool, args in self.made:
            async with desk_of("erin", stand) as erin:
                here = caller.person.tenant == erin.person.tenant
                by = caller if self.own and here and caller.person.role in BY_TOOL[tool].may else erin
                change = await by.change(tool, **resolved(stand, args, made))
                [reply] = await by.approve(tool, change)
                assert not reply.problem
                made = str(reply.body.get("id") or made)
        return resolved(stand, self.args, made)


def resolved(stand: Stand, args: Mapping[str, object], made: str) -> dict[str, object]:
    def one(value: object) -> object:
        return known(stand, value.table, **{value.name: value.value}) if isinstance(value, Ref) else value

    plain = {name: [one(v) for v in value] if isinstance(value, list) else one(value) for name, value in args.items()}
    filled = Call("", plain).after([{"id": made}])
    assert filled is not None
    return dict(filled.args)


APOLLO = Ref("projects", "key", "APO")
ZEPHYR = Ref("projects", "key", "ZEP")
TASK = Ref("tasks", "title", "Old landing page copy")
RELEASE = Ref("releases", "name", "Apollo 4.2")
MARKETING = Ref("budgets", "name", "Marketing 2026")
OPERATIONS = Ref("budgets", "name", "Operations 2026")
INVOICE = Ref("invoices", "number", "MB-0641")
PAID = Ref("invoices", "number", "2214")
COMMENT = Ref("comments", "text", "Parked is fine. We close it at the next cleanup unless you disagree.")
BOB = "usr_bob"
A_PROJECT = ("create_project", {"name": "Nimbus", "key": "NIM", "deadline": "2027-03-01"})
A_BUDGET = ("create_budget", {"name": "Nimbus 2027", "ceiling": "1,000.00", "project": APOLLO})
A_COMMENT = ("add_comment", {"task": TASK, "text": "Let me look."})

CASES = (
    Case("list_activity", EVERYBODY, {"since": "2026-01-01"}),
    Case("list_budgets", EVERYBODY - {"viewer"}, {"project": APOLLO, "text": "2026"}),
    Case("get_budget", EVERYBODY - {"viewer"}, {"budget": MARKETING}),
    Case("create_budget", FUNDERS, A_BUDGET[1], "Create the budget Nimbus 2027 of up to 1,000.00 EUR"),
    Case(
        "update_budget",
        FUNDERS,
        {"budget": MARKETING, "name": "Marketing", "ceiling": "75.000,00"},
        "Change the budget Marketing 2026: name, ceiling",
    ),
    Case("delete_budgets", FUNDERS, {"budget_ids": [NEW]}, "Delete Nimbus 2027", made=(A_BUDGET,)),
    Case(
        "restore_budgets",
        FUNDERS,
        {"budget_ids": [NEW]},
        "Restore Nimbus 2027",
        made=(A_BUDGET, ("delete_budgets", {"budget_ids": [NEW]})),
    ),
    Case("list_comments", EVERYBODY, {"task": TASK, "author": BOB, "text": "copy"}),
    Case("get_comment", EVERYBODY, {"comment": COMMENT}),
    Case("add_comment", WORKERS, A_COMMENT[1], "Comment on APO-14"),
    Case(
        "update_comment",
        WORKERS,
        {"comment": NEW, "text": "Looked."},
        "Change a comment on APO-14",
        made=(A_COMMENT,),
        own=True,
    ),
    Case("delete_comments", WORKERS, {"comment_ids": [COMMENT]}, "Delete 1 comment on APO-27"),
    Case(
        "restore_comments",
        WORKERS,
        {"comment_ids": [COMMENT]},
        "Restore 1 comment on APO-27",
        made=(("delete_comments", {"comment_ids": [COMMENT]}),),
    ),
    Case("list_invoices", FUNDERS, {"status": "open", "overdue": True, "text": "halyard"}),
    Case("get_invoice", FUNDERS, {"invoice": INVOICE}),
    Case(
        "pay_invoice",
        frozenset({"finance"}),
        {"invoice": INVOICE, "budget": OPERATIONS},
        "Pay 43,900.00 EUR to Brennecke Messebau for MB-0641 from Operations 2026",
        who="dave",
    ),
    Case("who_am_i", EVERYBODY, {}),
    Case("list_members", EVERYBODY, {"text": "acme", "role": "member"}),
    Case("get_member", EVERYBODY, {"member": BOB}),
    Case(
        "create_member",
        ADMINS,
        {"name": "Zoe Park", "email": "zoe@acme.example", "role": "viewer"},
        "Let Zoe Park into Acme as viewer",
    ),
    Case("update_member", ADMINS, {"member": BOB, "role": "lead"}, "Make Bob Lindqvist lead instead of member"),
    Case("delete_members", ADMINS, {"member_ids": [BOB]}, "Remove Bob Lindqvist from Acme"),
    Case(
        "restore_members",
        ADMINS,
        {"member_ids": [BOB]},
        "Bring Bob Lindqvist back",
        made=(("delete_members", {"member_ids": [BOB]}),),
    ),
    Case("list_projects", EVERYBODY, {"text": "o", "status": "active", "owner": BOB}),
    Case("get_project", EVERYBODY, {"project": APOLLO}),
    Case("create_project", PLANNERS, {**A_PROJECT[1], "owner": BOB}, "Create the project Nimbus"),
    Case(
        "update_project",
        PLANNERS,
        {"project": ZEPHYR, "name": "Zephyr II", "status": "paused", "owner": "usr_eve", "clear": ["deadline"]},
        "Change the project Zephyr: name, status, owner, deadline",
    ),
    Case(
        "delete_projects", PLANNERS, {"project_ids": [NEW]}, "Delete NIM  Nimbus for good", made=(A_PROJECT,), own=True
    ),
    Case("list_releases", EVERYBODY, {"project": APOLLO, "status": "planned", "text": "4"}),
    Case("get_release", EVERYBODY, {"release": RELEASE}),
    Case(
        "create_release",
        PLANNERS,
        {"project": APOLLO, "name": "Apollo 5", "date": "2027-06-01", "status": "planned"},
        "Create the release Apollo 5 of Apollo",
    ),
    Case(
        "update_release",
        PLANNERS,
        {"release": RELEASE, "name": "Apollo 4.2.1", "status": "cancelled", "clear": ["date"]},
        "Change the release Apollo 4.2: name, status, date",
    ),
    Case("delete_releases", PLANNERS, {"release_ids": [RELEASE]}, "Delete Apollo 4.2: 7 tasks left without a release"),
    Case(
        "restore_releases",
        PLANNERS,
        {"release_ids": [RELEASE]},
        "Restore Apollo 4.2",
        made=(("delete_releases", {"release_ids": [RELEASE]}),),
    ),
    Case(
        "search_tasks",
        EVERYBODY,
        {"project": APOLLO, "release": RELEASE, "assignee": BOB, "text": "e", "due_before": "2030-01-01"},
    ),
    Case("get_task", EVERYBODY, {"task": TASK}),
    Case(
        "create_task",
        WORKERS,
        {"project": APOLLO, "title": "Order badges", "release": RELEASE, "assignee": BOB, "due": "2026-12-24"},
        "Create a task in Apollo",
    ),
    Case(
        "update_task",
        WORKERS | {"finance"},
        {"task": TASK, "status": "done", "release": RELEASE, "assignee": BOB, "clear": ["description"]},
        "Change APO-14: status, release, assignee, description",
    ),
    Case("delete_tasks", WORKERS, {"task_ids": [TASK]}, "Delete 1 task in Apollo: 1 comment goes with it"),
    Case(
        "restore_tasks",
        WORKERS,
        {"task_ids": [TASK]},
        "Restore 1 task in Apollo",
        made=(("delete_tasks", {"task_ids": [TASK]}),),
    ),
    Case("list_transfers", PLANNERS | FUNDERS, {"budget": MARKETING, "since": "2026-01-01", "by": "usr_dave"}),
    Case(
        "transfer_funds",
        frozenset({"lead", "finance"}),
        {"from_budget": OPERATIONS, "to_budget": MARKETING, "amount": "1,250.00 EUR", "note": "Fair"},
        "Transfer 1,250.00 EUR from Operations 2026 to Marketing 2026",
        who="dave",
    ),
)
BY_TOOL: Mapping[str, Case] = {case.tool: case for case in CASES}
WRITES = tuple(case for case in CASES if case.headline)
