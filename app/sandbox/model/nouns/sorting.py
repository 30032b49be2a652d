"""Decides what a clause is about and what it asks for: turns of phrase that leave no doubt, then nouns, then names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.sandbox.model.lexicon import KEY, TASKS
from app.sandbox.model.nouns import cues
from app.sandbox.model.nouns.cues import EMAIL, INVOICE, PLACE, ROLE, VERSION
from app.sandbox.model.nouns.phrases import (
    CEILING,
    COMMENTING,
    FIRING,
    HIRING,
    HOLD,
    INSIDE_RELEASE,
    MONEY_LEFT,
    MOVING,
    NO_NAME,
    NOT_A_TASK,
    OWNING,
    PAY,
    PROJECT_VERB,
    REJOINING,
    ROLE_CHANGE,
    ROUTE,
    WHAT_IS,
)
from app.sandbox.model.nouns.questions import strong
from app.sandbox.model.nouns.slots import RELEASE_STATES
from app.sandbox.model.nouns.verbs import deed
from app.sandbox.model.wish import Act, Noun


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a clause is about, what it asks for, and the verb that says so."""

    noun: Noun
    act: Act
    verb: str


def sort(plain: str) -> Sorted | None:
    """Return what a clause without courtesies is about where that is another noun than a task; None leaves it alone."""
    text = cues.mask(plain)
    act, verb = deed(text)
    found = _beyond_doubt(text, act, verb)
    if found is not None:
        return found
    noun = cues.head_noun(text)
    guessed = strong(text) if act in {"search", "unknown"} and noun in {None, "project", "release"} else None
    if act in {"search", "unknown"} and re.search(INSIDE_RELEASE, text, re.IGNORECASE) and noun in {None, "release"}:
        return None
    if (
        guessed is not None
        and not (guessed == "project" and noun == "release")
        and not (noun == "project" and guessed == "release")
    ):
        noun = guessed
    keyed = noun in {"task", "member"} and act in {"search", "unknown"} and _sees(KEY, text)
    if (noun == "task" or keyed) and act in {"search", "unknown"} and strong(text) in {"comment", "activity"}:
        noun = strong(text)
    if noun is None and act in {"search", "unknown"} and (named := WHAT_IS.match(text)) is not None:
        noun = "member" if re.match(r"who", text, re.IGNORECASE) else _bare(named[1])
    if noun == "release" and act in {"search", "unknown"} and cues.is_weak(text):
        return None
    noun = _settled(text, noun, act)
    if act == "unknown" and not cues.asks(text) and _states(text, noun):
        act = "update"
    return None if noun in {None, "task"} or noun is None else Sorted(noun, act, verb)


def _bare(name: str) -> Noun | None:
    """Return that a name alone is asked about, where it is one."""
    return None if NO_NAME.search(name) else "any"


def _states(text: str, noun: Noun | None) -> bool:
    """Tell whether a clause without a verb says what something is to be, or has become."""
    if noun == "release" and _sees(r"\b(?:releases|that|which|versions)\b", text):
        return False
    if noun == "release" and _sees(
        (
            r"\b(?:slips?|slipped|moves?|delayed|postponed|goes|be|comes?|moved)\b.*\b(?:by|to|on|until|for)\b.*\d"
            r"|\b(?:slips?|delayed|postponed)\b"
        ),
        text,
    ):
        return True
    if noun == "release":
        return _sees(rf"\b(?:is|are|has|was|be|went|got)\b.*\b(?:{'|'.join(RELEASE_STATES.values())})", text)
    says = _sees(r"\b(?:should|must|shall|has to|needs to|to be|is now|at most|can be|:|to|=)", text)
    return noun == "budget" and cues.has_money(text) and (says or _sees(r"\bby\b", text))


def _settled(text: str, noun: Noun | None, act: Act) -> Noun | None:
    """Correct the head noun by what is said of it."""
    if noun is None and re.search(MONEY_LEFT, text, re.IGNORECASE):
        return "budget"
    if noun == "project" and act in {"search", "unknown"} and strong(text) in {"budget", "activity", "invoice"}:
        return strong(text)
    if (
        noun is None
        and act == "unknown"
        and _sees(rf"\b(?:is|are|goes|has been|be) (?:now )?(?:{HOLD})\W*$", text)
        and not _is_task(text)
    ):
        return "any"
    if noun is None and act in {"delete", "update", "restore"} and not _is_task(text) and _is_name(text, act):
        return "any"
    return noun


def _is_task(text: str) -> bool:
    return re.search(rf"{NOT_A_TASK}|\b{TASKS}\b", text, re.IGNORECASE) is not None


def _is_name(text: str, act: Act) -> bool:
    """Tell whether what a verb is about is one name, or one word, and nothing that tells tasks apart."""
    if re.search(
        (
            r"\b(?:them|those|these|it|that|this|everything|all|overdue|stale|done|due|assignee|priority|description"
            r"|title|first|last|one)\b"
        ),
        text,
        re.IGNORECASE,
    ):
        return False
    if act == "update":
        verbs = r"rename|cancel|call off|close|finish|complete|end|retire|stop|postpone|delay|extend|push|prolong"
        return re.match(rf"(?:{verbs})\b", text, re.IGNORECASE) is not None
    words = text.split()[1:]
    return 0 < len(words) <= 3  # noqa: PLR2004  # longer ones are titles


def _beyond_doubt(text: str, act: Act, verb: str) -> Sorted | None:
    """Return what some turns of phrase say beyond doubt; none of them is a question."""
    if act == "search" and not verb and not re.search(r"^(?:can|could|will|would)\b", text, re.IGNORECASE):
        return None
    tests = (_money, _comment, _people, _project)
    return next((found for test in tests if (found := test(text, act, verb)) is not None), None)


def _sees(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def _money(text: str, act: Act, verb: str) -> Sorted | None:
    tasks = _sees(NOT_A_TASK.replace(KEY, r"\b[A-Za-z]{3}-\d{1,3}\b"), text)
    if act == "restore":
        return None
    if _sees(PAY, text) and not tasks and not (act == "search" and verb):
        return Sorted("invoice", "pay", verb)
    other = tasks or _sees(r"\b(?:invoice|bill|release|deadline|ownership)\b", text) or _sees(CEILING, text)
    return Sorted("transfer", "transfer", verb) if not other and _moves_money(text, act) else None


def _moves_money(text: str, act: Act) -> bool:
    """Tell whether money is to go from one budget to another: a verb that moves, with a way, a sum, or both."""
    if _sees(
        (
            r"^(?:(?:transfer|wire|reallocate)\b(?!.*\bproject\b)|(?:make|do|start|create|new|i need"
            r"|book)\b.*\btransfer\b)"
        ),
        text,
    ):
        return True
    if _sees(r"^from .+ (?:in)?to ", text) and cues.has_money(text):
        return True
    if not _sees(MOVING, text):
        return False
    money, route = cues.has_money(text), _sees(ROUTE, text)
    small = _sees(r"(?<![\w.-])\d{1,3}(?![\w.-]) (?!day|week|month|year)", text)
    if route and (money or small or _sees(r"\b(?:money|half|the rest|some|everything|all)\b", text)):
        return True
    new_budget = cues.head_noun(text) == "budget" and act in {"create", "delete"}
    return money and not new_budget and not _sees(r"^(?:raise|lower|set|increase|reduce|change|bump|cut)\b", text)


def _comment(text: str, act: Act, verb: str) -> Sorted | None:
    if (
        act not in {"delete", "restore", "search"}
        and not _sees(r"^(?:create|add|new|open|file|log)\b.{0,12}\b(?:task|ticket|issue)\b", text)
        and _sees(COMMENTING, text)
    ):
        return Sorted("comment", "create", verb)
    return None


def _people(text: str, act: Act, verb: str) -> Sorted | None:
    if _sees(KEY, text) and not _sees(EMAIL, text):
        return None
    if act == "restore" or _sees(REJOINING, text):
        return (
            Sorted("member", "restore", verb)
            if _sees(REJOINING, text) or _sees(rf"\bback (?:in|on|to|into) {PLACE}\b", text)
            else None
        )
    if _sees(FIRING, text):
        return Sorted("member", "delete", verb)
    if _sees(HIRING, text):
        return Sorted("member", "create", verb)
    if _sees(ROLE_CHANGE, text) and not _sees(OWNING, text) and not _sees(r"^(?:add|create|new)\b", text):
        return Sorted("member", "update", verb)
    return (
        Sorted("member", "create", verb)
        if _sees(rf"^(?:add|create|new|we need|i need)\b.*\b(?:as|new) (?:an? )?(?:new )?{ROLE}\b", text)
        else None
    )


def _project(text: str, act: Act, verb: str) -> Sorted | None:
    if (
        _sees(KEY, text)
        or _sees(rf"\b{TASKS}\b", text)
        or _sees(VERSION, text)
        or _sees(r"\breleases?\b|\binvoices?\b|\bbudgets?\b", text)
    ):
        return None
    if _sees(r"\b(?:them|it|that|this|those)\b(?! project)", text) and not _sees(r"\bdeadline\b.*\bof\b", text):
        return None
    changes = act not in {"search", "create", "delete", "restore"} or verb in {
        "put",
        "make",
        "let",
        "have",
        "take",
        "leave",
    }
    if changes and _sees(rf"{PROJECT_VERB}|{OWNING}", text):
        return Sorted("project", "update", verb)
    if (
        act in {"update", "unknown", "delete", "create"}
        and _sees(r"\bdeadline\b", text)
        and not (act == "create" and _sees(r"\bproject\b", text))
    ):
        return Sorted("project", "update", verb)
    return None


def is_invoice(text: str) -> bool:
    """Tell whether an invoice's number stands in a text."""
    return re.search(INVOICE, text) is not None
