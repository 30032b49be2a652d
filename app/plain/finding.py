"""Looks through a whole conversation: for words, and for the tokens that it took."""

from __future__ import annotations

from app.plain import transcript
from app.plain.chat import Chat
from app.plain.help import standing
from app.plain.printer import quoted
from app.plain.telling import AGENT, REASONING, YOU
from app.text import line
from app.ui.story import Item, Story
from app.ui.tally import Tally, told
from graph.events import Entry, Looking, Said, Spoke, Thought

MOST = 10
"""Finds that are printed."""

NO_WORDS = "Type what to find after it, as in: /find budget"
_PAGE = 500


async def find(chat: Chat, typed: str) -> None:
    """Print what of the conversation has these words, but for spaces and capitals, the newest last."""
    printer, wanted = chat.console.printer, _plain(typed)
    if not wanted:
        printer.say(NO_WORDS)
        return
    story = Story()
    for entry in await _all(chat):
        story.take(entry.event)
    parts = [(_speaker(item), _text(item)) for item in story.items]
    found = [(speaker, text) for speaker, text in parts if wanted in _plain(text)]
    times = "once" if len(found) == 1 else f"{len(found)} times" if found else "nowhere"
    latest = f"; these are the latest {MOST}" if len(found) > MOST else ""
    printer.say("", f"{quoted(typed)} stands {times} in this conversation{latest}.")
    for speaker, text in found[-MOST:]:
        if speaker:
            printer.said(speaker, text)
        else:
            printer.say(*text.splitlines())


async def status(chat: Chat) -> None:
    """Print where one stands: account, session, model, conversation, and the tokens that were used."""
    here = chat.telling.tally
    counted = Tally(entry.event for entry in await _all(chat))
    chat.console.printer.say(
        "",
        *standing(chat.opened.standing),
        f"Thread: {line(chat.opened.conversation.thread)}.",
        f"Tokens in the latest turn: {told(here.turn)}.",
        f"Tokens since you opened it here: {told(here.all)}.",
        f"Tokens in the whole conversation: {told(counted.all)}.",
    )


async def _all(chat: Chat) -> list[Entry]:
    entries: list[Entry] = []
    while page := await chat.opened.conversation.history(entries[0].seq if entries else None, _PAGE):
        entries[:0] = page
        if len(page) < _PAGE:
            break
    return entries


def _speaker(item: Item) -> str:
    match item.event:
        case Said():
            return YOU
        case Spoke():
            return AGENT
        case Thought():
            return REASONING
        case _:
            return ""


def _text(item: Item) -> str:
    match item.event:
        case Said(text) | Spoke(_, text) | Thought(_, text):
            return text
        case _:
            began = item.began if isinstance(item.began, Looking) else None
            return "\n".join(transcript.told(item.event, began))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
