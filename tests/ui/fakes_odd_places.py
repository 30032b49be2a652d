"""Places where names come from outside, where somebody pastes, where much is told at once; and all of them together."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

from textual.events import Paste
from textual.widgets import Input

from app.ui.desk import Kept
from graph.events import Looking
from tests.poison import names
from tests.ui.fakes_inbox import theirs
from tests.ui.fakes_places import (
    DETAILS,
    EVENTS,
    PAGE,
    PLACES,
    WHICH,
    Place,
    Shows,
    asked,
    card,
    confirming,
    created,
    editing,
    inbox,
    on_page,
    said,
    shelf,
    talked,
)
from tests.ui.fakes_terminal import Terminal
from tests.ui.fakes_values import NOW, deletion, moved, update

FITS_NOTHING = "zqzq "
"""Stands before what is pasted, so that nothing is found by it."""


def pasted(shows: Shows, value: object, *keys: str) -> Shows:
    """Return how something is pasted where a few keys lead to, on what shows a value."""

    @asynccontextmanager
    async def shown(terminal: Terminal, words: tuple[str]) -> AsyncGenerator[None, None]:
        async with shows(terminal, value):
            terminal.time.pass_(2)
            await terminal.press(*keys)
            terminal.time.pass_(2)
            await terminal.ticks()
            field = terminal.app.focused
            assert isinstance(field, Input)
            text = f"{FITS_NOTHING}{words[0]}"[
                : (field.max_length or len(FITS_NOTHING) * 10**6) // 8
            ]  # a longer one is refused, with a bell
            terminal.app.post_message(Paste(text))
            await terminal.until(lambda: field.value.startswith(FITS_NOTHING.strip()))
            await terminal.rest()
            yield
            field.value = ""
            await terminal.rest()

    return shown


@asynccontextmanager
async def palette(terminal: Terminal, _value: object) -> AsyncGenerator[None, None]:
    """Open the commands behind Ctrl+P."""
    await terminal.press("ctrl+p")
    yield
    terminal.app.pop_screen()
    await terminal.rest()


@asynccontextmanager
async def finding(terminal: Terminal, _value: object) -> AsyncGenerator[None, None]:
    """Look for words of the conversation."""
    await terminal.press("ctrl+f")
    yield
    await terminal.press("escape")


WORDS = ("some words",)
NAMES: tuple[Place, ...] = (
    *(Place(f"names on card {one.id}", one, card, names) for one in (deletion(2), update(), moved(), created())),
    *(Place(f"names in details {one.id}", one, DETAILS, names) for one in (update(), moved())),
    Place("names in editor", update(), editing, names),
    Place("names told Looking", Looking("c", "a_tool", {"name": "value", "other": {"deep": "x"}}), said, names),
)
PASTED: tuple[Place, ...] = (
    Place("pasted: palette", WORDS, pasted(palette, None)),
    Place("pasted: find", WORDS, pasted(finding, None)),
    Place("pasted: conversations", WORDS, pasted(on_page(shelf), (Kept("thr_1", "A", NOW, 1), "B"))),
    Place("pasted: inbox", WORDS, pasted(on_page(inbox), theirs())),
    Place("pasted: reason", WORDS, pasted(card, update(), "n")),
    Place("pasted: guidance", WORDS, pasted(card, deletion(2), "g")),
    Place("pasted: own answer", WORDS, pasted(asked, WHICH, "tab")),
    Place("pasted: provider's page", WORDS, pasted(confirming, replace(PAGE, url="an address"))),
)
TALKED = Place("everything told", EVENTS, talked)
EVERYWHERE = (*PLACES, *NAMES, *PASTED)
