"""Edits a call's arguments line by line."""

from __future__ import annotations

from app.plain.card import indented, laid_out
from app.plain.choosing import set_in
from app.plain.console import Console
from app.ui import edited
from app.ui.edited import Unsound
from tools.change import Json

HOW = (
    "Type a name, a colon and its new value, or all of them as JSON in braces.",
    "Then type ask, which asks anew with them, or back, which leaves all as it was.",
)


async def edit(proposed: Json, console: Console) -> Json | None:
    """Return the arguments that a person wants instead; None where they went back. Raises Gone."""
    args = proposed
    console.printer.say("The arguments:", *indented(laid_out(args)), *HOW)
    while True:
        text = await console.floor.words("Edit: ")
        if text.casefold() == "back":
            return None
        if text.casefold() == "ask":
            if not edited.same(args, proposed):
                return args
            console.printer.say("Nothing is changed yet.")
        elif text:
            try:
                args = set_in(args, text)
            except Unsound as problem:
                console.printer.say(str(problem))
            else:
                console.printer.say("The arguments now:", *indented(laid_out(args)))
