"""What the model is told in the end of a call that would change something: what was done, or why it was not."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal, get_args

from langchain_core.messages import ToolMessage

from graph.executor import Outcome, told
from graph.ledger.decisions import Closed
from graph.ledger.decisions import State as Ledgered
from graph.replies import DO_NOT_REPEAT, Status, answer, rejected
from graph.second.seconds import Second
from graph.sending import Sent
from graph.state import Item, Parts
from graph.storage.codec import decode
from tools.approvals import Approval
from tools.change import Proposal

Word = Literal["stopped", "overtaken"]

CLOSED: tuple[Closed, ...] = get_args(Closed)
MEANWHILE = "Do not propose it again while it waits."
NOBODY_DECIDED = "No second person decided in time, so it was not done."
LOOK_AGAIN = "Look again before you propose anything."
WORDS: Mapping[Status, str] = {
    "expired": "It had run out before the person answered.",
    "stopped": "The person stopped this turn before it was done.",
    "overtaken": "It was not done: the person said something else instead.",
    "forbidden": "The rules did not allow it any more.",
}


def report(item: Item, proposal: Proposal, outcome: Outcome, guidance: str = "") -> ToolMessage:
    """Return the answer to a call whose Change was acted on, with what the person said to it."""
    changed = any(receipt.status == HTTPStatus.PRECONDITION_FAILED for receipt in outcome.receipts)
    waits = MEANWHILE if outcome.status == "waiting" else ""
    undo = proposal.change.undo.after(outcome.answers) if proposal.change.undo and outcome.status == "done" else None
    return answer(
        item["call"],
        outcome.status,
        change=proposal.change.headline,
        sentence=outcome.sentence,
        answered=list(outcome.answers) or None,
        undo={"tool": undo.tool, "args": dict(undo.args)} if undo else None,
        guidance=guidance,
        note=" ".join(said for said in (LOOK_AGAIN if changed else "", waits, item["note"]) if said),
    )


def closing(item: Item, parts: Parts, word: Word) -> ToolMessage:
    """Return the answer to a call that ends here: as the ledger knows it, else with this word."""
    proposal = proposal_of(item, parts)
    if proposal is not None and _was_begun(proposal, parts):
        sent = Sent(parts.ledger.receipts(proposal.change_digest), ())
        return report(item, proposal, told(sent), guidance_of(item, parts))
    standing = parts.ledger.state(item["proposal"]) if item["proposal"] else "open"
    second = parts.seconds.of(item["proposal"])
    if proposal is not None and second is not None and (said := _seconded(item, proposal, second, standing)):
        return said
    if standing == "rejected":
        decision = parts.ledger.decision(item["proposal"])
        return rejected(item["call"], parts.principal.name, decision.note if decision else "", item["note"])
    status: Status = standing if standing in CLOSED else word
    return answer(item["call"], status, sentence=WORDS[status], note=item["note"])


def _seconded(item: Item, proposal: Proposal, second: Second, standing: Ledgered) -> ToolMessage | None:
    """Return what a second person has to do with the end of a call, if that is what ends it."""
    headline, approval = proposal.change.headline, second.approval
    if second.state == "pending" and standing == "approved":
        note = f"{MEANWHILE} {item['note']}".strip()
        return answer(item["call"], "waiting", change=headline, sentence=in_words(approval), note=note)
    if second.state == "rejected" and standing in {"approved", "forbidden"}:
        note = f"{DO_NOT_REPEAT} {item['note']}".strip()
        return answer(item["call"], "rejected", change=headline, sentence=_refused(approval), note=note)
    if second.state == "expired" and standing in {"approved", "expired"}:
        return answer(item["call"], "expired", change=headline, sentence=NOBODY_DECIDED, note=item["note"])
    return None


def _refused(approval: Approval) -> str:
    """Return who has refused it and what they said; never as a `reason`, which counts as the person's own words."""
    if approval.decided_by is None:
        return "Nobody who may has agreed to it."
    said = f": “{approval.comment}”" if approval.comment else ", without a reason."
    return f"{approval.decided_by.name} has rejected it{said}"


def in_words(approval: Approval) -> str:
    """Return what is told of a Change that waits for a second person."""
    who = approval.who[:1].upper() + approval.who[1:]
    return f"{who} must agree to it too. When they have, it runs by itself, and its outcome is told then."


def guidance_of(item: Item, parts: Parts) -> str:
    """Return what the person said for what comes after, with the approval."""
    decision = parts.ledger.decision(item["proposal"]) if item["proposal"] else None
    return decision.note if decision is not None and decision.choice == "approve" else ""


def proposal_of(item: Item, parts: Parts) -> Proposal | None:
    """Return what a call has come to: what a person was asked, or what runs unasked."""
    if item["proposal"]:
        return parts.ledger.proposal(item["proposal"])
    return decode(Proposal, item["held"].encode()) if item["stage"] == "allowed" else None


def _was_begun(proposal: Proposal, parts: Parts) -> bool:
    digest, ledger = proposal.change_digest, parts.ledger
    return bool(ledger.receipts(digest)) or any(each.digest == digest for each in ledger.unfinished(parts.thread))
