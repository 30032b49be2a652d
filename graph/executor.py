"""The executor: the only place that acts; it checks a Change once more, claims it, and says what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from graph.events import Acted, Acting
from graph.ledger.decisions import Closed
from graph.ledger.intent import Intent
from graph.policy.judging import judgement, proposed
from graph.policy.safeguards import satisfied_by
from graph.proposal import details, wires
from graph.relook import is_itself
from graph.replies import Status
from graph.sending import RAN_OUT, Sent, ask_about, send_all
from graph.state import Parts
from graph.trouble import AlreadyDecided, Elsewhere, Expired, Overruled, Stopped, Trouble, UnknownProposal
from tools.change import Decision, Json, Need, Proposal, Receipt

OTHER_TOOL = "The tool or the rules have changed since this was shown, so it is no longer what you saw."
NOTHING_SENT = "Nothing was sent."
NOBODY_KNOWS = (
    "The platform has not said what became of it; it is asked again, and until then its records are left alone."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a Change: a status, a sentence, the receipts, and what the platform answered."""

    status: Status
    sentence: str
    receipts: tuple[Receipt, ...] = ()
    answers: Sequence[Json] = ()


async def carry_out(proposal: Proposal, parts: Parts, *, approved: bool) -> Outcome:
    """Act on a Change that was approved, or that policy lets run unasked: once, whatever is killed when.

    Raises:
        Elsewhere: another runner has the conversation, so that nothing may be written into it from here.
        Trouble: it was claimed before, and what became of it can't be written now.

    """
    intent = _intent(proposal, parts, approved=approved)
    parts.mark("acting")
    try:
        claim = parts.ledger.claim(intent, parts.holder, partial(check, proposal, parts))
    except Overruled as error:
        claimed = _was_claimed(intent, parts)
        return await reconcile(intent, parts) if claimed else _closed(intent, parts, error.state, error)
    except Expired as error:
        return _closed(intent, parts, "expired", error)
    except Stopped as error:
        return _closed(intent, parts, "stopped", error)
    except Trouble as error:
        if isinstance(error, Elsewhere) or _was_claimed(intent, parts):
            raise
        return Outcome("failed", f"{error.sentence} {NOTHING_SENT} {error.next_step}")
    parts.mark("claimed")
    parts.said(Acting(proposal.call, proposal.change.headline))
    outcome = told(await send_all(intent, parts, again=claim.again))
    parts.said(Acted(proposal.call, intent.headline, outcome.receipts, outcome.sentence))
    parts.mark("told")
    return outcome


async def reconcile(intent: Intent, parts: Parts) -> Outcome:
    """Find out what became of a Change that was claimed before, sending nothing, and tell where that is known now."""
    outcome = told(Sent(await ask_about(intent, parts), ()))
    if not _began(intent, parts):
        parts.said(Acted(intent.call, intent.headline, outcome.receipts, outcome.sentence))
    return outcome


def _began(intent: Intent, parts: Parts) -> bool:
    return any(open_one.digest == intent.digest for open_one in parts.ledger.unfinished(intent.thread))


def _was_claimed(intent: Intent, parts: Parts) -> bool:
    """Tell whether something of it may have been sent before; what is known of that stands, whatever holds now."""
    return _began(intent, parts) or bool(parts.ledger.receipts(intent.digest))


def _intent(proposal: Proposal, parts: Parts, *, approved: bool) -> Intent:
    return Intent(
        digest=proposal.change_digest,
        thread=proposal.thread,
        call=proposal.call,
        tool=proposal.tool,
        effect=proposal.effect,
        headline=proposal.change.headline,
        wires=wires(proposal, parts.audience),
        scopes=tuple(proposal.scopes),
        details=details(proposal, parts.audience, _approval(proposal, parts)) if approved else (),
        proposal=proposal.id if approved else None,
        expires=proposal.expires,
        records=tuple(row.id for row in proposal.change.rows if row.version is not None),
        amount=proposal.change.amount,
    )


def _approval(proposal: Proposal, parts: Parts) -> str | None:
    """Return the second person's approval that the token has to name, if there is one."""
    second = parts.seconds.of(proposal.id)
    return second.approval.id if second is not None and second.state == "approved" else None


def check(proposal: Proposal, parts: Parts, decision: Decision | None, but: Collection[Need] = ()) -> None:
    """Ask once more, inside the claim: is it still what it was, and do the rules let it go with this decision?

    Needs in `but` may still be wanting.

    Raises:
        Overruled: they don't, or it isn't.

    """
    if not is_itself(proposal, parts):
        raise Overruled(OTHER_TOOL, "overtaken")
    satisfied = satisfied_by(decision, proposal, parts.seconds.of(proposal.id))
    verdict = parts.pdp.judge(judgement(proposed(proposal, satisfied), parts))
    may_wait = verdict.outcome == "needs" and set(verdict.needs) <= set(but)
    if verdict.outcome != "allow" and not may_wait:
        raise Overruled(" ".join(because for _, because in verdict.rules), "forbidden")


def _closed(intent: Intent, parts: Parts, state: Closed, error: Trouble) -> Outcome:
    """Close what a person was asked, if one was, and say that nothing was sent."""
    sentence = f"{error.sentence} {NOTHING_SENT}"
    return Outcome(state, sentence) if intent.proposal is None else shut(intent.proposal, parts, state, sentence)


def shut(proposal: str, parts: Parts, state: Closed, sentence: str) -> Outcome:
    """Close what the person has approved, because it can't be sent after all."""
    with suppress(AlreadyDecided, UnknownProposal):
        parts.ledger.close(proposal, state, sentence)
    return Outcome(state, sentence)


def told(sent: Sent) -> Outcome:
    """Say what the receipts say: done, refused and by what, half done, or unknown."""
    receipts = sent.receipts
    done = sum(receipt.outcome == "done" for receipt in receipts)
    stopper = next((receipt for receipt in receipts if receipt.outcome != "done"), None)
    if receipts and stopper is None:
        return Outcome("done", "Done.", receipts, sent.answers)
    before = f"{_counted(done)} done, then: " if done else ""
    if stopper is None or stopper.outcome == "unknown":
        return Outcome("unknown", f"{before}{NOBODY_KNOWS}", receipts, sent.answers)
    after = " The rest was not sent." if len(receipts) > done + 1 else ""
    return Outcome(_status(stopper), f"{before}{stopper.detail}{after}", receipts, sent.answers)


def _counted(done: int) -> str:
    return "One request was" if done == 1 else f"{done} requests were"


def _status(stopper: Receipt) -> Status:
    if stopper.detail == RAN_OUT:
        return "expired"
    return "forbidden" if stopper.status == HTTPStatus.FORBIDDEN else "failed"
