"""What a person's words mean after what was said before: an answer to a question, `and in Zephyr?`, `do it again`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.sandbox.model.clauses import protect, unprotect
from app.sandbox.model.speak import Question, asked
from app.sandbox.model.understand import understand
from app.sandbox.model.wish import Wish

_MORE = re.compile(
    r"^\W*(?:and|what about|how about|only|just|now|but|also)\b(?: (?:the|those|that|which|are|for|show|list))*\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\W*(?:(?:it|the title|the name|call it|name it|it's|in|into|for|to|the|project|make it|say|please)\b[: ]*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What the person said once, and what was said to them last before that."""

    heard: str
    said: str


def wishes_of(turns: Sequence[Turn], today: date) -> tuple[Wish, ...]:
    """Return what the last of a person's turns asks for, in the light of the ones before it."""
    wishes: tuple[Wish, ...] = ()
    for turn in turns:
        wishes = _in_light_of(wishes, turn, today)
    return wishes


def _in_light_of(before: tuple[Wish, ...], turn: Turn, today: date) -> tuple[Wish, ...]:
    fresh = understand(turn.heard, today)
    if not before or len(fresh) != 1:
        return fresh
    wish = fresh[0]
    question = asked(turn.said)
    if question is not None and _answers(wish):
        return (*before[:-1], _answered(before[-1], question, turn.heard, wish))
    if wish.act == "again":
        return before
    if before[-1].act in {"search", "delete", "update"} and _MORE.match(turn.heard) and _only_filters(wish):
        return (_narrowed(before[-1], turn.heard, today),)
    return fresh


def _answers(wish: Wish) -> bool:
    return wish.act in {"unknown", "show", "projects"} or (wish.act == "search" and len(wish.clause.split()) < 4)  # noqa: PLR2004  # longer ones are requests of their own


def _answered(before: Wish, question: Question, heard: str, wish: Wish) -> Wish:
    plain, quotes = protect(heard.strip())
    answer = quotes[0] if quotes else unprotect(_LEAD.sub("", plain), quotes).strip(" .!?") or heard.strip()
    match question.about:
        case "title":
            return replace(before, title=quotes[0] if quotes else heard.strip().rstrip("."))
        case "project":
            return replace(before, project=answer)
        case "task" if wish.keys:
            return replace(before, keys=wish.keys, points=False)
        case "task" if wish.place is not None:
            return replace(before, place=wish.place, points=True)
        case "task":
            return replace(before, text=answer, loose=None, points=False)
        case parameter:
            return replace(before, answers={**before.answers, parameter: answer})


def _only_filters(wish: Wish) -> bool:
    return wish.act in {"unknown", "search", "projects"} and not wish.keys


def _narrowed(before: Wish, heard: str, today: date) -> Wish:
    """Ask the same again with what is named now in the place of what was named then."""
    words = _MORE.sub("", heard).strip(" ?.!")
    more = understand(f"show tasks {words}", today)[0]
    name = more.either or (more.loose if more.loose and more.loose[:1].isupper() else None)
    return replace(
        before,
        act="search",
        clause=heard,
        keys=(),
        project=more.project or (None if name else before.project),
        person=more.person or (None if name else before.person),
        either=name,
        status=more.status or before.status,
        priority=more.priority or before.priority,
        overdue=more.overdue or before.overdue,
        stale_days=more.stale_days or before.stale_days,
        due_from=more.due_from or before.due_from,
        due_until=more.due_until or before.due_until,
        points=False,
    )
