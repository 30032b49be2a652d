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


def budget(id_: str, name: str, balance: str) -> dict[str, object]:
    return {"id": id_, "name": name, "currency": "EUR", "balance": balance, "version": "7"}


def moved(name: str = "m1") -> Proposal:
    """Return a transfer with both budgets, as the catalog's tool proposes it."""
    giving, taking = budget("bud_1", "Marketing 2026", "41,250.00 EUR"), budget("bud_2", "Apollo", "3,000.50 EUR")
    change = Change(
        "Transfer 5,000.00 EUR from Marketing 2026 to Apollo",
        [Request.post("/v1/transfers", **{"from": "bud_1", "to": "bud_2", "amount": 500_000, "currency": "EUR"})],
        [
            Row.of("budget", giving, after={**giving, "balance": "36,250.00 EUR"}),
            Row.of("budget", taking, after={**taking, "balance": "8,000.50 EUR"}),
        ],
        amount=(500_000, "EUR"),
        facts=(("Moved today", "1,200.00 EUR of 20,000.00 EUR"), ("Fee", "none")),
    )
    return replace(
        transfer(name),
        tool="transfer_funds",
        args={"from_budget": "Marketing", "to_budget": "Apollo", "amount": "5,000.00"},
        change=change,
        provenance=dict.fromkeys(("from_budget", "to_budget", "amount"), Origin("person", "your message")),
        scopes=("transfers:create",),
    )


def paid(name: str = "i1") -> Proposal:
    """Return an invoice to pay, as the catalog's tool proposes it."""
    bill: dict[str, object] = {
        "id": "inv_1",
        "number": "2214",
        "vendor": "Druckhaus Berg",
        "iban": "DE89370400440532013000",
        "amount": "1,250.00 EUR",
        "currency": "EUR",
        "status": "open",
        "version": "1",
    }
    giving = budget("bud_1", "Operations", "9,000.00 EUR")
    change = Change(
        "Pay 1,250.00 EUR to Druckhaus Berg for 2214 from Operations",
        [Request.post_on("/v1/invoices/{}/pay", "inv_1", version="1", budget="bud_1")],
        [
            Row.of("invoice", bill, after={**bill, "status": "paid"}),
            Row.of("budget", giving, after={**giving, "balance": "7,750.00 EUR"}),
        ],
        amount=(125_000, "EUR"),
    )
    return replace(
        moved(name),
        tool="pay_invoice",
        args={"invoice": "2214", "budget": "Operations"},
        change=change,
        provenance=dict.fromkeys(("invoice", "budget"), Origin("person", "your message")),
        scopes=("invoices:pay",),
    )
