"""The words that say what a task is to become: its title, who has it, until when, how urgent, in what state."""

from __future__ import annotations

import re
from datetime import date

from app.sandbox.model.dates import DATE, read
from app.sandbox.model.filters import take_priority
from app.sandbox.model.lexicon import BY_VERB, STATUSES
from app.sandbox.model.scan import PERSON, Scan

_OF = r"(?:(?:of|for|on)\b[^|]{0,60}?)?[ |]*"
"""What may stand between a field's name and its new value: whose it is; a key is a gap by then."""

_DESCRIPTION = (
    rf"\b(?:(?:with|and)(?: an?| the)? )?description(?: {_OF}(?:to|of|as|is|saying)\b)?[: |]+(§\d+§|[^|]+?)"
    r"(?=\s*\|| in project|\s*$)"
)
_CLEARS = (
    r"(?:^\s*|\b(?:clear|remove|delete|drop|unset|and) )(?:(?:the|its|their) )?"
    r"(due(?: date)?|deadline|assignee|owner|description)\b"
)
SOMEBODY_FROM = rf"^\s*(?:{PERSON}|me) (?:from|off|as (?:the )?(?:assignee|owner)(?: (?:of|from|on))?)\s+\|"
"""As in `remove Bob from APO-91`: nobody wants the task to go."""

_CLEARING = r"clear(?: out| away| up)?|remove|delete|drop|erase|wipe(?: out)?|get rid of"
_FIELDS = {"due": "due", "due date": "due", "deadline": "due", "assignee": "assignee", "owner": "assignee"}
_DUE = (
    rf"\b(?:(?:and )?(?:is |to be |make it |set )?due|deadline|due date|by|until|till|for|on|to|before)"
    rf"(?: (?:date|is|of|to|on|by|at|for|as))*:? ({DATE})"
)


def take_description(scan: Scan) -> str | None:
    """Take `with the description …`, `set the description to …`."""
    match = scan.take(_DESCRIPTION)
    return None if match is None else scan.said(match[1])


def take_clears(scan: Scan, verb: str) -> tuple[str, ...]:
    """Take `remove the due date`, `unassign`: the fields that are to be emptied."""
    if verb != "unassign" and not re.fullmatch(_CLEARING, verb):
        return ()
    fields = [_FIELDS.get(match[1].lower(), match[1].lower()) for match in scan.take_all(_CLEARS)]
    if verb == "unassign" or scan.take(SOMEBODY_FROM):
        fields.append("assignee")
    return tuple(dict.fromkeys(fields))


def take_due(scan: Scan, today: date) -> date | None:
    """Take the day that a task is due."""
    match = scan.take(_DUE)
    return None if match is None else read(match[1], today)


def take_new_status(scan: Scan, verb: str) -> str | None:
    """Take the state that a task is to have, said or meant by the verb."""
    for status, pattern in BY_VERB.items():
        if re.fullmatch(pattern, verb):
            return status
    lead = r"\b(?:(?:its |the )?status )?(?:(?:back )?(?:as|to|into|is|are|=) )?(?:an? )?"
    for status, pattern in STATUSES.items():
        if scan.take(rf"{lead}(?:{pattern})\b(?! (?:tasks?|ones?)\b)"):
            return status
    return None


def take_new_priority(scan: Scan, verb: str) -> str | None:
    """Take the priority that a task is to have."""
    if re.fullmatch(r"prioriti[sz]e", verb):
        return take_priority(scan) or "high"
    if found := take_priority(scan):
        return found
    if re.fullmatch(r"raise|bump", verb) and scan.take(r"\b(?:the )?prio(?:rity)?\b"):
        return "high"
    if verb == "lower" and scan.take(r"\b(?:the )?prio(?:rity)?\b"):
        return "low"
    return None


def take_assignee(scan: Scan, verb: str) -> str | None:
    """Take who is to have a task: `me` or a name."""
    patterns = [
        rf"\b(?:and )?(?:re)?assign(?:ed)?(?: it| them| that| this)?(?: over)? to (?:be )?({PERSON}|me|myself)\b"
    ]
    if re.fullmatch(r"(?:re)?assign|give|hand", verb):
        patterns = [
            rf"\bto (?:be )?({PERSON}|me|myself)\b",
            rf"^\s*({PERSON}|me|myself)\b(?= (?:to|on)\b| \|)",
            *patterns,
        ]
    match = next((found for pattern in patterns if (found := scan.take(pattern))), None)
    if match is None:
        after = rf"\b(?:assignee|owner)\b {_OF}(?:to|:|is)? ?({PERSON}|me)\b"
        match = scan.take(rf"\b(?:make|set) ({PERSON}|me) (?:the )?(?:assignee|owner)\b|{after}")
    if match is None:
        return None
    name = scan.said(next(group for group in match.groups() if group))
    return "me" if name.lower() in {"me", "myself"} else name


def take_rename(scan: Scan, verb: str) -> str | None:
    """Take a task's new title, which goes to the clause's end."""
    match = scan.take(rf"\b(?:title|name) {_OF}\b(?:to|as|into|:) (§\d+§|[^|]+)$")
    if match is None and re.fullmatch(r"rename|retitle", verb):
        match = scan.take(r"\b(?:to|as|into) (§\d+§|[^|]+)$")
    return None if match is None else scan.said(match[1]) or None
