"""weigh: the rules judge each Change; it runs, it is put to a person, or it is a no that the model is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from langchain_core.messages import AnyMessage, ToolMessage
from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.confirming import meetable
from graph.differences import differences
from graph.doubts import by_choice
from graph.events import Looked, Settled
from graph.model.opinion import Opinion, second_opinion
from graph.policy.budget import over, taken
from graph.policy.judging import Weighed, judgement
from graph.policy.pdp import Judgement, context_of
from graph.policy.safeguards import beyond_us, touched
from graph.proposal import Asked, Ground, effect_of, propose
from graph.provenance.sources import answers_in, edited, said_in
from graph.provenance.tracing import Known, trace
from graph.refused import Raised, still_refused
from graph.replies import DO_NOT_REPEAT, answer, chosen, from_person
from graph.second.returning import take_up
from graph.state import OVER, Item, Parts, State, Turn, after_weigh
from graph.storage.codec import decode, encode
from graph.unheard import in_a_line, in_words, unheard
from graph.waiting import Way, way_of
from tools.change import Change, Proposal, Verdict
from tools.contract import MOST_CHARACTERS, Tool
from tools.strict import strict_object

REJECTED = f"The person has rejected this, and has not asked for it by name since. {DO_NOT_REPEAT}"

ASKED_BEFORE = ("asked-before", "You were asked about this, and now it differs.")
ASK_ONCE_MORE = Verdict("needs", ("confirmation",), (ASKED_BEFORE,))
"""What was put to a person once runs in no other form without them."""

Next = Command[Literal["look", "ask", "act", "think", "__end__"]]

STILL_UNKNOWN = "An earlier change to these records has no known outcome yet; nothing is done to them before it has."


async def weigh(state: State, runtime: Runtime[Parts]) -> Next:
    """Judge every Change that has not been judged and that nothing stands in the way of."""
    parts, turn = runtime.context, state["turn"]
    if parts.halt.stops():
        return Command(goto=OVER)
    told = turn.get("unsure", [])
    calls: list[Item] = []
    answers: list[ToolMessage] = []
    for index, item in enumerate(state["calls"]):
        if item["stage"] != "changed":
            back, said = await take_up(item, parts) if item["stage"] == "seconded" else (item, None)
            calls.append(back)
            answers += [said] if said is not None else []
            continue
        change = decode(Change, item["held"].encode())
        way = await way_of(change, [*calls, *state["calls"][index + 1 :]], parts)
        if way == "clear":
            turn, judged, said = await _weighed(item, change, turn, told, state["messages"], parts)
            turn = taken(turn, judged, change)
        else:
            judged, said = _held_up(item, change, way, parts)
        calls.append(judged)
        answers += [said] if said is not None else []
    return Command(update={"messages": answers, "calls": calls, "turn": turn}, goto=after_weigh(calls))


async def _weighed(
    item: Item, change: Change, turn: Turn, told: Sequence[str], messages: Sequence[AnyMessage], parts: Parts
) -> tuple[Turn, Item, ToolMessage | None]:
    """Judge a Change, unless the model is to make sure of a value first."""
    tool = parts.registry.tools[item["tool"]]
    asked, effect = _asked(item, tool, messages, parts), effect_of(tool.effect, change.requests)
    doubted = unheard(item, effect, asked, told)
    if doubted:
        turn = {**turn, "unsure": [*turn.get("unsure", []), *doubted.values()]}
        parts.said(Looked(item["call"], tool.name, "failed", in_a_line([*doubted]), 0))
        said = answer(item["call"], "unsure", sentence=in_words([*doubted]), note=item["note"])
        return turn, {**item, "stage": "settled", "held": ""}, said
    turn = {**turn, "proposals": turn["proposals"] + 1}
    return turn, *await _judge(item, asked, turn, messages, parts)


def _held_up(item: Item, change: Change, way: Way, parts: Parts) -> tuple[Item, ToolMessage | None]:
    if way == "unknown":
        return _no(item, change.headline, STILL_UNKNOWN, parts)
    return {**item, "stage": "waits" if way == "waits" else "called", "held": ""}, None


async def _judge(
    item: Item,
    asked: Asked,
    turn: Turn,
    messages: Sequence[AnyMessage],
    parts: Parts,
) -> tuple[Item, ToolMessage | None]:
    tool = parts.registry.tools[item["tool"]]
    change = decode(Change, item["held"].encode())
    effect = effect_of(tool.effect, change.requests)
    weighed = Weighed(effect, tool.name, change, asked.provenance, turn=turn["proposals"])
    question = judgement(weighed, parts)
    verdict = parts.pdp.judge(question)
    if "second_opinion" in verdict.needs:
        heard = await _second(item, weighed, messages, parts)
        asked = replace(asked, stance=heard.stance, opinion=heard.sentence)
        question = judgement(replace(weighed, stance=asked.stance), parts)
        verdict = parts.pdp.judge(question)
    if verdict.outcome == "allow" and item["before"]:
        verdict = ASK_ONCE_MORE
    _audit(item, question, change, verdict, parts)
    again = not set(turn["rejected"]).isdisjoint(touched(effect, change))
    refused = again or still_refused(Raised(item, change, effect, asked.args), messages, parts)
    refusal = REJECTED if refused else over(turn, change, parts.limits) or _refusal(verdict, change, parts)
    if refusal:
        return _no(item, change.headline, refusal, parts)
    try:
        proposal = _proposed(asked, item, change, verdict, parts)
    except ValueError as error:
        return _no(item, change.headline, f"This change can't be written down exactly: {error}.", parts)
    if verdict.outcome == "allow":
        return {**item, "stage": "allowed", "held": encode(proposal).decode()}, None
    _overtake_earlier(proposal, parts)
    parts.mark("judged")
    parts.ledger.offer(proposal)
    parts.mark("offered")
    return {**item, "stage": "asked", "held": "", "proposal": proposal.id, "digest": proposal.digest}, None


async def _second(item: Item, weighed: Weighed, messages: Sequence[AnyMessage], parts: Parts) -> Opinion:
    words = [text for text in (*from_person(messages), *chosen(messages), item["edited"]) if text]
    return await second_opinion(parts.second, words, weighed.change, weighed.effect, parts.limits.opinion_seconds)


def _proposed(asked: Asked, item: Item, change: Change, verdict: Verdict, parts: Parts) -> Proposal:
    """Return the proposal; where another stood for this call before, it says what is not as it was there."""
    tool = parts.registry.tools[item["tool"]]
    limits, late = parts.limits, "second_person" in verdict.needs
    expires = int(parts.clock()) + (limits.second_seconds if late else limits.proposal_seconds) + item["looks"]
    ground = Ground(parts.principal, parts.audience, parts.pdp.bundle, expires)
    proposal = propose(asked, tool, change, verdict, ground)
    if not item["before"]:
        return proposal
    differs = differences(parts.ledger.proposal(item["before"]), proposal)
    return propose(replace(asked, differs=differs), tool, change, verdict, ground)


def _asked(item: Item, tool: Tool, messages: Sequence[AnyMessage], parts: Parts) -> Asked:
    args = strict_object(item["args"], limit=MOST_CHARACTERS)
    message, _, index = item["call"].rpartition("/")
    words = said_in(messages)
    if item["edited"] and item["before"]:
        words += edited(args, parts.ledger.proposal(item["before"]))
    today = datetime.fromtimestamp(parts.clock(), UTC).date()
    known = Known(today=today, schemas={tool.name: tool.schema for tool in parts.registry.tools.values()})
    traced = trace(args, words, answers_in(messages), tool.schema, known)
    provenance = by_choice(traced, args, chosen(messages))
    return Asked(parts.thread, message, int(index), args, item["why"], provenance)


def _refusal(verdict: Verdict, change: Change, parts: Parts) -> str:
    because = " ".join(because for _, because in verdict.rules)
    if verdict.outcome == "forbid" or change.hindrance:
        return because if verdict.outcome == "forbid" else change.hindrance
    missing = beyond_us(verdict.needs, meetable(parts))
    return f"{because} It would need {missing}, which this version can't ask for." if missing else ""


def _no(item: Item, headline: str, reason: str, parts: Parts) -> tuple[Item, ToolMessage]:
    parts.said(Settled(item["call"], headline, "forbidden", reason))
    return {**item, "stage": "settled", "held": ""}, answer(item["call"], "forbidden", sentence=reason)


def _overtake_earlier(proposal: Proposal, parts: Parts) -> None:
    """Close what was offered for the same call before a crash, so that one call has one open proposal."""
    for earlier in parts.ledger.open(parts.thread):
        if earlier.call == proposal.call and earlier.id != proposal.id:
            parts.ledger.close(earlier.id, "overtaken", "offered again")


def _audit(item: Item, question: Judgement, change: Change, verdict: Verdict, parts: Parts) -> None:
    parts.audit.write(
        "verdict",
        thread=parts.thread,
        plain={
            "call": item["call"],
            "effect": question.effect,
            "outcome": verdict.outcome,
            "needs": list(verdict.needs),
            "rules": [rule for rule, _ in verdict.rules],
            "policy": parts.pdp.bundle,
        },
        body={
            "tool": item["tool"],
            "headline": change.headline,
            "sub": parts.principal.sub,
            "asked": context_of(question),
        },
    )
