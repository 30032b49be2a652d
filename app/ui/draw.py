"""Draws the transcript's short items: one match on what happened, outside words cleaned, and no markup read."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from textual.content import Content

from app.text import clean, fold, named, short
from app.ui import others, words
from app.ui.others import HEADLINE
from app.ui.story import Item
from app.ui.theme import MUTED
from graph.events import (
    Acted,
    Acting,
    Ended,
    Event,
    Failed,
    Looked,
    Looking,
    Said,
    Settled,
    Thought,
)
from tools.change import Receipt

LOUD = "bold"

HERE = "/signin, or Ctrl+P while you write,"
"""How one signs in again from the chat."""

_TOOL, _TOLD = 80, 1000
"""Characters of a name and of what somebody says up to which a line of talk shows them whole."""

_LOOKED: Mapping[str, str] = {"found": "✓", "change": "▣", "failed": "✗"}
_SENT: Mapping[str, str] = {"done": "✓", "refused": "✗", "unknown": "?"}
_ENDED: Mapping[str, str] = {"stopped": "■ Stopped.", "waiting": "… Left waiting for a decision."}


def draw(item: Item, *, opened: bool = False, now: float = 0.0) -> Content:
    """Return what an item shows at a moment in Unix seconds; `opened` shows the reasoning whole."""
    match item.event:
        case Said(text):
            return Content(clean(text))
        case Thought(_, text):
            return _thought(item, text, opened=opened)
        case Looking() | Looked():
            return _looked(item)
        case Failed(sentence, next_step):
            return Content.assemble(
                ("✗ ", LOUD), (short(sentence, _TOLD), LOUD), "\n→ ", short(words.advice(next_step, HERE), _TOLD)
            )
        case Ended(reason):
            return Content.styled(_ENDED.get(reason, ""), MUTED)
        case _:
            return _deed(item.event) or others.draw(item.event, now=now, waiting=item.running)


def _deed(event: Event) -> Content:
    match event:
        case Acting(_, headline):
            return Content.assemble(("▶ Sending  ", LOUD), named(headline, HEADLINE), (" …", MUTED))
        case Acted() as acted:
            return _acted(acted)
        case Settled(_, headline, choice, note):
            glyph, word = words.OUTCOME[choice]
            said = f"  “{fold(note, _TOLD)}”" if note else ""
            return Content.assemble((f"{glyph} {word}  ", LOUD), named(headline, HEADLINE), (said, MUTED))
        case _:
            return Content("")


def kind(item: Item) -> str:
    """Return the class by which an item is styled."""
    match item.event:
        case Looked(_, _, "failed") | Failed():
            return "-failed"
        case Looking() | Looked() | Acting():
            return "-tool"
        case _:
            return f"-{type(item.event).__name__.lower()}"


def _thought(item: Item, text: str, *, opened: bool) -> Content:
    title = "thinking …" if item.running else words.thought(item.seconds)
    if not opened:
        return Content.styled(f"▸ {title}", MUTED)
    return Content.assemble((f"▾ {title}\n", MUTED), (clean(text).strip(), MUTED))


def _looked(item: Item) -> Content:
    args = fold(words.arguments(item.began.args), _TOLD) if isinstance(item.began, Looking) else ""
    given = (f"  {args}" if args else "", MUTED)
    match item.event:
        case Looked(_, tool, outcome, summary, milliseconds):
            took = (f" · {words.took(milliseconds)}", MUTED)
            return Content.assemble(
                f"{_LOOKED[outcome]} ", (named(tool, _TOOL), LOUD), given, " → ", fold(summary, _TOLD), took
            )
        case Looking(_, tool):
            return Content.assemble("◌ ", (named(tool, _TOOL), LOUD), given, (" …", MUTED))
        case _:
            return Content("")


def _acted(acted: Acted) -> Content:
    outcomes = {receipt.outcome for receipt in acted.receipts}
    glyph, word = _became(outcomes)
    summary = f" → {fold(acted.summary, _TOLD)}" if acted.summary else ""
    head = Content.assemble((f"{glyph} {word}  ", LOUD), named(acted.headline, HEADLINE), summary)
    return Content("\n").join([head, *(_receipt(receipt) for receipt in acted.receipts)])


def _became(outcomes: AbstractSet[str]) -> tuple[str, str]:
    if outcomes <= {"done"}:
        return "✓", "Done"
    if "unknown" in outcomes:
        return "?", "Unclear"
    return ("!", "Partly done") if "done" in outcomes else ("✗", "Refused")


def _receipt(receipt: Receipt) -> Content:
    if receipt.outcome == "unknown":
        said = "nobody can tell yet whether this was done"
    else:
        said = receipt.outcome if receipt.status is None else f"{receipt.outcome}, {receipt.status}"
    known = f" · request {fold(receipt.request_id, _TOOL)}" if receipt.request_id else ""
    detail = f" · {fold(receipt.detail, _TOLD)}" if receipt.detail else ""
    return Content.styled(f"  {_SENT[receipt.outcome]} {said}{known}{detail}", MUTED)
