"""What a card says about a proposal, in rows of words: pure, so that nothing on it is the screen's invention."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from app.text import clean, fold, is_folded, line, named
from app.ui import words
from tools.change import Change, Json, Origin, Principal, Proposal, Row

LONG = 120
"""Characters of one value that a card shows; longer ones fold, and the details show them whole."""

TELLING = ("updated_at", "status", "assignee", "owner", "deadline", "due", "priority", "project")
"""What tells records apart, the most telling first."""

_ORDER = ("status", "priority", "project", "updated_at", "deadline", "due", "assignee", "owner")
_COLUMNS = 3
_GAP = 2
_NAMING = frozenset({"id", "key", "title", "name", "version"})
_RECORD = frozenset({"id", "key", "name", "title"})
"""What a record among the values has when its name tells all there is to it."""

_THUMB = 8
_SAID = 400
"""Characters of a reason, or of where something came from, up to which a card shows it whole."""

_DOT = " · "


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled line of a card; `flagged` lines start with `!` and stand out."""

    label: str
    text: str
    flagged: bool = False


def effect(proposal: Proposal) -> str:
    """Return the effect in words."""
    return words.EFFECT[proposal.effect]


def table(rows: Sequence[Row], width: int) -> list[list[str]]:
    """Return the rows as lines of cells; of what only tells records apart, as much as fits beside the labels."""
    known = [name for name in TELLING if any((row.before or {}).get(name) for row in rows if row.after is None)]
    tables = [_with(rows, known[:count]) for count in range(min(len(known), _COLUMNS), -1, -1)]
    return next((lines for lines in tables if _width(lines) <= width), tables[-1])


def cells(row: Row) -> list[str]:
    """Return what a table always shows of a row: its label, then what changes."""
    label = named(row.label, LONG)
    if row.after is None:
        return [label]
    if row.before is None:
        new = {name: given for name, given in row.after.items() if name not in _NAMING and given not in (None, "", [])}
        told = [f"{named(name, LONG)} {words.value(given, LONG, exact=True)}" for name, given in new.items()]
        return [label, _DOT.join(told)]
    return [label, _DOT.join(f"{name}: {old} → {new}" for name, old, new in differences(row.before, row.after))]


def differences(before: Json, after: Json, limit: int = LONG) -> list[tuple[str, str, str]]:
    """Return what is another after than before: its name, and both values in words."""
    return [
        (named(name, LONG), words.value(before.get(name), limit, exact=True), words.value(given, limit, exact=True))
        for name, given in after.items()
        if before.get(name) != given and name not in {"version", "updated_at"}
    ]


def folded(proposal: Proposal, rows_shown: int) -> bool:
    """Tell whether a card leaves out part of the Change, so that the details must be seen before it is approved."""
    change = proposal.change
    values = [given for row in change.rows for given in (row.after or {}).values()]
    names = [*(row.label for row in change.rows), *(name for row in change.rows for name in row.after or {})]
    return len(change.rows) > rows_shown or any(_is_cut(given) for given in [*values, *names])


def _is_cut(given: object) -> bool:
    if isinstance(given, str):
        return is_folded(given, LONG)
    if isinstance(given, Mapping) and given.keys() - _RECORD and given.keys() & _RECORD:
        return True
    return words.value(given, LONG) != words.value(given, sys.maxsize)


def policy(proposal: Proposal) -> list[Fact]:
    """Return why policy asks."""
    rules = [
        Fact("Asked by", f"{fold(rule, LONG)}: {fold(because, _SAID)}") for rule, because in proposal.verdict.rules
    ]
    return rules or [Fact("Asked by", "policy, which names no rule")]


def changed(proposal: Proposal) -> list[Fact]:
    """Return what is not as it was when this was proposed before."""
    return [Fact("Changed", named(told, _SAID), flagged=True) for told in proposal.differs]


def claim(proposal: Proposal) -> Fact:
    """Return why the agent wants it: its words, quoted and marked as its own."""
    why = clean(proposal.why, keep_newlines=False).strip()
    return Fact("Why", f"“{fold(why, _SAID)}” (agent)" if why else "the agent gave no reason")


def claims(proposal: Proposal) -> list[Fact]:
    """Return what models say of it, each quoted and marked as its own: the agent, and a second one if it was asked."""
    opinion = fold(clean(proposal.opinion, keep_newlines=False), _SAID)
    warns = proposal.stance == "warns"
    said = f"{'warns: ' if warns else ''}“{opinion}” (a second model)"
    return [claim(proposal), *([Fact("Opinion", said, flagged=warns)] if opinion else [])]


def standing(proposal: Proposal, told: Sequence[str] = ()) -> list[Fact]:
    """Return as whom it runs, where its values come from but those told elsewhere, and whether it can be undone."""
    return [runs_as(proposal.principal, proposal.scopes), *values(proposal, told), undo(proposal.change)]


def runs_as(principal: Principal, scopes: Sequence[str]) -> Fact:
    """Return the person, the installation that acts for them, and what for."""
    rights = ", ".join(fold(scope, LONG) for scope in scopes)
    actor = f"by Countersign on {named(principal.installation)[:_THUMB]}"
    return Fact("Runs as", f"{named(principal.email, LONG)}, {actor} · {rights} · once, 60 s")


def values(proposal: Proposal, told: Sequence[str] = ()) -> list[Fact]:
    """Return where the arguments come from but those told elsewhere; flagged ones each on a line of their own."""
    plain: dict[str, list[str]] = {}
    flagged = []
    for name, origin in proposal.provenance.items():
        if name in told:
            continue
        if origin.flagged:
            flagged.append(Fact("Values", _flagged(name, proposal.args.get(name), origin), flagged=True))
        else:
            plain.setdefault(place(origin), []).append(_counted(name, proposal.args.get(name)))
    said = [f"{', '.join(names)} from {where}" for where, names in plain.items()]
    return [*flagged, *([Fact("Values", _DOT.join(said))] if said else [])]


def place(origin: Origin) -> str:
    """Return where a value first appeared, and who wrote it there where that is known."""
    default = {"person": "your message", "tool": "a tool's answer", "memory": "memory", "nowhere": "nowhere"}
    where, by = named(origin.where, _SAID) or default[origin.source], named(origin.by, LONG)
    return f"{where}, written by {by}" if by and by not in where else where


def undo(change: Change) -> Fact:
    """Return whether and until when it can be undone."""
    if change.undo is None:
        return Fact("Undo", "cannot be undone", flagged=True)
    until = f" until {words.day(change.undo_until)}" if change.undo_until else ""
    return Fact("Undo", f"can be undone{until}")


def to_type(proposal: Proposal) -> str:
    """Return what a person must type to approve, or nothing where a key is enough."""
    if "typed_confirmation" not in proposal.verdict.needs:
        return ""
    return words.money(proposal.change.amount) if proposal.change.amount else line(proposal.change.headline)


def _with(rows: Sequence[Row], names: Sequence[str]) -> list[list[str]]:
    kept = sorted(names, key=_ORDER.index)
    return [[*cells(row), *(_told(row, name) for name in kept)] for row in rows]


def _width(lines: Sequence[Sequence[str]]) -> int:
    widths = [max(map(len, column)) for column in zip_longest(*lines, fillvalue="")]
    return sum(widths) + _GAP * (len(widths) - 1)


def _told(row: Row, name: str) -> str:
    before = row.before or {}
    return words.value(before[name]) if row.after is None and name in before else ""


def _flagged(name: str, given: object, origin: Origin) -> str:
    shown = f"{named(name, LONG)} {words.value(given, LONG)}"
    if origin.source == "nowhere":
        several = isinstance(given, Sequence | Mapping) and not isinstance(given, str)
        which = f", of which {named(origin.where, _SAID)}" if several and origin.where else " appears nowhere before"
        return f"{shown}{which}: the agent made it up"
    return f"{shown} first appears in {place(origin)}, not in your message"


def _counted(name: str, given: object) -> str:
    if isinstance(given, Sequence) and not isinstance(given, str):
        return f"{len(given)} {named(name, LONG)}"
    return named(name, LONG)
