"""Sends a risky call with a value that stands nowhere back, once: it is looked up or asked for before it counts."""

from __future__ import annotations

from collections.abc import Sequence

from graph.doubts import is_made_up
from graph.inquiry import ASK_PERSON
from graph.ledger.approval import NEED_A_PERSON
from graph.proposal import Asked
from graph.state import Item
from tools.change import Effect
from tools.wire import digest


def unheard(item: Item, effect: Effect, asked: Asked, told: Sequence[str]) -> dict[str, str]:
    """Return the arguments of a risky call that are made up and that the model was not told of, each with its mark.

    What a person has seen on a card before is theirs to decide on. A mark stands for a name and a value.
    """
    if effect not in NEED_A_PERSON or item["before"]:
        return {}
    made_up = [name for name, origin in asked.provenance.items() if is_made_up(origin)]
    marks = {name: digest([name, asked.args.get(name)]) for name in made_up}
    return {name: mark for name, mark in marks.items() if mark not in told}


def in_words(names: Sequence[str]) -> str:
    """Return what the model is told of arguments that stand nowhere."""
    which = ", ".join(f"`{name}`" for name in names)
    return (
        f"{which}: this stands neither in the person's words nor in anything you have read. Look it up, or ask with"
        f" {ASK_PERSON}. Only if it follows from what the person said, call the tool again just like this: then the"
        " person sees that it is yours."
    )


def in_a_line(names: Sequence[str]) -> str:
    """Return what the person is shown of it."""
    which = ", ".join(names)
    return f"{which} stands nowhere yet, so it is to be looked up or asked for first"
