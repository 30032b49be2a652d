"""What a typed word says to a card, and what a person wrote in an edit: pure functions."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.text import line
from app.ui import edited
from app.ui.edited import Unsound
from app.ui.picks import Picks
from tools.change import Json, Proposal
from tools.sums import is_typed, money

Word = Literal["approve", "reject", "edit", "leave", "guide", "details", "later", "again"]

WORDS: tuple[Word, ...] = ("approve", "reject", "edit", "guide", "details", "later", "again")
"""Whole words that say something to a card by themselves; there is no shorter way to say them."""

_NUMBERS = re.compile(r"\d{1,5}", re.ASCII)
_SETTING = re.compile(r"\s*([A-Za-z_]\w*)\s*[:=]\s*(.*?)\s*", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was typed, understood: a word, the records it names, and what was typed where that is to be kept."""

    word: Word
    places: tuple[int, ...] = ()
    typed: str = ""


def wanted(proposal: Proposal) -> str:
    """Return what must be typed to approve, or nothing where the word is enough; money is always its amount."""
    change = proposal.change
    if change.amount is not None and (proposal.effect == "transfer" or _is_typed_for(proposal)):
        minor, currency = change.amount
        return money(abs(minor), line(currency))
    return line(change.headline) if _is_typed_for(proposal) else ""


def asked(proposal: Proposal) -> str:
    """Return what can be typed to a card."""
    to_type = wanted(proposal)
    first = f"{to_type} to approve it, or reject" if to_type else "approve, reject"
    leave = " leave N," if Picks(proposal).possible else ""
    return f"Type {first}, edit,{leave} guide, details, or later."


def understood(text: str, proposal: Proposal) -> Chosen | None:
    """Return what a line says to a card, or None where it says nothing: exactly a word, or the words to type."""
    said = " ".join(text.casefold().split())
    to_type = wanted(proposal)
    if to_type and is_typed(text, to_type):
        return Chosen("approve", typed=text.strip())
    first, _, rest = said.partition(" ")
    if first == "leave" and (numbers := _NUMBERS.findall(rest)) and not _NUMBERS.sub("", rest).strip(" ,and"):
        return Chosen("leave", tuple(map(int, numbers)))
    return Chosen(said) if said in WORDS else None


def left_out(proposal: Proposal, places: Sequence[int]) -> Json | str:
    """Return the arguments without the records at these places, counted from 1, or one sentence why not."""
    picks = Picks(proposal)
    for place in dict.fromkeys(places):
        if not 1 <= place <= len(proposal.change.rows):
            return f"There is no record {place}."
        picks.cursor = place - 1
        if why := picks.toggle():
            return why
    return picks.args


def set_in(args: Json, text: str) -> Json:
    """Return arguments with one of them as a line says it, or all of them where it is JSON in braces.

    A value stands for itself where a text was there before, and is read as JSON where something else was.

    Raises:
        Unsound: it is neither; its text is one line that says why.

    """
    if text.lstrip().startswith("{"):
        return edited.read(text)
    found = _SETTING.fullmatch(text)
    if found is None:
        raise Unsound("Write a name, a colon and its value, as in  priority: high")
    name, given = found.groups()
    if isinstance(args.get(name), str) and not given.startswith('"'):
        return {**args, name: given}
    return {**args, **edited.read(f"{{{json.dumps(name)}: {_as_json(given)}}}")}


def _as_json(given: str) -> str:
    try:
        json.loads(given)
    except ValueError:
        return json.dumps(given)
    return given


def _is_typed_for(proposal: Proposal) -> bool:
    return "typed_confirmation" in proposal.verdict.needs
