"""Lets rules and person judge, before a turn tells anybody anything, who is told; and names them when they are new."""

from __future__ import annotations

from dataclasses import replace

from graph.answers import choice
from graph.events import Failed, Recipient
from graph.policy.pdp import Receiving
from graph.policy.recipients import Admitted, Destination, is_here
from graph.policy.safeguards import NEEDS_IN_WORDS
from graph.questions import Ask, Candidate, Which
from graph.state import Parts
from tools.change import Need, Verdict

TRIES = 3
YES, NO = "allow", "deny"
SAID_NO = "You said no to it."
ELSEWHERE = "Configure another one, or ask who keeps your organisation's rules."


async def admit(parts: Parts, ask: Ask) -> Failed | None:
    """Judge everybody who would be told of a turn; return why one of them may not be.

    Raises:
        NobodyToAsk: from the front end; nobody was told anything.
        StorageError: who was admitted could not be kept.

    """
    for each in parts.recipients.destinations:
        if (refused := await _judge(each, parts, ask)) is not None:
            return refused
    return None


async def _judge(each: Destination, parts: Parts, ask: Ask) -> Failed | None:
    before = parts.recipients.admitted(each.kind)
    same = before is not None and (before.name, before.host) == (each.name, each.host)
    met = before.met if before is not None and same and before.bundle == parts.pdp.bundle else ()
    question = _question(each, parts, tuple(met), changed=before is not None and not same)
    verdict = parts.pdp.judge_recipient(question)
    if verdict.outcome == "needs" and set(verdict.needs) == {"confirmation"}:
        if not await _agreed(each, verdict, ask):
            return _refused(each, parts, verdict, SAID_NO)
        question = replace(question, satisfied=("confirmation",))
        verdict = parts.pdp.judge_recipient(question)
    if verdict.outcome != "allow":
        return _refused(each, parts, verdict, _why(verdict))
    now = Admitted(each.name, each.host, parts.pdp.bundle, question.satisfied)
    if not same:
        parts.said(Recipient(each.kind, each.name, each.host, changed=question.changed))
    if before is None or replace(before, met=tuple(before.met)) != now:
        _tell(each, parts, verdict)
        parts.recipients.keep(each.kind, now, int(parts.clock()))
    return None


def _question(each: Destination, parts: Parts, met: tuple[Need, ...], *, changed: bool) -> Receiving:
    return Receiving(
        principal=parts.principal,
        kind=each.kind,
        name=each.name,
        host=each.host,
        here=is_here(each.host),
        configured=each.configured,
        changed=changed,
        satisfied=met,
    )


async def _agreed(each: Destination, verdict: Verdict, ask: Ask) -> bool:
    words = f"May the {each.kind} {each.name} at {each.host} be told what is said here? {_why(verdict)}"
    candidates = (Candidate(YES, "Yes", "and don't ask again while it stays the same"), Candidate(NO, "No", ""))
    question = Which(f"recipient/{each.kind}", words, candidates)
    for _ in range(TRIES):
        chosen = choice(question, await ask(question))
        if chosen is not None:
            return chosen == YES
    return False


def _why(verdict: Verdict) -> str:
    because = " ".join(because for _, because in verdict.rules)
    missing = " and ".join(NEEDS_IN_WORDS[need] for need in verdict.needs if need != "confirmation")
    return f"{because} It would need {missing}, which can't be had here." if missing else because


def _refused(each: Destination, parts: Parts, verdict: Verdict, why: str) -> Failed:
    _tell(each, parts, verdict)
    return Failed(f"The {each.kind} {each.name} at {each.host} may not be told what is said here. {why}", ELSEWHERE)


def _tell(each: Destination, parts: Parts, verdict: Verdict) -> None:
    rules = [rule for rule, _ in verdict.rules]
    parts.audit.write(
        "recipient",
        thread=parts.thread,
        plain={"kind": each.kind, "outcome": verdict.outcome, "rules": rules, "policy": parts.pdp.bundle},
        body={"name": each.name, "host": each.host},
    )
