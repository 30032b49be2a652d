"""weigh: the rules judge each Change; it runs, it is put to a person, or it is a no that the model is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from langchain_core.messages import AnyMessage, ToolMessage
from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.codec import decode, encode
from graph.events import Settled
from graph.executor import reconcile
from graph.proposal import Asked, Ground, effect_of, propose
from graph.provenance import trace
from graph.replies import DO_NOT_REPEAT, answer, from_person, from_tools
from graph.safeguards import beyond_us, judgement_of, touched
from graph.state import OVER, Item, Parts, State, Turn, after_weigh
from tools.change import Change, Effect, Proposal, Verdict
from tools.contract import MOST_CHARACTERS, Tool
from tools.strict import strict_object

REJECTED = f"The person has rejected this. {DO_NOT_REPEAT}"

Next = Command[Literal["ask", "act", "think", "__end__"]]

STILL_UNKNOWN = "An earlier change to these records has no known outcome yet; nothing is done to them before it has."


async def weigh(state: State, runtime: Runtime[Parts]) -> Next:
    """Judge every Change that has not been judged."""
    parts, turn = runtime.context, state["turn"]
    if parts.halt.stops():
        return Command(goto=OVER)
    calls: list[Item] = []
    answers: list[ToolMessage] = []
    for item in state["calls"]:
        if item["stage"] != "changed":
            calls.append(item)
            continue
        turn = {**turn, "proposals": turn["proposals"] + 1}
        judged, said = await _judge(item, turn, state["messages"], parts)
        calls.append(judged)
        answers += [said] if said is not None else []
    return Command(update={"messages": answers, "calls": calls, "turn": turn}, goto=after_weigh(calls))


async def _judge(
    item: Item,
    turn: Turn,
    messages: Sequence[AnyMessage],
    parts: Parts,
) -> tuple[Item, ToolMessage | None]:
    tool = parts.registry.tools[item["tool"]]
    change = decode(Change, item["held"].encode())
    asked = _asked(item, tool, messages, parts)
    effect = effect_of(tool.effect, change.requests)
    question = judgement_of(parts.principal, effect, tool.name, change, asked.provenance)
    verdict = parts.pdp.judge(replace(question, proposals_this_turn=turn["proposals"]))
    _audit(item, effect, change, verdict, parts)
    refusal = REJECTED if set(turn["rejected"]).intersection(touched(effect, change)) else _refusal(verdict)
    if refusal := refusal or await _blocked(change, parts):
        return _no(item, change.headline, refusal, parts)
    expires = int(parts.clock()) + parts.limits.proposal_seconds + item["looks"]
    try:
        ground = Ground(parts.principal, parts.audience, parts.pdp.bundle, expires)
        proposal = propose(asked, tool, change, verdict, ground)
    except ValueError as error:
        return _no(item, change.headline, f"This change can't be written down exactly: {error}.", parts)
    if verdict.outcome == "allow":
        return {**item, "stage": "allowed", "held": encode(proposal).decode()}, None
    _overtake_earlier(proposal, parts)
    parts.ledger.offer(proposal)
    return {**item, "stage": "asked", "held": "", "proposal": proposal.id, "digest": proposal.digest}, None


def _asked(item: Item, tool: Tool, messages: Sequence[AnyMessage], parts: Parts) -> Asked:
    args = strict_object(item["args"], limit=MOST_CHARACTERS)
    message, _, index = item["call"].rpartition("/")
    words = [*from_person(messages), item["edited"]]
    provenance = trace(args, words, from_tools(messages), tool.schema)
    return Asked(parts.thread, message, int(index), args, item["why"], provenance)


def _refusal(verdict: Verdict) -> str:
    because = " ".join(because for _, because in verdict.rules)
    if verdict.outcome == "forbid":
        return because
    missing = beyond_us(verdict.needs)
    return f"{because} It would need {missing}, which this version can't ask for." if missing else ""


async def _blocked(change: Change, parts: Parts) -> str:
    """While an earlier change's outcome is unknown, its records are left alone (DESIGN: invariant 4)."""
    records = {row.id for row in change.rows}
    for intent in parts.ledger.blocked_records(records):
        await reconcile(intent, parts)
    return STILL_UNKNOWN if parts.ledger.blocked_records(records) else ""


def _no(item: Item, headline: str, reason: str, parts: Parts) -> tuple[Item, ToolMessage]:
    parts.said(Settled(item["call"], headline, "forbidden", reason))
    return {**item, "stage": "settled", "held": ""}, answer(item["call"], "forbidden", sentence=reason)


def _overtake_earlier(proposal: Proposal, parts: Parts) -> None:
    """Close what was offered for the same call before a crash, so that one call has one open proposal."""
    for earlier in parts.ledger.open(parts.thread):
        if earlier.call == proposal.call and earlier.id != proposal.id:
            parts.ledger.close(earlier.id, "overtaken", "offered again")


def _audit(item: Item, effect: Effect, change: Change, verdict: Verdict, parts: Parts) -> None:
    parts.audit.write(
        "verdict",
        thread=parts.thread,
        plain={
            "call": item["call"],
            "effect": effect,
            "outcome": verdict.outcome,
            "needs": list(verdict.needs),
            "rules": [rule for rule, _ in verdict.rules],
            "policy": parts.pdp.bundle,
        },
        body={"tool": item["tool"], "headline": change.headline, "sub": parts.principal.sub},
    )
