"""Keeps what a person has rejected from being raised again in other words, until their own later words ask for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.messages import AnyMessage, ToolMessage

from graph.policy.safeguards import touched
from graph.replies import call_id, chosen_at, placed
from graph.state import Item, Parts
from tools.change import Change, Effect, Json, Proposal, Row

LATEST = 100
"""How many rejections of a thread are remembered, the latest first."""

ANYWAY = ("anyway", "after all", "try again", "do it")
"""What people say who have thought better of it."""

LEAST = 3
"""Characters of a value or a name below which it tells nothing."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A Change that is about to be proposed, and the call that it is of."""

    item: Item
    change: Change
    effect: Effect
    args: Json


def still_refused(raised: Raised, messages: Sequence[AnyMessage], parts: Parts) -> list[str]:
    """Return what of a Change the person has rejected in this thread and has not asked for since.

    Asking is: the tool's verb, a value that the call would set, the name of each record, or that it be done anyway. An
    edit of theirs on a card asks for all of it.
    """
    if raised.item["edited"]:
        return []
    wanted = set(touched(raised.effect, raised.change))
    found: list[str] = []
    for proposal in parts.ledger.rejected(parts.thread, LATEST):
        again = wanted.intersection(touched(proposal.effect, proposal.change))
        if again:
            said = " \n ".join(_since(proposal, messages))
            found += [] if _is_asked_for(said, raised.item["tool"], raised.args) else _unnamed(proposal, again, said)
    return found


def _since(proposal: Proposal, messages: Sequence[AnyMessage]) -> list[str]:
    """Return the person's words since they rejected a proposal; all that is left where that is long ago."""
    answered = [
        index
        for index, message in enumerate(messages)
        if isinstance(message, ToolMessage) and message.tool_call_id == call_id(proposal.call)
    ]
    since = max(answered, default=-1)
    return [_even(words) for index, words in [*placed(messages), *chosen_at(messages)] if index > since]


def _is_asked_for(said: str, tool: str, args: Json) -> bool:
    values = [str(value) for value in args.values() if isinstance(value, str | int | float)]
    return any(_stands(text, said) for text in (tool.partition("_")[0], *ANYWAY, *values) if len(text) >= LEAST)


def _unnamed(proposal: Proposal, again: set[str], said: str) -> list[str]:
    """Leave aside what only goes along with a record, as its comments do."""
    pairs = zip(touched(proposal.effect, proposal.change), proposal.change.rows, strict=True)
    own = [(name, row) for name, row in pairs if name in again and (row.version is not None or row.after is not None)]
    return [name for name, row in own if not any(_stands(each, said) for each in _names(row))]


def _names(row: Row) -> list[str]:
    names = [row.id, *re.split(r"\s{2,}", row.label)]
    return [name for name in names if len(name) >= LEAST]


def _stands(text: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(_even(text))}(?!\w)", said) is not None


def _even(text: str) -> str:
    return " ".join(text.casefold().split())
