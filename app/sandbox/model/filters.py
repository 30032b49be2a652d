"""The words that tell some tasks from others: whose, where, in what state, how long untouched, due when."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.sandbox.model.dates import DATE, NUMBER, UNIT, number, period, read, span
from app.sandbox.model.lexicon import CALLED, EMPTY, PRIORITIES, PROJECTS, STATUSES, TASKS
from app.sandbox.model.nouns.cues import VERSION
from app.sandbox.model.scan import NAME, PERSON, Scan
from app.sandbox.model.wish import STALE_DAYS

_UNTOUCHED = (
    r"(?:untouched|inactive|idle|dormant|stale"
    r"|(?:not|haven't|hasn't|have not|has not|nobody(?: has)?|no ?one(?: has)?|n't) (?:been )?"
    r"(?:touched|updated|changed|moved|worked on)|(?:no|without(?: any)?) (?:activity|updates?|changes?|movement)"
    r"|last (?:touched|updated|changed)|older)"
)
_STALE = (
    r"\b(?:stale|dusty|abandoned|forgotten|dormant|inactive|neglected|untouched|gathering dust"
    rf"|old(?:er)?(?= {TASKS}))\b"
)
_OVERDUE = r"\b(?:over-?due|past (?:their |its |the )?(?:due(?: date)?|deadline)|(?:running )?late|behind schedule)\b"
_MINE = (
    r"\b(?:my(?! (?:name|role))|mine|(?:assigned|belong(?:ing)?s?) to me|for me|of mine|on my (?:plate|list|desk)"
    r"|(?:do|have) i (?:have|got)|i have|am i working on|i(?:'m| am) (?:working on|on|responsible for)|i own)\b"
)
_NOBODY = r"\b(?:unassigned|nobody's|no ?one's|(?:without|with no|have no|has no|no)(?: an)? (?:assignee|owner))\b"
_ABOUT = (
    r"(?:about|mentioning|containing|matching|regarding|concerning|related to|for the words?|with the words?"
    r"|(?:that|which) (?:mentions?|contains?|says?|(?:has|have) the words?)|having)"
)


def take_stale(scan: Scan) -> int | None:
    """Take `stale`, `untouched for 30 days`, `older than two weeks` and the like, as a number of days."""
    since = rf"\b{_UNTOUCHED}\b[^|,.]{{0,24}}?\b({NUMBER}) ({UNIT})(?: ago)?\+?"
    if match := scan.take(since) or scan.take(rf"\b({NUMBER})[ -]({UNIT})[ -](?:old|without (?:any )?activity)\b"):
        scan.take(_STALE)
        return span(match[1], match[2])
    if scan.take(_STALE) or scan.take(
        rf"\b{_UNTOUCHED}\b(?: (?:for|in) (?:a long time|ages|months|weeks|a while|long))?"
    ):
        return STALE_DAYS
    return None


def take_overdue(scan: Scan) -> bool:
    """Take `overdue`, `past their deadline`, `late`."""
    return scan.take(_OVERDUE) is not None


def take_due_range(scan: Scan, today: date) -> tuple[date | None, date | None]:
    """Take `due this week`, `due before Friday`, `due in the next 10 days`, as a first and a last day."""
    if match := scan.take(r"\bdue (?:in |within |during )?((?:this|next) (?:week|month|year))\b"):
        return period(match[1], today)
    if match := scan.take(rf"\bdue (?:in|within) (?:the )?(?:next |coming )?({NUMBER}) ({UNIT})\b"):
        return today, today + timedelta(days=span(match[1], match[2]))
    if scan.take(r"\bdue (?:soon|shortly|next)\b"):
        return today, today + timedelta(days=7)
    match = scan.take(rf"\bdue (on |by |before |until |after )?({DATE})")
    day = read(match[2], today) if match else None
    if match is None or day is None:
        return None, None
    return _around((match[1] or "on").strip().lower(), day)


def _around(preposition: str, day: date) -> tuple[date | None, date | None]:
    match preposition:
        case "before":
            return None, day - timedelta(days=1)
        case "by" | "until":
            return None, day
        case "after":
            return day + timedelta(days=1), None
        case _:
            return day, day


def take_status(scan: Scan) -> str | None:
    """Take a task's state."""
    for status, pattern in STATUSES.items():
        if scan.take(rf"\b(?:(?:that|which) (?:is|are) )?(?:(?:marked |set )?(?:as |to )|still )?(?:{pattern})\b"):
            return status
    return "open" if scan.take(r"\b(?:unfinished|pending|incomplete|not done)\b") else None


def take_state_of(scan: Scan) -> str | None:
    """Take the state that stands before `tasks`, as in `mark all open tasks done`."""
    found = (status for status, pattern in STATUSES.items() if scan.take(rf"\b(?:{pattern})\b(?= {TASKS}\b)"))
    return next(found, None)


def take_priority(scan: Scan) -> str | None:
    """Take a priority: with the word itself, or one that says it alone, such as `urgent`."""
    for priority, pattern in PRIORITIES.items():
        after = rf"\bprio(?:rity)?(?:[ |]+(?:is|of|as|to|for))*[ |:]+(?:an? )?(?:{pattern})\b"
        if scan.take(rf"(?:\b(?:with|at|as|to|of)(?: an?| the)? )?(?:\b(?:{pattern})[ -]prio(?:rity)?\b|{after})"):
            return priority
    return "high" if scan.take(r"\b(?:(?:as|to) )?(?:urgent|critical|important)\b") else None


def take_person(scan: Scan) -> str | None:
    """Take who a task belongs to where the words leave no doubt that it is a person: `me` or a name."""
    if scan.take(_MINE):
        return "me"
    patterns = (
        rf"\bassigned to (?:be )?({PERSON})",
        rf"\b(?:does|did|do) ({PERSON}) have\b",
        rf"(?:^\s*|\b(?:is|are) )({PERSON}) (?:working on|responsible for)\b",
        rf"\b({PERSON}) (?:is (?:working on|responsible for)|works on|owns)\b",
        rf"\b(?:owned by|belonging to|on the plate of|with assignee) ({PERSON})",
    )
    match = next((found for pattern in patterns if (found := scan.take(pattern))), None)
    return None if match is None else scan.said(match[1])


def take_nobody(scan: Scan) -> bool:
    """Take `unassigned`, `without an owner`."""
    return scan.take(_NOBODY) is not None


def take_project(scan: Scan) -> str | None:
    """Take the project that tasks are in."""
    place = rf"\b(?:in|from|within|inside|under|on|across|into)\s+(?:the |our )?(?:{PROJECTS} )?"
    for pattern in (rf"{place}(§\d+§|{NAME})(?: {PROJECTS}\b)?", rf"\bproject:? (§\d+§|{NAME})"):
        if match := scan.take(pattern):
            return scan.said(match[1])
    if match := scan.take(rf"\b([A-Z][\w&-]+(?: [A-Z][\w&-]+| app| site)?) {PROJECTS}\b", exact=True):
        return scan.said(match[1])
    return _before_tasks(scan)


def _before_tasks(scan: Scan) -> str | None:
    """Take a name with a capital that stands before `tasks`, unless it is a word that only begins the sentence."""
    noun = rf"(?:[A-Z][\w&-]+(?: (?:[A-Z][\w&-]+|app|site))?)(?=(?: \|)* (?i:{TASKS})\b)"
    match = re.search(rf"\b{noun}", scan.left)
    if match is None or match[0].lower() in EMPTY:
        return None
    scan.take(rf"\b{noun}", exact=True)
    return match[0]


def take_either(scan: Scan) -> str | None:
    """Take a name that may be a project's or a person's: `for X`, `of X`, `X's tasks`."""
    if match := scan.take(rf"\b([\w-]+(?: (?-i:[A-Z])[\w-]+)?)'s?(?=(?:\s+[\w|-]+){{0,4}}?\s+{TASKS}\b)"):
        return scan.said(match[1])
    match = scan.take(rf"\b(?:for|of|by)\s+(?:the )?(§\d+§|{NAME})")
    return None if match is None else scan.said(match[1])


def take_release(scan: Scan) -> str | None:
    """Take the release that tasks are in, or are to be in; empty where it is only said that it is one."""
    lead = r"\b(?:in|for|of|from|to|into|on|under|with|within|out of|off|part of|planned for|scheduled for|release:?)"
    named = rf"((?:(?-i:[A-Z])[\w&-]+ (?:app |site )?|(?:apollo|zephyr|mobile(?: app)?) )?{VERSION})"
    if match := scan.take(rf"{lead}(?: the)?(?: release)? {named}(?: release\b)?") or scan.take(
        rf"{named}(?: release)?(?=(?: [\w-]+){{0,2}} {TASKS}\b)"
    ):
        return scan.said(match[1])
    if match := scan.take(rf"{lead} (?:the )?release (§\d+§|{NAME})") or scan.take(
        rf"{lead} (?:the )?({NAME}) release\b"
    ):
        return scan.said(match[1])
    return "" if scan.take(r"\b(?:from|out of|off|in) (?:its|the|their|any|that) release\b") else None


def take_text(scan: Scan) -> str | None:
    """Take words that a task's title or description must hold."""
    match = scan.take(
        rf"\b{_ABOUT}(?: the| an?)? (§\d+§|[^|,;.!?]+?)(?= (?:in|from|assigned|that|which|due)\b|\s*[|,;.!?]|\s*$)"
    )
    match = match or scan.take(rf"\b{CALLED} (§\d+§|[^|,;.!?]+?)(?= (?:in|from)\b|\s*[|,;.!?]|\s*$)")
    return None if match is None else scan.said(match[1]) or None


def take_limit(scan: Scan) -> int | None:
    """Take `the first 10`, `top 5`, `10 tasks`."""
    match = scan.take(rf"\b(?:first|top|only|latest|newest|at most|up to) ({NUMBER})\b(?! (?:days|weeks|months))")
    match = match or scan.take(rf"^\s*(?:me |us )?(\d+)(?=(?:\s+[\w|-]+){{0,3}}?\s+{TASKS}\b)")
    return None if match is None else number(match[1])


def take_place(scan: Scan) -> tuple[int, int] | None:
    """Take `the first one`, `the last two`, `the third`, as a slice of what was shown."""
    ordinals = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
    them = r"(?: (?:of )?(?:them|those|these|ones?))?"
    if match := scan.take(rf"\b(first|last) ({NUMBER}){them}\b(?! (?:[\w-]+ )?(?:days|weeks|months|{TASKS})\b)"):
        count = number(match[2])
        return (0, count) if match[1].lower() == "first" else (-count, 0)
    if match := scan.take(
        rf"\bthe (last|{'|'.join(ordinals)})(?: (?:one|task|ticket){them}\b| of them|(?=\s*[|.!?]*\s*$))"
    ):
        index = ordinals.get(match[1].lower())
        return (-1, 0) if index is None else (index - 1, index)
    return None
