"""What a person's words mean after what was said before: an answer to a question, `and in Zephyr?`, `do it again`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.sandbox.model.clauses import head, protect, unprotect, written
from app.sandbox.model.lexicon import KEY
from app.sandbox.model.nouns.cues import EMAIL
from app.sandbox.model.nouns.slots import take_amount, take_role
from app.sandbox.model.nouns.verbs import deed
from app.sandbox.model.scan import Scan
from app.sandbox.model.speak import Question, asked
from app.sandbox.model.understand import understand
from app.sandbox.model.wish import Wish

_MORE = re.compile(
    r"^\W*(?:and|what about|how about|only|just|now|but|also)\b(?: (?:the|those|that|which|are|for|show|list))*\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    (
        r"^\W*(?:(?:it|from|out of|on|as|the title|the name|call it|name it|it's|in|into|for|to|the|project"
        r"|make it|say|please)\b[: ]*)+"
    ),
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
    parted = _AND_SAME.match(turn.heard) if written(turn.heard) == len(turn.heard) else None
    if parted is not None:
        first = _in_light_of(before, replace(turn, heard=parted[1]), today)
        return (*first, *_repeated(first, parted[2], today))
    fresh = understand(turn.heard, today)
    if not before or len(fresh) != 1:
        return fresh
    wish = fresh[0]
    question = asked(turn.said)
    if question is not None and (_answers(wish) or _is_short(turn.heard)):
        return (*before[:-1], _answered(before[-1], question, turn.heard, wish))
    if wish.act == "again":
        return before
    return _repeated(before, turn.heard, today) or _going_on(before, wish, turn, today) or fresh


def _going_on(before: tuple[Wish, ...], wish: Wish, turn: Turn, today: date) -> tuple[Wish, ...]:
    """Return a search that goes on with another place, person or state."""
    if before[-1].act in {"search", "delete", "update"} and _MORE.match(turn.heard) and _only_filters(wish):
        return (_narrowed(before[-1], turn.heard, today),)
    return ()


def _answers(wish: Wish) -> bool:
    return wish.act in {"unknown", "show", "projects"} or (wish.act == "search" and len(wish.clause.split()) < 4)  # noqa: PLR2004  # longer ones are requests of their own


def _is_short(heard: str) -> bool:
    """Tell whether words are too few to be a request of their own: none of them is a verb that asks for something."""
    return len(heard.split()) <= 4 and deed(heard)[0] == "unknown" and head(heard)[0] == "unknown"  # noqa: PLR2004  # `from the Marketing budget`


_SAME = re.compile(
    r"^\W*(?:(?:and|now|then|ok(?:ay)?|please|also)\W+)*(?:(?:do )?(?:exactly )?(?:the same|likewise|ditto"
    r"|same(?: thing)?)(?: thing| amount| sum)?"
    r"(?: again)? (?:for|with|in|on|to|about)|(?P<more>(?:and )?(?:what|how) about|and(?: for| in| of| on"
    r"| from)?)) (?:the )?(?P<name>[\w][\w&.' -]*?)"
    r"(?:,? (?:too|as well|also|please|then))*\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_NAMES = ("name", "names", "project", "budget", "to", "task", "author", "text", "number", "owner", "who", "role")
"""The slots whose name is exchanged where the same is asked for another: the first that was said."""


_AND_SAME = re.compile(
    (
        r"^(.+?)[,;.]? (?:and|then) ((?:then |also )?(?:do )?(?:exactly )?the same(?: amount| sum| thing)? (?:for"
        r"|to|with|in|from|on) .+)$"
    ),
    re.IGNORECASE | re.DOTALL,
)


def _repeated(before: tuple[Wish, ...], heard: str, today: date) -> tuple[Wish, ...]:
    """Return what the last wish is for another name, where that is what was said; its words are both."""
    other = _the_same(before[-1], heard) if before else None
    if other is None:
        return ()
    words = f"{before[-1].asked} … {' '.join(heard.split())}"
    return tuple(replace(wish, words=words) for wish in understand(other, today))


def _the_same(before: Wish, heard: str) -> str | None:
    """Return the clause before with another name in the place of its own, for `and the same for Zephyr`."""
    match = _SAME.match(heard)
    if match is None or (match["more"] and before.noun == "task"):
        return None
    if match["more"] and before.act not in {"search", "show", "unknown"}:
        return None
    name = match["name"]
    keys = before.keys if re.fullmatch(KEY, name) else ()
    said = [before.said.get(slot) for slot in (_NAMES if before.noun != "transfer" else ("to", "budget", *_NAMES))]
    slots = [one[0] if isinstance(one, list) and len(one) == 1 else one for one in said]
    own = (*keys, before.project, before.either, before.release, before.person, before.text, before.loose)
    olds = own if before.noun == "task" else (*keys, *slots)
    found = (
        re.search(rf"(?<!\w){re.escape(old)}(?!\w)", before.clause, re.IGNORECASE)
        for old in olds
        if isinstance(old, str)
    )
    place = next((one for one in found if one is not None), None)
    if place is not None:
        return f"{before.clause[: place.start()]}{name}{before.clause[place.end() :]}"
    return f"{before.clause.rstrip(' ?.!')} for {name}" if match["more"] else None


def _answered(before: Wish, question: Question, heard: str, wish: Wish) -> Wish:
    plain, quotes = protect(heard.strip())
    answer = quotes[0] if quotes else unprotect(_LEAD.sub("", plain), quotes).strip(" .!?") or heard.strip()
    if before.noun != "task":
        said = _KINDS.get(question.about, _plain)(wish.keys[0] if wish.keys else answer)
        named = "name" if before.noun == question.about else question.about
        project = said if question.about == "project" else before.project
        return replace(before, project=project, answers={**before.answers, named: said})
    if question.about == "title":
        return replace(before, title=quotes[0] if quotes else heard.strip().rstrip("."))
    return _task_answered(before, question, answer, wish)


def _task_answered(before: Wish, question: Question, answer: str, wish: Wish) -> Wish:
    match question.about:
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


def _plain(answer: str) -> str:
    return answer


def _sum(answer: str) -> str:
    return take_amount(Scan(answer)) or answer


def _address(answer: str) -> str:
    match = re.search(EMAIL, answer)
    return match[0] if match else answer


def _role(answer: str) -> str:
    return take_role(Scan(answer)) or answer


_KINDS: Mapping[str, Callable[[str], str]] = {"amount": _sum, "ceiling": _sum, "email": _address, "role": _role}


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
