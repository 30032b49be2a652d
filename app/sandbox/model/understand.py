"""Turns a person's words into wishes, clause by clause."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from app.sandbox.model import edits, filters
from app.sandbox.model.clauses import head, protect, split, unprotect
from app.sandbox.model.dates import read
from app.sandbox.model.edits import SOMEBODY_FROM
from app.sandbox.model.joining import joined
from app.sandbox.model.lexicon import KEY, POINTING, PRIORITIES, PROJECTS, TASKS
from app.sandbox.model.nouns.cues import INVOICE, VERSION
from app.sandbox.model.nouns.grammar import fill
from app.sandbox.model.nouns.slots import take_shift
from app.sandbox.model.nouns.sorting import Sorted, sort
from app.sandbox.model.nouns.verbs import deed
from app.sandbox.model.paraphrase import rephrased
from app.sandbox.model.scan import Scan
from app.sandbox.model.smalltalk import small_talk
from app.sandbox.model.titles import take_title
from app.sandbox.model.wish import Act, Noun, Wish

_SPARED = (
    r"\b(?:except(?: for)?|but not|without|apart from|other than|but (?:keep|leave|spare)|excluding|leav(?:e|ing) out"
    rf"|not) ((?:the )?(?:{KEY}(?:,? and |, ?| )?)+)"
)
_POINT = (
    rf"\b(?:all (?:of )?|of )?(?:{POINTING}\b(?! (?:is|are|have|has|that|which|called|named|titled|about)\b)(?! §)"
    r"|(?:that|this)\b(?=\s*[.!?]*\s*$| (?:to|as|for|done)\b))"
)
_TASK = r"(?:task|ticket|issue|to-?do)"
_SHIFTING = r"move|postpone|push|pull|delay|extend|shift|reschedule|bring|bump"
CLEARING_RELEASE = frozenset(
    {"remove", "drop", "delete", "clear", "take", "take out", "kick", "pull", "get rid of", "unassign"}
)
_MANY = r"\b(?:tasks|tickets|issues|todos|to-dos|items|all|every|everything|them|those|these|ones)\b"
_ABOUT_PROJECT = r"owns?|leads?|runs?|owner|deadline|project lead"
_FREE_TITLE = (
    r"^\s*(?:the (?:task|ticket) )?([A-Z][^|§]*?)(?: (?:in|from) (?:the )?([A-Z][\w-]*(?: \w+)?))?\s*[.!?]*\s*$"
)


def understand(text: str, today: date) -> tuple[Wish, ...]:
    """Return what a person wants, in their order; never empty."""
    plain, quotes = protect(text.strip())
    own, plain = plain, rephrased(plain)
    clauses = split(plain) or [plain]
    wishes = [_wish(clause, quotes, today) for clause in clauses]
    kept = [wish for wish in wishes if wish.act not in {"hello", "thanks"}] or wishes[:1]
    if own != plain:
        kept = [replace(wish, words=text.strip()) for wish in kept]
    return joined(kept)


def _wish(clause: str, quotes: tuple[str, ...], today: date) -> Wish:
    said = unprotect(clause, tuple(f'"{quote}"' for quote in quotes))
    talk = small_talk(clause)
    if talk is not None:
        return Wish(talk, said)
    act, _, plain = head(clause)
    other = sort(plain) if act != "create" or not titled_task(plain) else None
    if other is not None:
        return noun_wish(Wish(other.act, said), other, plain, quotes, today)
    return _task_wish(clause, quotes, said, today)


def _task_wish(clause: str, quotes: tuple[str, ...], said: str, today: date) -> Wish:
    act, verb, plain = head(clause)
    if verb == "open" and re.match(rf"open {TASKS}\b", plain, re.IGNORECASE):
        verb = ""
    scan = Scan(plain[len(verb) :] if act != "unknown" else plain, quotes)
    spared = _keys(scan, _SPARED)
    keys = tuple(dict.fromkeys(_key(match[0]) for match in scan.take_all(KEY)))
    wish = Wish(act, said, keys=keys, spared=spared)
    act = _settled(act, verb, scan, wish)
    wish = replace(wish, act=act)
    if act == "create":
        return _creation(wish, scan, today)
    if act == "update":
        return _edit(wish, scan, verb, today)
    return _selection(wish, scan, today)


def titled_task(plain: str) -> bool:
    """Tell whether a new task is asked for beyond doubt, so that the words of its title decide nothing."""
    return re.match(rf"\W*(?:\w+ ){{0,5}}?(?:{_TASK})\b|remind me\b|write down\b", plain, re.IGNORECASE) is not None


def noun_wish(wish: Wish, found: Sorted, plain: str, quotes: tuple[str, ...], today: date) -> Wish:
    """Return a wish about another noun than a task."""
    keys = tuple(
        dict.fromkeys(_key(match[0]) for match in re.finditer(KEY, plain) if not re.fullmatch(INVOICE, match[0]))
    )
    return fill(replace(wish, keys=keys), found, plain, quotes, today)


def read_as(wish: Wish, noun: Noun, today: date) -> Wish:
    """Understand a wish's clause again, as being about this noun."""
    plain, quotes = protect(wish.clause)
    _, _, bare = head(plain)
    act, verb = deed(bare)
    return noun_wish(Wish(act, wish.clause), Sorted(noun, act, verb), bare, quotes, today)


def read_as_task(wish: Wish, today: date) -> Wish:
    """Understand a wish's clause again, as being about tasks whatever its words are."""
    plain, quotes = protect(wish.clause)
    return _task_wish(plain, quotes, wish.clause, today)


def _keys(scan: Scan, pattern: str) -> tuple[str, ...]:
    return tuple(_key(key) for match in scan.take_all(pattern) for key in re.findall(KEY, match[1]))


def _key(said: str) -> str:
    return said.upper() if "-" in said else said


def _settled(act: Act, verb: str, scan: Scan, wish: Wish) -> Act:
    """Correct what the first verb says by what it is said about."""
    if (
        act == "delete"
        and scan.sees(r"\b(?:due(?: date)?|deadline|assignee|owner|description)\b(?! \w+ §)")
        and (wish.keys or scan.sees(rf"\b(?:of|from|on|for) (?:{POINTING}|§)"))
    ):
        return "update"
    parted = rf"{SOMEBODY_FROM}|\b(?:from|out of|off) .*(?:\brelease\b|{VERSION})"
    if act == "delete" and wish.keys and scan.sees(parted):
        return "update"
    if act == "create" and wish.keys and not scan.sees(r"§|\b(?:called|named|titled)\b"):
        return "update"
    if act == "restore" and not wish.keys and not scan.quotes and not scan.sees(TASKS):
        return "undo" if scan.sees(POINTING) or scan.left.strip(" .!|") == "" or "back" in verb else act
    if act in {"search", "unknown"}:
        return _looking(act, scan, wish)
    return act


def _looking(act: Act, scan: Scan, wish: Wish) -> Act:
    if act == "unknown" and scan.sees(r"\b(?:gone|deleted|removed)\b"):
        return "delete"
    if wish.keys:
        done = act == "unknown" and scan.sees(r"\b(?:done|finished|completed?|in progress|urgent)\b")
        return "update" if done else "show"
    if scan.sees(rf"\b(?:{PROJECTS}|{_ABOUT_PROJECT})\b") and not scan.sees(rf"\b{TASKS}\b"):
        return "projects"
    return act


def _creation(wish: Wish, scan: Scan, today: date) -> Wish:
    description = edits.take_description(scan) if scan.sees(r"description:? §|§.*description|description.*§") else None
    release = filters.take_release(scan) or None
    titled = take_title(scan)
    tails = titled.tails
    due = read(tails["due"], today) if "due" in tails else edits.take_due(scan, today)
    priority = _priority(tails["priority"]) if "priority" in tails else filters.take_priority(scan)
    person = tails.get("person") or edits.take_assignee(scan, "") or filters.take_person(scan)
    target = scan.take(r"\bto (?:the )?(?:projects? )?([A-Z][\w-]*(?: (?:[A-Z][\w-]+|app|site))?)", exact=True)
    project = tails.get("project") or filters.take_project(scan) or (scan.said(target[1]) if target else None)
    return replace(
        wish,
        title=titled.title,
        release=release,
        quotes=scan.quotes,
        description=tails.get("description") or description or edits.take_description(scan),
        due=due,
        priority=priority,
        person="me" if person and person.lower() in {"me", "myself"} else person,
        project=project,
        either=filters.take_either(scan),
    )


def _priority(said: str) -> str:
    return next((name for name, pattern in PRIORITIES.items() if re.fullmatch(pattern, said, re.IGNORECASE)), "normal")


def _edit(wish: Wish, scan: Scan, verb: str, today: date) -> Wish:
    title = edits.take_rename(scan, verb)
    description = edits.take_description(scan)
    release = filters.take_release(scan)
    clears = edits.take_clears(scan, verb)
    shift = take_shift(scan, verb) if re.fullmatch(_SHIFTING, verb) else None
    if release is not None and (not release or verb in CLEARING_RELEASE):
        release, clears = None, (*clears, "release")
    quoted = scan.quoted()
    wish = replace(
        wish,
        place=filters.take_place(scan),
        was=filters.take_state_of(scan),
        title=title,
        description=description,
        clears=clears,
        said={"shift": shift} if shift else {},
        release=release,
        quotes=quoted,
        priority=edits.take_new_priority(scan, verb),
        person=None if "assignee" in clears else edits.take_assignee(scan, verb),
        due=edits.take_due(scan, today),
        status=edits.take_new_status(scan, verb),
    )
    wish = replace(
        wish,
        stale_days=filters.take_stale(scan),
        overdue=filters.take_overdue(scan),
        unassigned=filters.take_nobody(scan),
        project=filters.take_project(scan),
        either=filters.take_either(scan),
    )
    return _pointed(wish, scan)


def _selection(wish: Wish, scan: Scan, today: date) -> Wish:
    if wish.act == "projects":
        scan.take_all(rf"\b(?:{_ABOUT_PROJECT})\b")
        project, either = filters.take_project(scan), filters.take_either(scan)
        loose = scan.loose()
        return replace(wish, project=project or (loose if loose and loose[:1].isupper() else None), either=either)
    if wish.act == "delete" and not wish.keys and (titled := _by_free_title(wish, scan)) is not None:
        return titled
    quoted = scan.quoted()
    counting = re.match(r"how many|count", head(wish.clause)[1]) is not None or scan.sees(r"\b(?:number|count) of\b")
    release = filters.take_release(scan)
    stale, overdue = filters.take_stale(scan), filters.take_overdue(scan)
    due_from, due_until = filters.take_due_range(scan, today)
    person, nobody = filters.take_person(scan), filters.take_nobody(scan)
    wish = replace(
        wish,
        counting=counting,
        text=filters.take_text(scan),
        release=release or None,
        quotes=quoted,
        stale_days=stale,
        overdue=overdue,
        due_from=due_from,
        due_until=due_until,
        person=person,
        unassigned=nobody,
        priority=filters.take_priority(scan),
        status=filters.take_status(scan),
        place=filters.take_place(scan),
        limit=filters.take_limit(scan),
        project=filters.take_project(scan),
        either=filters.take_either(scan),
    )
    return _quoted(_pointed(wish, scan))


def _by_free_title(wish: Wish, scan: Scan) -> Wish | None:
    """See a clause that only says words with a capital, and perhaps a place, as one task's title."""
    match = re.match(_FREE_TITLE, scan.left)
    if match is None or scan.sees(rf"{_MANY}|\b{POINTING}\b|'s\b"):
        return None
    rest = Scan(match[1])
    return replace(wish, loose=scan.said(match[1]), project=match[2]) if filters.take_stale(rest) is None else None


def _pointed(wish: Wish, scan: Scan) -> Wish:
    plural, tasks = scan.sees(_MANY), scan.sees(rf"\b{TASKS}\b")
    everything = scan.sees(r"\b(?:all|every|everything|each)\b")
    points = scan.take(_POINT) is not None
    loose = scan.loose()
    return replace(wish, points=points, plural=plural, everything=everything, tasks=tasks, loose=loose)


def _quoted(wish: Wish) -> Wish:
    """See a bare quotation as the words to look for."""
    return replace(wish, text=wish.quotes[0]) if wish.text is None and wish.quotes else wish
