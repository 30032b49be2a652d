"""The title of a new task: quoted, or free words whose end has to be found among what follows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.sandbox.model.dates import DATE
from app.sandbox.model.lexicon import CALLED, PRIORITIES, PROJECTS
from app.sandbox.model.scan import NAME, PERSON, Scan

_NOUN = r"(?:task|ticket|issue|to-?do)"
_PRIORITY = "|".join(PRIORITIES.values())
_FREE = (
    rf"\b{CALLED}:? ([^|]+)$",
    r"(?<=[\w|]): ([^|]+)$",
    rf"\b{_NOUN} (?:to|that) ((?!(?:the )?{PROJECTS}\b)[a-z][^|]+)$",
    rf"\b{_NOUN} (?!(?:in|for|on|to|under|into|with|due|by|from|about|and|assigned)\b)([\w][^|]+)$",
)
_TAILS: Mapping[str, str] = {
    "description": r"(?:and |with )*(?:an? |the )?description(?: of|:| saying)? (?P<value>.+)",
    "due": (
        r"(?:(?:and )?(?:is )?(?:due|by|until|till|for|on|before|deadline)(?: (?:date|is|on|by|to))*:? "
        rf"(?P<value>{DATE})|(?P<soon>tomorrow|today|tonight|next week|(?:this|next) (?:mon|tues|wednes|thurs|fri"
        r"|satur|sun)day))"
    ),
    "priority": (
        r"(?:(?:and|with|at|as|of) )*(?:an? )?(?:priority:? )?"
        rf"(?P<value>(?:(?:{_PRIORITY})(?=[ -]prio)|(?<=priority )(?:{_PRIORITY})|urgent))(?:[ -]prio(?:rity)?)?"
    ),
    "person": (
        rf"(?:and )?(?:assign(?:ed)?(?: it)? to (?P<value>{PERSON}|me)"
        r"|for (?P<capital>me|(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)?))"
    ),
    "project": rf"(?:in|to|under|into|within) (?:the |our )?(?:{PROJECTS} )?(?P<value>§\d+§|{NAME})(?: {PROJECTS})?",
}


@dataclass(frozen=True, slots=True)
class Titled:
    """A title, and what was said behind it, by its name."""

    title: str | None
    tails: Mapping[str, str] = field(default_factory=dict)


def take_title(scan: Scan) -> Titled:
    """Take a new task's title out of a clause, with everything that comes after a free one."""
    if match := scan.take(rf"(?:\b{CALLED}|:)?:? *(§\d+§)"):
        return Titled(scan.said(match[1]))
    match = next((found for pattern in _FREE if (found := scan.take(pattern))), None)
    if match is None and not scan.sees(rf"\b{_NOUN}s?\b"):
        match = scan.take(r"^\s*((?!(?:an?|the|one|it|this|that|something)\b|[|])\w[^|]+)$")
    match = match or scan.take(r"\b(?:for|about) ((?!(?:me|the)\b)[a-z][^|]+)$", exact=True)
    return Titled(None) if match is None else _peeled(scan, match[1])


def _peeled(scan: Scan, said: str) -> Titled:
    """Peel places, people and dates off the end of a free title, for as long as there is one."""
    tails: dict[str, str] = {}
    found = True
    while found:
        found = False
        for name, pattern in _TAILS.items():
            match = (
                None
                if name in tails
                else re.match(rf"(?P<rest>.*?\S)[,\s]+{pattern}\s*[.!?]*\s*$", said, re.IGNORECASE)
            )
            if match is not None and (name != "project" or (match := _last_place(said))):
                groups = match.groupdict()
                tails[name] = scan.said(groups.get("value") or groups.get("capital") or groups.get("soon") or "")
                said, found = match["rest"], True
    title = scan.said(said)
    return Titled(title[:1].upper() + title[1:] if title else None, tails)


def _last_place(said: str) -> re.Match[str] | None:
    """Find the last `in …` of a title: the ones before it are part of the title."""
    return re.match(rf"(?P<rest>.*\S)[,\s]+{_TAILS['project']}\s*[.!?]*\s*$", said, re.IGNORECASE)
