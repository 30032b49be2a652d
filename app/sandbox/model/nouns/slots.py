"""The slots that several nouns share: days and how far they move, sums, roles, states, texts and places in a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.sandbox.model.clauses import unprotect
from app.sandbox.model.dates import DATE, NUMBER, UNIT, number, read
from app.sandbox.model.nouns import amounts, past
from app.sandbox.model.nouns.cues import ROLE, without_years
from app.sandbox.model.scan import Scan

PROJECT_STATES = {
    "paused": r"on hold|paused?|frozen|freeze|suspend(?:ed)?|on ice|shelved?|mothball(?:ed)?|halt(?:ed)?|stopp?(?:ed)?",
    "archived": r"(?<!un)archived?|in the archives?|into the archives?|retired?",
    "active": (
        r"active|resumed?|unpaused?|reactivated?|unarchived?|running|go(?:es)? on(?: again)?|continues?"
        r"|reopen(?:ed)?|alive|going again|off hold"
        r"|back on track|restart(?:ed)?"
    ),
    "done": r"done|finish(?:ed)?|completed?|closed?|wrap(?:ped)? up|over",
}
RELEASE_STATES = {
    "cancelled": r"(?<!un)cancell?(?:ed)?|call(?:ed)? off|abandon(?:ed)?|dropped",
    "released": (
        r"released|shipped|live|out(?= (?:now|the door|already)|\W*$)|(?:has |have )?(?:gone|went) out|launched"
        r"|published|delivered|done|completed?|finished"
    ),
    "planned": r"planned|upcoming|scheduled|future|coming up|coming|un-?cancell?ed|un-?cancel",
}
ROLE_NAMES = {"administrator": "admin", "leads": "lead", "admins": "admin"}


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a day is to move: earlier where the amount is negative."""

    amount: int
    unit: str


def take_shift(scan: Scan, verb: str) -> Shift | None:
    """Take `by a week`, `two days later`, `back another month`."""
    small = rf"(?:a couple of|a few|another(?: {NUMBER})?|a further|{NUMBER}(?: more)?)"
    match = scan.take(
        rf"\b(?:by |back |forward |out |for )?({small}) ({UNIT})(?: (later|earlier|sooner|back|forward|more"
        r"|longer))?\b(?! (?:of|ago|from)\b)"
    )
    if match is None:
        return None
    early = re.search(r"forward|earlier|sooner|pull|shorten|advance", f"{match[3]} {verb}", re.IGNORECASE) is not None
    early = early or scan.sees(r"\b(?:forward|earlier|sooner)\b")
    words = match[1].lower().split()
    few = next((count for word, count in (("couple", 2), ("few", 3)) if word in words), 0)
    count = few or next((number(word) for word in reversed(words) if re.fullmatch(NUMBER, word)), 1)
    return Shift(-count if early else count, match[2].lower())


def take_day(scan: Scan, today: date) -> date | None:
    """Take the day that something is to be on."""
    match = scan.take(
        r"\b(?:(?:scheduled |planned |set |out |due |ending |live )*(?:to|on|for|by|until|till|at|is|be|as|before"
        rf"|deadline:?|date:?|due:?|=)) (?:(?:the|a) )?({DATE})"
    )
    match = match or scan.take(rf"(?<![\w-])({DATE})")
    return None if match is None else read(match[1], today)


def take_since(scan: Scan, today: date) -> date | None:
    """Take the day from which on something is asked for."""
    match = scan.take(
        rf"\b(?:since|from|after|in|during|within|over|for|on|as of|starting)(?: the)? ({past.PAST})(?: on(?:wards)?)?"
    )
    match = match or scan.take(rf"(?<![\w-])({past.PAST})")
    return None if match is None else past.since(match[1], today)


def take_amount(scan: Scan) -> str | None:
    """Take a sum and return it as tools take it, or as it was said where it has two readings or another currency."""
    shown = without_years(scan.left)
    match = re.search(amounts.MONEY, shown, re.IGNORECASE) or re.search(
        r"(?<![\w.,/#-])\d{1,3}(?:[.,]\d\d)?(?![\w.,-]*\d)", shown
    )
    if match is None:
        return None
    scan.take(re.escape(match[0]))
    said = match[0].strip()
    if foreign := scan.take(amounts.FOREIGN):
        return f"{said} {foreign[0]}"
    if re.fullmatch(r"\d{1,3}\.\d{3}", re.sub(r"[^\d.,]", "", said)):
        return said
    minor = amounts.read(said)
    return None if minor is None else amounts.written(minor)


def take_state(scan: Scan, states: dict[str, str]) -> str | None:
    """Take the state that something is in, or is to have."""
    for state, pattern in states.items():
        if scan.take(rf"\b(?:(?:as|to|is|are|be|into|status|now|currently|already) )*(?:{pattern})(?![\w-])"):
            return state
    return None


def take_role(scan: Scan) -> str | None:
    """Take a role: of several words that could be one, the last."""
    article = r"(?:(?:an?|the|our) )?(?:new )?(?:roles? (?:of |as |to |is )?(?:an? )?)?"
    found = scan.take_all(
        rf"\b(?:(?:as|to|into|be|become|is|are|now) )*{article}\b({ROLE})s?\b(?: (?:role|rights|permissions?|access))?"
    )
    return None if not found else ROLE_NAMES.get(found[-1][1].lower(), found[-1][1].lower())


def take_text(scan: Scan) -> str | None:
    """Take the words that are to be written: quoted, after a colon, or after `saying`."""
    if match := scan.take(
        r"(?:\b(?:saying|that says|which says|reading|to say|to read|that|to|with(?: the (?:text|words))?|as"
        r"|into)\b:? *|: *)?(§\d+§)"
    ):
        return scan.said(match[1])
    said = (
        r"saying(?: that)?|that says?(?: that)?|which says|to say(?: that)?|to read|say(?: that)?|telling \w+ that"
        r"|know(?: that)?|note(?: that)?|mention(?: that)?|tell(?:ing)? (?:them|him|her|everyone|people|everybody"
        r"|[A-Z]\w+) (?:that )?|that"
    )
    match = scan.take(rf"(?:: +|\s+[-\u2013\u2014] +|\b(?:{said})\s+)([^|\s].*)$")
    if match is None:
        return None
    return " ".join(unprotect(match[1], scan.quotes).replace("|", " ").split()).rstrip(" ,;") or None


def take_new_name(scan: Scan) -> str | None:
    """Take what something is to be called, which goes to the clause's end."""
    match = scan.take(
        r"\b(?:to|as|into|be (?:called|named)|called|named|name (?:is|to)) (§\d+§|[^|,;]+?)(?: (?:instead"
        r"|from now on|please|now))*\s*[.!?]*\s*$"
    )
    return None if match is None else scan.said(match[1]) or None


def take_called(scan: Scan) -> str | None:
    """Take a new record's name: quoted, or after `called`."""
    if match := scan.take(r"(?:\b(?:called|named|titled|with (?:the )?name(?: of)?|name:?)\b:? *|: *)?(§\d+§)"):
        return scan.said(match[1])
    stop = (
        r"(?= (?:in|for|on|with|by|due|owned|led|until|to|from|at|and|key|of|as|under|capped|ceiling)\b|\s*[|,;(]"
        r"|\s*[.!?]*\s*$)"
    )
    match = scan.take(rf"\b(?:called|named|titled|with (?:the )?name(?: of)?|name:?)\b:? ([^|,;]+?){stop}")
    return None if match is None else scan.said(match[1]) or None


def take_place(scan: Scan) -> tuple[int, int] | None:
    """Take `the first one`, `the last comment`, `the second`, as a slice of a list from its oldest on."""
    ordinals = {"first": 1, "oldest": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
    match = scan.take(
        rf"\b(last|latest|newest|most recent|{'|'.join(ordinals)})(?! (?:{NUMBER} )?(?:{UNIT}|\d))\b(?: one\b)?"
    )
    if match is None:
        return None
    index = ordinals.get(match[1].lower())
    return (-1, 0) if index is None else (index - 1, index)
