"""A clock, an account and Changes to put through the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from graph.ledger.claims import Ledger
from graph.ledger.intent import Intent
from graph.storage.audit import Audit
from graph.storage.lease import Leases
from graph.storage.store import Store
from graph.storage.threads import Threads
from tools.change import (
    Call,
    Change,
    Choice,
    Decision,
    Effect,
    Origin,
    Principal,
    Proposal,
    Receipt,
    Request,
    Row,
    Verdict,
)
from tools.wire import Origin as CallOrigin
from tools.wire import Sender, change_digest, digest, to_wire

KEY = b"k" * 32
NOW = 1_800_000_000
AUDIENCE = "http://127.0.0.1:41002"
ALICE = Principal(
    issuer="http://127.0.0.1:41001",
    sub="usr_alice",
    tenant="ten_acme",
    client_id="cl_1",
    installation="thumb_1",
    name="Alice Moreau",
    email="alice@acme.example",
    acr="urn:countersign:acr:pin",
    auth_time=NOW,
    role="lead",
    teams=("apollo",),
)


@dataclass
class Clock:
    """Tells the time it was set to."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


class Account:
    """One account's store with all that works on it."""

    def __init__(self, folder: Path | None = None, clock: Clock | None = None, key: bytes = KEY) -> None:
        self.clock = clock or Clock()
        self.store = Store.open(folder, key)
        self.audit = Audit(self.store, self.clock)
        self.leases = Leases(self.store, self.clock)
        self.ledger = Ledger(self.store, self.audit, self.clock)
        self.threads = Threads(self.store, self.clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.store.close()

    def approved(self, number: int = 0, thread: str = "thr_1", ids: Sequence[str] = ("tsk_1",)) -> Intent:
        """Offer and approve a Change and return what the executor would claim."""
        proposal = a_proposal(number, thread, ids)
        self.ledger.offer(proposal)
        self.ledger.decide(a_decision(proposal))
        return an_intent(proposal, number)


def a_proposal(
    number: int = 0,
    thread: str = "thr_1",
    ids: Sequence[str] = ("tsk_1",),
    expires: int = NOW + 600,
    title: str = "Renew the certificate",
) -> Proposal:
    """Return a proposal to delete tasks, one request a task."""
    args = {"task_ids": list(ids), "number": number}
    requests = tuple(Request.post("/v1/tasks/delete", items=[{"id": each, "version": "3"}]) for each in ids)
    wires = to_wire(requests, AUDIENCE, CallOrigin(thread, f"msg_{number}", 0, "delete_tasks", args))
    rows = tuple(Row("task", each, title, "3", {"id": each, "title": title, "tags": ["a"]}, None) for each in ids)
    change = Change(f"Delete {len(ids)} tasks: {title}", requests, rows, Call("restore_tasks", args), NOW + 9_000)
    proposal = Proposal(
        id=f"{thread}/prp_{number}",
        call=f"msg_{number}/0",
        tool="delete_tasks",
        args=args,
        why=f"You asked me to delete {title}.",
        effect="delete",
        change=change,
        verdict=Verdict("needs", ("confirmation",), (("deletes-need-confirmation", "Deleting loses information."),)),
        provenance={"task_ids": Origin("tool", "search_tasks, this turn")},
        principal=ALICE,
        scopes=("tasks:delete",),
        thread=thread,
        expires=expires,
        change_digest=change_digest(wires, AUDIENCE, Sender(ALICE.sub, ALICE.tenant, ALICE.client_id), expires),
        digest="",
    )
    return with_digest(proposal)


def with_digest(proposal: Proposal) -> Proposal:
    """Return the proposal with a digest over its ids."""
    fields = {name: getattr(proposal, name) for name in Proposal.__slots__ if isinstance(getattr(proposal, name), str)}
    fields["digest"] = digest([proposal.id, proposal.change_digest, proposal.why])
    return Proposal(
        args=proposal.args,
        change=proposal.change,
        verdict=proposal.verdict,
        provenance=proposal.provenance,
        principal=proposal.principal,
        scopes=proposal.scopes,
        expires=proposal.expires,
        **fields,
    )


def a_decision(proposal: Proposal, choice: Choice = "approve", at: int = NOW, note: str = "") -> Decision:
    """Return Alice's decision on exactly this proposal."""
    return Decision(proposal.id, proposal.digest, ALICE.sub, at, choice, note)


def an_intent(proposal: Proposal, number: int = 0) -> Intent:
    """Return what the executor claims for a proposal."""
    origin = CallOrigin(proposal.thread, f"msg_{number}", 0, proposal.tool, proposal.args)
    wires = to_wire(proposal.change.requests, AUDIENCE, origin)
    return Intent(
        digest=proposal.change_digest,
        thread=proposal.thread,
        call=proposal.call,
        tool=proposal.tool,
        effect=proposal.effect,
        headline=proposal.change.headline,
        wires=wires,
        scopes=proposal.scopes,
        details=({"type": "countersign_change", "change": proposal.change_digest, "expires_at": proposal.expires},),
        proposal=proposal.id,
        expires=proposal.expires,
        records=tuple(row.id for row in proposal.change.rows),
    )


def a_routine(number: int = 0, thread: str = "thr_1", effect: Effect = "update", expires: int = NOW + 60) -> Intent:
    """Return what the executor claims for a Change that policy let run unasked."""
    request = Request.patch("/v1/tasks/{}", "tsk_9", version="1", status="done")
    wires = to_wire([request], AUDIENCE, CallOrigin(thread, f"msg_r{number}", 0, "update_task", {}))
    change = change_digest(wires, AUDIENCE, Sender(ALICE.sub, ALICE.tenant, ALICE.client_id), expires)
    tool, call = "update_task", f"msg_r{number}/0"
    scopes = ("tasks:write",)
    return Intent(change, thread, call, tool, effect, "Finish a task", wires, scopes, (), None, expires, ("tsk_9",))


def a_receipt(intent: Intent, request: int = 0, outcome: str = "done", detail: str = "") -> Receipt:
    """Return the receipt of one of an intent's requests."""
    key = intent.wires[request].idempotency_key
    if outcome == "done":
        return Receipt(key, "done", 200, f"req_{request}", NOW, detail)
    if outcome == "refused":
        return Receipt(key, "refused", 403, f"req_{request}", NOW, detail)
    return Receipt(key, "unknown", None, None, NOW, detail)
