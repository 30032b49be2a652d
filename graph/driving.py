"""Drives the graph through one turn: runs it, has its questions asked, and leaves nothing half open behind."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Literal, cast

from langchain_core.messages import AnyMessage, HumanMessage, RemoveMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot
from langsmith import tracing_context

from graph.ask import NOTHING, Heard
from graph.asking import Asker
from graph.build import RECURSION_LIMIT, Graph
from graph.endings import WORDS, Word, closing
from graph.events import Settled
from graph.executor import reconcile
from graph.questions import Ask, NobodyToAsk
from graph.replies import answer, call_id, recent, unanswered
from graph.state import Item, Parts, State, new_turn

Reason = Literal["done", "waiting", "failed"]
Payload = State | Command[object] | None


class Driver:
    """The graph of one thread."""

    def __init__(self, graph: Graph, parts: Parts) -> None:
        self._graph = graph
        self._parts = parts
        self._config: RunnableConfig = {
            "configurable": {"thread_id": parts.thread},
            "recursion_limit": RECURSION_LIMIT,
        }

    async def begin(self, text: str, ask: Ask) -> Reason:
        """Take the person's words and run until nothing is left to do, or a question stays open.

        What an earlier turn has left open is settled first: the words overtake it.
        """
        messages = _messages(await self.settle("overtaken"))
        await self._reconcile(())
        words = HumanMessage(text, id=f"said_{secrets.token_hex(8)}")
        limits = self._parts.limits
        kept = len(recent(messages, limits.history_chars, limits.history_messages))
        gone = [RemoveMessage(id=str(message.id)) for message in messages[: len(messages) - kept]]
        messages = cast("list[AnyMessage]", [*gone, words])
        return await self._converse({"messages": messages, "calls": [], "turn": new_turn()}, ask)

    async def resume(self, ask: Ask, unheard: str) -> Reason | None:
        """Go on with what was left at a question or cut off, or with words that were never taken in; None without."""
        snapshot = await self._snapshot()
        known = await self._reconcile([item["call"] for item in _calls(snapshot)] if snapshot.tasks else ())
        if snapshot.interrupts:
            anew = await Asker(self._parts, _calls(snapshot)).judge_anew()
            payload = await self._asked(snapshot, ask) if anew is None else _resumption(snapshot, anew)
            return "waiting" if payload is None else await self._converse(payload, ask)
        if snapshot.tasks:
            return await self._converse(None, ask)
        if unheard:
            return await self.begin(unheard, ask)
        return "done" if known else None

    async def settle(self, word: Word) -> StateSnapshot:
        """Leave nothing open: what was approved is acted on, unless stopped; the rest is closed with this word."""
        snapshot = await self._snapshot()
        self._close(_calls(snapshot), word)
        if word == "overtaken" and self._is_owed(snapshot):
            payload = _resumption(snapshot, NOTHING) if snapshot.interrupts else None
            await self._run(payload, before=("think", "look", "weigh"))
            snapshot = await self._snapshot()
        if snapshot.tasks or unanswered(_messages(snapshot)):
            update = {"messages": self._closers(snapshot, word), "calls": []}
            await self._graph.aupdate_state(self._config, update, as_node="think")
            return await self._snapshot()
        return snapshot

    async def _converse(self, payload: Payload, ask: Ask) -> Reason:
        while True:
            await self._run(payload)
            snapshot = await self._snapshot()
            if not snapshot.interrupts:
                if snapshot.tasks or unanswered(_messages(snapshot)):
                    await self.settle("stopped")
                return "failed" if snapshot.values["turn"]["ended"] else "done"
            payload = await self._asked(snapshot, ask)
            if payload is None:
                return "waiting"

    async def _asked(self, snapshot: StateSnapshot, ask: Ask) -> Payload:
        try:
            heard = await Asker(self._parts, _calls(snapshot)).hear(ask)
        except NobodyToAsk:
            return None
        return None if heard is None else _resumption(snapshot, heard)

    async def _reconcile(self, but: Sequence[str]) -> bool:
        """Ask what became of earlier acts, save those of some calls; tell whether any is known now."""
        unknown = [each for each in self._parts.ledger.unfinished(self._parts.thread) if each.call not in but]
        outcomes = [await reconcile(intent, self._parts) for intent in unknown]
        return any(outcome.status != "unknown" for outcome in outcomes)

    async def _run(self, payload: Payload, before: Sequence[str] = ()) -> None:
        with tracing_context(enabled=False):
            await self._graph.ainvoke(
                payload,
                self._config,
                context=self._parts,
                durability="sync",
                interrupt_before=list(before),
            )

    async def _snapshot(self) -> StateSnapshot:
        return await self._graph.aget_state(self._config)

    def _is_owed(self, snapshot: StateSnapshot) -> bool:
        if not snapshot.tasks:
            return False
        calls = _calls(snapshot)
        states = {self._parts.ledger.state(item["proposal"]) for item in calls if item["proposal"]}
        return bool(states & {"approved", "used"}) or any(item["stage"] == "allowed" for item in calls)

    def _close(self, calls: Sequence[Item], word: Word) -> None:
        ledger = self._parts.ledger
        closed = {"open", "approved"} if word == "stopped" else {"open"}
        mine = {item["proposal"]: ledger.proposal(item["proposal"]) for item in calls if item["proposal"]}
        for proposal in (mine | {each.id: each for each in ledger.open(self._parts.thread)}).values():
            if ledger.state(proposal.id) in closed:
                ledger.close(proposal.id, word)
                self._parts.said(Settled(proposal.id, proposal.change.headline, word))

    def _closers(self, snapshot: StateSnapshot, word: Word) -> list[ToolMessage]:
        items = {call_id(item["call"]): item for item in _calls(snapshot)}
        return [self._closer(items.get(name), name, word) for name in unanswered(_messages(snapshot))]

    def _closer(self, item: Item | None, name: str, word: Word) -> ToolMessage:
        if item is None:
            return answer(name, word, sentence=WORDS[word])
        return closing(item, self._parts, word)


def _calls(snapshot: StateSnapshot) -> list[Item]:
    return cast("list[Item]", snapshot.values.get("calls", []))


def _messages(snapshot: StateSnapshot) -> list[AnyMessage]:
    return cast("list[AnyMessage]", snapshot.values.get("messages", []))


def _resumption(snapshot: StateSnapshot, heard: Heard) -> Command[object]:
    return Command(resume={snapshot.interrupts[0].id: heard.model_dump()})
