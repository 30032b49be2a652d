"""A proposal to delete two tasks, with everything in it."""

from graph.proposal import Asked, Ground
from tools.change import Call, Change, Origin, Principal, Request, Row, Verdict
from tools.contract import Tool

AUDIENCE = "http://127.0.0.1:41002"

ALICE = Principal(
    issuer="http://127.0.0.1:41001",
    sub="usr_alice",
    tenant="ten_acme",
    client_id="cli_1",
    installation="thumb",
    name="Alice Moreau",
    email="alice@acme.example",
    acr="urn:countersign:acr:pin",
    auth_time=1_700_000_000,
    tenant_name="Acme",
    role="lead",
    teams=("web",),
)

RECORDS = [
    {"id": "tsk_1", "key": "APO-1", "title": "Old landing page", "version": "3"},
    {"id": "tsk_2", "key": "APO-2", "title": "Spike: new router", "version": "1"},
]

CHANGE = Change(
    headline="Delete 2 tasks in Apollo",
    requests=[
        Request.post("/v1/tasks/delete", items=[{"id": "tsk_1", "version": "3"}, {"id": "tsk_2", "version": "1"}])
    ],
    rows=[Row.of("task", record, after=None) for record in RECORDS],
    undo=Call("restore_tasks", {"task_ids": ["tsk_1", "tsk_2"]}),
    undo_until=1_802_592_000,
)

NEEDS = Verdict("needs", ("confirmation",), (("deletes-need-confirmation", "Deleting loses information."),))

ASKED = Asked(
    thread="thr_1",
    message="msg_1f",
    index=0,
    args={"task_ids": ["tsk_1", "tsk_2"]},
    why="They are stale.",
    provenance={"task_ids": Origin("tool", "search_tasks, this turn")},
)

GROUND = Ground(ALICE, AUDIENCE, "sha-256:bundle", 1_800_000_600)


async def nothing() -> None:
    return None


def tool_of(definition: str = "sha-256:definition") -> Tool:
    return Tool(
        "delete_tasks", "delete", ("tasks:read",), ("tasks:delete",), "Delete tasks.", {}, definition, (), nothing
    )
