"""Gets one claimed request done at most once: where it may have been sent already, the platform is asked first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from graph.confirming import confirm
from graph.ledger.intent import Intent
from graph.state import Parts
from graph.trouble import Trouble
from tools.answers import Reply
from tools.change import Json, Receipt
from tools.platform import NotSent, PlatformTrouble
from tools.wire import Wire

RAN_OUT = "It had run out before it could be sent."
NOT_AFTER_A_NO = "It was not sent, because the request before it was not done."
LEEWAY = 5
"""By how many seconds the platform's clock may differ (PROTOCOL, G)."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The receipts of a Change in order, as far as it came, and what the platform answered to those just done."""

    receipts: tuple[Receipt, ...]
    answers: Sequence[Json]


async def send_all(intent: Intent, parts: Parts, *, again: bool) -> Sent:
    """Send what has no final receipt, in order, and keep each receipt before the next; stop at the first not done."""
    kept = {receipt.key: receipt for receipt in parts.ledger.receipts(intent.digest)}
    receipts: list[Receipt] = []
    answers: list[Json] = []
    for wire in intent.wires:
        receipt = kept.get(wire.idempotency_key)
        if receipts and receipts[-1].outcome == "unknown":
            break
        if receipts and receipts[-1].outcome == "refused":
            receipt = receipt or _refused(wire, parts, NOT_AFTER_A_NO)
        elif receipt is None or receipt.outcome == "unknown":
            receipt, body = await _done(wire, intent, parts, doubt=again)
            answers += [body] if body else []
        receipts.append(parts.ledger.record(intent.digest, receipt))
        parts.mark("recorded")
    return Sent(tuple(receipts), answers)


async def ask_about(intent: Intent, parts: Parts) -> tuple[Receipt, ...]:
    """Ask the platform what became of a claimed Change, sending nothing; what stays unknown has no final receipt."""
    kept = {receipt.key: receipt for receipt in parts.ledger.receipts(intent.digest)}
    for wire in intent.wires:
        receipt = kept.get(wire.idempotency_key)
        if receipt is None or receipt.outcome == "unknown":
            try:
                reply = await parts.platform.operation(wire.idempotency_key)
            except PlatformTrouble:
                break
            receipt = _absent(wire, intent, parts) if reply is None else _receipt(wire, reply, parts)
            parts.ledger.record(intent.digest, receipt)
    return parts.ledger.receipts(intent.digest)


async def _done(wire: Wire, intent: Intent, parts: Parts, *, doubt: bool) -> tuple[Receipt, Json]:
    """Send one request until its outcome is known or the tries are used up; always under the same key."""
    detail = ""
    for attempt in range(parts.limits.tries + 1):
        if attempt:
            await parts.sleep(float(attempt))
        try:
            known = await parts.platform.operation(wire.idempotency_key) if doubt else None
            if known is not None:
                return _receipt(wire, known, parts), known.body
            if doubt and parts.clock() >= intent.expires:
                return _absent(wire, intent, parts), {}
            reply = await _send(wire, intent, parts)
        except NotSent as error:
            if not doubt:
                return _refused(wire, parts, error.sentence), {}
            detail = error.sentence
            continue
        except PlatformTrouble as error:
            doubt, detail = True, error.sentence
            continue
        if reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return _receipt(wire, reply, parts), reply.body
        doubt, detail = True, reply.problem
    return Receipt(wire.idempotency_key, "unknown", None, None, _now(parts), detail), {}


async def _send(wire: Wire, intent: Intent, parts: Parts) -> Reply:
    """Send a request; where the platform wants a fresher sign-in, once more after it, under the same key (RFC 9470)."""
    parts.mark("sending")
    reply = await parts.platform.send(wire, intent.scopes, intent.details)
    if reply.wants_fresh and intent.proposal is not None:
        try:
            await confirm(parts.ledger.proposal(intent.proposal), parts)
        except Trouble as no:
            return replace(reply, problem=f"{reply.problem} {no.sentence}")
        reply = await parts.platform.send(wire, intent.scopes, intent.details)
    parts.mark("sent")
    return reply


def _absent(wire: Wire, intent: Intent, parts: Parts) -> Receipt:
    """Absence means "not done" only once every token that could carry the request has expired (PROTOCOL, G)."""
    surely = parts.clock() >= intent.expires + parts.limits.token_seconds + LEEWAY
    refused = _refused(wire, parts, RAN_OUT)
    return refused if surely else replace(refused, outcome="unknown", detail="")


def _refused(wire: Wire, parts: Parts, detail: str) -> Receipt:
    return Receipt(wire.idempotency_key, "refused", None, None, _now(parts), detail)


def _receipt(wire: Wire, reply: Reply, parts: Parts) -> Receipt:
    done = HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES
    known = Receipt(wire.idempotency_key, "done", reply.status, reply.request_id, _now(parts), reply.problem)
    return known if done else replace(known, outcome="refused")


def _now(parts: Parts) -> int:
    return int(parts.clock())
