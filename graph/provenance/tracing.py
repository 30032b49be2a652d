"""Tells where each argument's value first appeared: in the person's words, memory, a tool's answer, or nowhere. Pure.

The person's words come first, wherever they stand: what they typed is theirs, also what they forbid or quote. What
others wrote comes in the order in which it was read. With the person's words this is strict, with others' words
generous: a doubt ends in a flag. An id that a lookup found is the platform's, unless the lookup was made with words out
of somebody's prose, or after somebody's text that no screen shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph.provenance.findings import Hit, finding, finding_of
from graph.provenance.pieces import pieces, runs
from graph.provenance.records import LABELS, leaves_of
from graph.provenance.sought import Sought, leaves, listed, sought
from graph.provenance.sources import Answered, Said
from graph.provenance.spoken import where_said
from graph.provenance.standing import place
from tools.change import Json, Origin

LISTED = Origin("nowhere", "chosen from the tool's own list")
EMPTY = Origin("nowhere", "empty")
MADE_UP = Origin("nowhere", "neither in your words nor in anything the agent has read", flagged=True)
YOURS = Origin("person", "your words")

_DOUBT = ("nowhere", "person", "memory", "tool")
"""What a list is shown by, the last first; among what is flagged, what somebody wrote says more than nowhere."""

_SHOWN = 60
ENOUGH = 100
"""After how many values from nowhere in one argument no further ones are looked for."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a conversation rests on beside words and answers.

    `memory` are pairs of a name in words and what is remembered, `today` is the turn's day, from which days are
    counted, `schemas` are the tools' by their names.
    """

    memory: Sequence[tuple[str, object]] = ()
    today: date | None = None
    schemas: Mapping[str, Json] | None = None


NOTHING_ELSE = Known()


def trace(
    args: Json,
    words: Sequence[Said],
    answers: Sequence[Answered],
    schema: Json | None = None,
    known: Known = NOTHING_ELSE,
) -> Mapping[str, Origin]:
    """Return the origin of each argument by its name; of a list or an object, the most doubtful one within.

    `words` is what the person has said and `answers` what tools have, oldest first. With the tool's `schema`, a value
    that the tool itself lists is not flagged.
    """
    tracer = _Tracer(words, answers, known)
    schemas = _properties(schema)
    return {name: tracer.argument(name, value, schemas.get(name)) for name, value in args.items()}


class _Tracer:
    """One conversation, and what has been worked out of it so far."""

    def __init__(self, words: Sequence[Said], answers: Sequence[Answered], known: Known) -> None:
        self._words = words
        self._known = known
        self._answers = [(answer, finding_of(answer.answer)) for answer in answers]
        self._memory = [(name, finding([*leaves_of(value)])) for name, value in known.memory]
        self._lent: dict[int, Origin | None] = {}
        self._unseen = next((index for index, (_, one) in enumerate(self._answers) if one.unseen is not None), None)

    def argument(self, name: str, value: object, schema: object) -> Origin:
        """Return the most doubtful origin of an argument's values; where there are several, it says of which."""
        values = [*dict.fromkeys(_each(name, value, schema))]
        found = [*self._doubtful(values, listed(schema))]
        if not found:
            return EMPTY
        worst, origin = max(found, key=lambda pair: (pair[1].flagged, _DOUBT.index(pair[1].source)))
        if not origin.flagged or len(values) == 1:
            return origin
        which = _short(worst.raw)
        made_up = origin.source == "nowhere"
        return replace(origin, where=f"{which} is {origin.where}" if made_up else f"{origin.where}: {which}")

    def _doubtful(self, values: Sequence[Sought], ours: frozenset[str]) -> Iterator[tuple[Sought, Origin]]:
        """Yield values with their origins until nothing can be more doubtful, or enough is made up."""
        made_up = 0
        for one in values:
            origin = LISTED if one.light in ours else self._first(one, len(self._answers))
            yield one, origin
            made_up += origin == MADE_UP
            if made_up == ENOUGH or (origin.flagged and origin.source == _DOUBT[-1]):
                return

    def _first(self, value: Sought, before: int) -> Origin:
        said = where_said(value, self._words, self._known.today)
        if said is not None:
            return Origin("person", said)
        found = next(self._elsewhere(value, before), None) or self._loosely(value, before)
        return found or self._in_part(value, before) or MADE_UP

    def _elsewhere(self, value: Sought, before: int) -> Iterator[Origin]:
        """Yield where a value stands beside the person's words, as far as the first so many answers."""
        for name, remembered in self._memory:
            hit = remembered.find(value, self._known.today)
            if hit is not None:
                by = hit.leaf.record.by
                yield Origin("memory", name, flagged=bool(by), by=by)
        for index in range(before):
            hit = self._hit(value, index)
            if hit is not None:
                yield self._read(hit, index)

    def _hit(self, value: Sought, index: int) -> Hit | None:
        """Return where a value stands in an answer; what failed only repeats what it was asked with."""
        answer, found = self._answers[index]
        hit = found.find(value, self._known.today)
        return None if hit is None or (found.status != "found" and _repeats(answer, value)) else hit

    def _loosely(self, value: Sought, before: int) -> Origin | None:
        """Return where a value stands once nothing counts that stands between its letters and digits."""
        for index in range(before):
            answer, found = self._answers[index]
            hit = found.find_squeezed(value)
            if hit is not None and not (found.status != "found" and _repeats(answer, value)):
                return self._read(hit, index)
        return None

    def _read(self, hit: Hit, index: int) -> Origin:
        answer = self._answers[index][0]
        there = f"{answer.tool}, {answer.when}"
        if not hit.made:
            return Origin("tool", f"{hit.leaf} ({there})", flagged=True, by=hit.leaf.record.by)
        return self._led(index, there) or Origin(
            "tool", there if hit.leaf.field in {"id", "key"} else f"{hit.leaf.field} in {there}"
        )

    def _led(self, index: int, there: str) -> Origin | None:
        """Return whose words may have led to an answer, where they were not the person's."""
        if index not in self._lent:
            self._lent[index] = None
            self._lent[index] = self._lender(index)
        lent = self._lent[index]
        if lent is not None:
            return replace(lent, where=f"{there}, asked for with words of {lent.where}")
        if self._unseen is None or index < self._unseen:
            return None
        answer, found = self._answers[self._unseen]
        hidden = found.leaves[found.unseen or 0]
        where = f"{there}, after text that no screen shows in {hidden} ({answer.tool}, {answer.when})"
        return Origin("tool", where, flagged=True, by=hidden.record.by)

    def _lender(self, index: int) -> Origin | None:
        answer, found = self._answers[index]
        if found.status != "found":
            return None
        schemas = _properties((self._known.schemas or {}).get(answer.tool))
        for name, given in answer.asked.items():
            ours = listed(schemas.get(name))
            for one in _each(name, given, None):
                lent = self._prose(one, index) if one.light not in ours else None
                if lent is not None:
                    return lent
        return None

    def _prose(self, value: Sought, before: int) -> Origin | None:
        """Return whose prose a lookup's word is from; numbers, days and records' own names are nobody's."""
        if value.figure or value.day or where_said(value, self._words, self._known.today) is not None:
            return None
        hits = ((index, self._hit(value, index)) for index in range(before))
        index, hit = next(((index, hit) for index, hit in hits if hit is not None), (0, None))
        if hit is None:
            return None
        if hit.made or hit.leaf.field in LABELS:
            return self._led(index, f"{self._answers[index][0].tool}, {self._answers[index][0].when}")
        return self._read(hit, index)

    def _in_part(self, value: Sought, before: int) -> Origin | None:
        """Return where a part of a value is from that the agent put together, where somebody else wrote it."""
        for piece in pieces(value):
            said = where_said(piece, self._words, self._known.today)
            origin = next(self._elsewhere(piece, before), None) if said is None else None
            if origin is not None and origin.flagged:
                return replace(origin, where=f"{origin.where}, in part")
        for index in range(before):
            for run in runs(value, self._answers[index][1]):
                hit = self._hit(run, index)
                if hit is not None and where_said(run, self._words, None) is None:
                    origin = self._read(hit, index)
                    return replace(origin, where=f"{origin.where}, in part")
        return None


def _repeats(answer: Answered, value: Sought) -> bool:
    """Tell whether a tool was asked with a value, so that it says nothing new where it names it."""
    asked = [one for name, given in answer.asked.items() for one in _each(name, given, None)]
    return any(value.light == one.light or place(value.light, one.light) >= 0 for one in asked)


def _properties(schema: Json | None) -> Mapping[str, object]:
    properties = {} if schema is None else schema.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def _each(name: str, value: object, schema: object) -> Iterator[Sought]:
    for field, leaf in leaves(value, name):
        if leaf not in (None, ""):
            yield sought(leaf, field, schema)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
