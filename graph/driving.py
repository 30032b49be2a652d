"""Drives the graph through one turn: runs it, has its questions asked, and leaves nothing half open behind."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command
from langsmith import tracing_context

from graph.ask import NOTHING, Heard
from graph.asking import Asker
from graph.build import RECURSION_LIMIT, Graph
from graph.endings import WORDS, Word, closing
from graph.events import Settled
from graph.executor import reconcile
from graph.policy.admitting import admit
from graph.questions import Ask, NobodyToAsk
from graph.replies import answer, call_id, unanswered
from graph.second.returning import ask_after, coming_back
from graph.second.seconds import Second
from graph.state import Item, Parts, State, new_turn

Reason = Literal["done", "waiting", "failed"]
Payload = State | Command[object] | None


@dataclass(frozen=True, slots=True)
class Left:
    """How a run, or a process that was killed, has left the thread; `unfinished` where something of it still waits."""

    values: State
    question: str | None
    unfinished: bool

    @property
    def calls(self) -> list[Item]:
        """Return the calls of the last message."""
        return self.values.get("calls", [])

    @property
    def unanswered(self) -> list[str]:
        """Return the calls that the model has no answer to."""
        return unanswered(self.values.get("messages", []))

    def answered(self, heard: Heard) -> Command[object]:
        """Return what answers the question, and no other one."""
        return Command(resume={self.question: heard.model_dump()})


class Driver:
    """The graph of one thread."""

    def __init__(self, graph: Graph, parts: Parts) -> None:
        self._graph = graph
        self._parts = parts
        self._config: RunnableConfig = {
            "configurable": {"thread_id": parts.thread},
            "recursion_limit": RECURSION_LIMIT,
        }

    async def begin(self, text: str, ask: Ask, *, clean: bool = False) -> Reason:
        """Take the person's words and run until nothing is left to do, or a question stays open.

        What an earlier turn has left open is settled first: the words overtake it. It is not looked for where the
        thread is known to be clean.
        """
        if not clean:
            await self.settle("overtaken")
        await self._reconcile(())
        if (ended := await self._not_admitted(ask)) is not None:
            return ended
        words = HumanMessage(text, id=f"said_{secrets.token_hex(8)}")
        return await self._converse({"messages": [words], "calls": [], "turn": new_turn()}, ask)

    async def resume(self, ask: Ask, unheard: str) -> Reason | None:
        """Go on with what was left, then with what a second person has decided in the meantime; None without."""
        await ask_after(self._parts)
        reason = await self._pick_up(ask, unheard)
        tried: set[str] = set()
        while reason not in {"waiting", "failed"} and (second := self._decided(tried)) is not None:
            if (ended := await self._not_admitted(ask)) is not None:
                return ended
            tried.add(second.proposal)
            reason = await self._converse(coming_back(second, self._parts), ask)
        return reason

    def _decided(self, tried: Collection[str]) -> Second | None:
        """Return what a second person has decided and was not gone on with yet, by now each at most once."""
        decided = self._parts.seconds.decided(self._parts.thread)
        return next((second for second in decided if second.proposal not in tried), None)

    async def _pick_up(self, ask: Ask, unheard: str) -> Reason | None:
        """Go on with what was left at a question or cut off, or with words that were never taken in; None without."""
        left = await self.left()
        known = await self._reconcile(left.calls if left.unfinished else ())
        if any(self._parts.ledger.state(item["proposal"]) == "stopped" for item in left.calls if item["proposal"]):
            await self.settle("stopped")
            return "done"
        if (left.question is not None or left.unfinished) and (ended := await self._not_admitted(ask)) is not None:
            return ended
        if left.question is not None:
            anew = await Asker(self._parts, left.calls).judge_anew()
            payload = await self._asked(left, ask) if anew is None else left.answered(anew)
            return "waiting" if payload is None else await self._converse(payload, ask)
        if left.unfinished:
            return await self._converse(None, ask)
        if unheard:
            return await self.begin(unheard, ask)
        return "done" if known else None

    async def settle(self, word: Word) -> None:
        """Leave nothing open: what was approved is acted on, unless stopped; the rest is closed with this word."""
        left = await self.left()
        self._close(left.calls, word)
        if word == "overtaken" and self._is_owed(left):
            payload = left.answered(NOTHING) if left.question is not None else None
            await self._run(payload, before=("think", "look", "weigh"))
            left = await self.left()
        if left.unfinished or left.unanswered:
            items = {call_id(item["call"]): item for item in left.calls}
            closers = [self._closer(items.get(name), name, word) for name in left.unanswered]
            await self._graph.aupdate_state(self._config, {"messages": closers, "calls": []}, as_node="think")

    async def left(self) -> Left:
        """Return how the thread stands on disk; by its tasks, which a kill can't hide."""
        snapshot = await self._graph.aget_state(self._config)
        question = snapshot.interrupts[0].id if snapshot.interrupts else None
        return Left(cast("State", snapshot.values), question, bool(snapshot.tasks))

    async def _converse(self, payload: Payload, ask: Ask) -> Reason:
        while True:
            left = await self._run(payload)
            if left.question is None:
                if left.unanswered:
                    await self.settle("stopped")
                return "failed" if left.values["turn"]["ended"] else "done"
            payload = await self._asked(left, ask)
            if payload is None:
                return "waiting"

    async def _not_admitted(self, ask: Ask) -> Reason | None:
        """Return how a turn ends before anybody is told of it, where one may not be told or the person can't say."""
        try:
            refused = await admit(self._parts, ask)
        except NobodyToAsk:
            return "waiting"
        if refused is None:
            return None
        self._parts.said(refused)
        return "failed"

    async def _asked(self, left: Left, ask: Ask) -> Payload:
        try:
            heard = await Asker(self._parts, left.calls).hear(ask)
        except NobodyToAsk:
            return None
        return None if heard is None else left.answered(heard)

    async def _reconcile(self, but: Sequence[Item]) -> bool:
        """Ask what became of earlier acts, save those of some calls; tell whether any is known now."""
        own = {item[name] for item in but for name in ("call", "proposal") if item[name]}
        claimed = self._parts.ledger.to_be_known(self._parts.thread)
        unknown = [each for each in claimed if not {each.call, each.proposal} & own]
        outcomes = [await reconcile(intent, self._parts) for intent in unknown]
        return any(outcome.status != "unknown" for outcome in outcomes)

    async def _run(self, payload: Payload, before: Sequence[str] = ()) -> Left:
        with tracing_context(enabled=False):
            out = await self._graph.ainvoke(
                payload,
                self._config,
                context=self._parts,
                durability="sync",
                interrupt_before=list(before),
                version="v2",
            )
        self._parts.mark("saved")
        question = out.interrupts[0].id if out.interrupts else None
        return Left(out.value, question, question is not None)

    def _is_owed(self, left: Left) -> bool:
        states = {self._parts.ledger.state(item["proposal"]) for item in left.calls if item["proposal"]}
        owed = bool(states & {"approved", "used"}) or any(item["stage"] == "allowed" for item in left.calls)
        return owed and left.unfinished

    def _close(self, calls: Sequence[Item], word: Word) -> None:
        ledger = self._parts.ledger
        closed = {"open", "approved"} if word == "stopped" else {"open"}
        mine = {item["proposal"]: ledger.proposal(item["proposal"]) for item in calls if item["proposal"]}
        for proposal in (mine | {each.id: each for each in ledger.open(self._parts.thread)}).values():
            if ledger.state(proposal.id) in closed and self._parts.seconds.of(proposal.id) is None:
                ledger.close(proposal.id, word)
                self._parts.said(Settled(proposal.id, proposal.change.headline, word))

    def _closer(self, item: Item | None, name: str, word: Word) -> ToolMessage:
        if item is None:
            return answer(name, word, sentence=WORDS[word])
        return closing(item, self._parts, word)
