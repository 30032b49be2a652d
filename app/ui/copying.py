"""What can be copied out of a conversation: each message, each block of code in it, each address; newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.text import clean, line
from app.ui.story import Item
from graph.events import Said, Spoke

MOST = 60
"""How many messages back are offered."""

_FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})[^`\n]*\n(?P<code>.*?)(?:^ *(?P=fence)[`~]* *$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"'`)\]}]+[^\s<>\"'`)\]}.,;:!?]")
_SHOWN = 200
"""Characters of a piece that can be seen at most, however wide the list is."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that can be copied: what it is, its beginning in one line, and the whole of it, clean."""

    what: str
    shown: str
    text: str


def pieces(items: Sequence[Item]) -> list[Piece]:
    """Return what can be copied of the newest messages."""
    messages = [item.event for item in items if isinstance(item.event, Said | Spoke)][-MOST:]
    return [piece for event in reversed(messages) for piece in _of(event)]


def _of(event: Said | Spoke) -> Iterator[Piece]:
    text = clean(event.text).strip()
    if text:
        yield Piece("You" if isinstance(event, Said) else "Agent", line(text[:_SHOWN]), text)
    if isinstance(event, Spoke):
        for found in _FENCE.finditer(text):
            code = _dedented(found["code"], len(found["indent"])).rstrip("\n")
            yield Piece("code", line(code[:_SHOWN]), code)
    for address in dict.fromkeys(_ADDRESS.findall(text)):
        yield Piece("address", line(address[:_SHOWN]), address)


def _dedented(code: str, indent: int) -> str:
    return "\n".join(line[indent:] if line[:indent].isspace() else line for line in code.split("\n"))
