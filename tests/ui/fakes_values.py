from __future__ import annotations

from dataclasses import replace

from app.auth.events import Account
from app.ui.desk import Standing
from tools.change import Call, Change, Origin, Principal, Proposal, Request, Row, Verdict

NOW = 1_795_000_000
ALICE = Account(
    "http://127.0.0.1:1", "usr_alice", "ten_acme", "c1", "dpk_7f", "Alice Moreau", "alice@acme.example", "pin", NOW
)
PRINCIPAL = Principal(
    "http://127.0.0.1:1", "usr_alice", "ten_acme", "c1", "k3JQx9vTbL2", "Alice Moreau", "alice@acme.example", "pin", NOW
)
STANDING = Standing("alice@acme.example", "Acme", "lead", "countersign-offline", "sandbox", "Secret Service keyring")
TITLES = (
    "Old landing page copy",
    "Spike: new router",
    "Rename the retry flag",
    "Check the German footer",
    "Move icons to the sprite",
    "Sort out staging logins",
    "Archive the 2023 survey",
    "Trim the release notes",
    "Ask legal about cookies",
    "Fix the print stylesheet",
)


def task(number: int) -> dict[str, object]:
    return {
        "id": f"tsk_{number:04}",
        "key": f"APO-{112 + number * 3}",
        "title": TITLES[number % len(TITLES)],
        "status": "open",
        "assignee": {"id": "usr_bob", "name": "Bob Lindqvist"},
        "updated_at": f"2026-0{1 + number % 7}-1{number % 10}T09:30:00Z",
        "version": "3",
    }


def deletion(count: int = 5, name: str = "p1") -> Proposal:
    tasks = [task(number) for number in range(count)]
    items = [{"id": one["id"], "version": one["version"]} for one in tasks]
    return Proposal(
        id=f"prop_{name}",
        call=f"msg_{name}/0",
        tool="delete_tasks",
        args={"task_ids": [one["id"] for one in tasks]},
        why="They are untouched for 90+ days and you asked to clear stale work.",
        effect="delete",
        change=Change(
            headline=f"Delete {count} tasks in Apollo",
            requests=[Request.post("/v1/tasks/delete", items=items)],
            rows=[Row.of("task", one, after=None) for one in tasks],
            undo=Call("restore_tasks", {"task_ids": [one["id"] for one in tasks]}),
            undo_until=NOW + 30 * 86_400,
        ),
        verdict=Verdict("needs", ("confirmation",), (("deletes-need-confirmation", "Deleting loses information."),)),
        provenance={"task_ids": Origin("tool", "search_tasks, this turn")},
        principal=PRINCIPAL,
        scopes=("tasks:delete",),
        thread="thr_1",
        expires=NOW + 600,
        change_digest="sha-256:change",
        digest=f"sha-256:{name}",
    )


def update(name: str = "u1") -> Proposal:
    row = Row.of("task", task(1), after={"status": "done", "priority": "high"})
    change = Change(
        "Close Spike: new router", [Request.patch("/v1/tasks/{}", "tsk_0001", version="3", status="done")], [row]
    )
    rules = (("flagged-updates-ask", "A value did not come from you."),)
    flagged = {"priority": Origin("tool", "a comment by eve on APO-7", flagged=True)}
    return replace(
        deletion(1, name),
        tool="update_task",
        args={"task_id": "tsk_0001", "status": "done", "priority": "high"},
        effect="update",
        change=change,
        verdict=Verdict("needs", ("confirmation",), rules),
        provenance={"status": Origin("person", "your message"), **flagged},
        scopes=("tasks:write",),
    )


def transfer(name: str = "t1") -> Proposal:
    change = Change("Move 5,000.00 EUR from Marketing to Apollo", [], [], amount=(500_000, "EUR"))
    verdict = Verdict("needs", ("typed_confirmation",), (("transfers-are-typed", "Money moves."),))
    return replace(deletion(1, name), effect="transfer", change=change, verdict=verdict)
