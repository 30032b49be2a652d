"""Fills a wish about another noun than a task: what is said of it, by the names that the plans use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from app.sandbox.model.lexicon import POINTING
from app.sandbox.model.nouns import money, people, projects, releases
from app.sandbox.model.nouns.names import rest
from app.sandbox.model.nouns.parts import Parts
from app.sandbox.model.nouns.slots import take_day, take_shift
from app.sandbox.model.nouns.sorting import Sorted
from app.sandbox.model.scan import Scan
from app.sandbox.model.wish import Wish

_POINTS = (
    rf"\b(?:all (?:of )?|both (?:of )?)?(?:{POINTING}|that|this|him|her)\b(?: (?:release|comment|invoice|bill"
    r"|budget|project|member|person|transfer)s?\b)?"
    r"(?! (?:says?|it|we|is|was|the|there|bob|i)\b)"
)
_BACK = (
    r"^(?:bring|put|get|take|let|have|want|we want|restore|undelete|un-delete|recover|reinstate|revive"
    r"|re-?invite|un-?cancel|please) "
    r"|\bback\b(?: (?:in|into|on|to)\b(?: the (?:team|company))?)?|\bagain\b|\bplease\b"
)
_MANY = (
    r"\b(?:releases|comments|members|people|budgets|transfers|invoices|bills|projects|all|every|everything"
    r"|them|those|these|users|admins|viewers|remarks)\b"
)

READERS: Mapping[str, Callable[[Parts], dict[str, object]]] = {
    "project": projects.project,
    "release": releases.release,
    "comment": people.comment,
    "member": people.member,
    "budget": money.budget,
    "transfer": money.transfer,
    "invoice": money.invoice,
    "activity": people.activity,
}


def fill(wish: Wish, found: Sorted, plain: str, quotes: tuple[str, ...], today: date) -> Wish:
    """Return a wish with what its clause says of its noun."""
    scan = Scan(plain, quotes)
    plural = scan.sees(_MANY)
    counting = re.match(r"how many|count|number of", plain, re.IGNORECASE) is not None
    points = scan.sees(_POINTS) and not scan.sees(r"\b(?:saying|says|know|note|mention) that\b(?! (?:one|comment))")
    verb = found.verb
    if found.act == "restore":
        scan = Scan(re.sub(_BACK, " | ", plain, flags=re.IGNORECASE), quotes)
    elif (
        verb
        and not re.search(r"\b(?:called|named|renamed)\b", verb)
        and (at := plain.lower().find(verb)) >= 0
        and found.act != "search"
    ):
        scan = Scan(f"{plain[:at]} | {plain[at + len(verb) :]}", quotes)
    wish = replace(wish, act=found.act, noun=found.noun, quotes=quotes, points=points, plural=plural, counting=counting)
    if found.noun == "any":
        if not scan.sees(r"\b(?:rename|call)\b"):
            take_shift(scan, verb)
            take_day(scan, today)
        scan.take_all(r"\b(?:status|state|progress|owner|deadline|details|health) of\b")
        return replace(wish, said={"name": rest(scan)})
    parts = Parts(scan, found.act, verb, plain, today, wish.keys)
    said = {name: value for name, value in READERS[found.noun](parts).items() if value not in (None, [], "")}
    return replace(wish, said=said, project=_text(said.get("project")))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
