"""What goes along when records are deleted, asked of the platform beforehand, so that a Change can tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.amounts import amount_in
from tools.change import Json, Row, label_of
from tools.contract import Context
from tools.lookup import NOUNS, side_by_side


@dataclass(frozen=True, slots=True)
class Cascade:
    """How many records of each kind go along, as in `("tasks", 40)`, and one row for each kind."""

    counts: Sequence[tuple[str, int]]
    rows: Sequence[Row]

    def __str__(self) -> str:
        """Return what goes along in words, as in `40 tasks, 2 releases and 9 comments`; empty where nothing does."""
        return in_words([counted(number, many) for many, number in self.counts])

    def along(self, records: Sequence[Json]) -> str:
        """Return the end of a headline, as in `: 3 comments go with it`; empty where nothing goes along."""
        if not self.counts:
            return ""
        goes = "goes" if sum(number for _, number in self.counts) == 1 else "go"
        return f": {self} {goes} with {'it' if len(records) == 1 else 'them'}"


async def cascade_of(ctx: Context, many: str, records: Sequence[Json], *, lose: str = "") -> Cascade:
    """Return what goes along with some records, as in `cascade_of(ctx, "projects", projects)`.

    With `lose`, it does not go but loses its link, as in `lose="release"`.
    """
    answers = await side_by_side(
        [ctx.platform.get(f"/v1/{many}/{{}}/cascade", str(record["id"])) for record in records]
    )
    kinds = dict.fromkeys(name for answer in answers for name in answer)
    totals = [(kind, sum(amount_in(answer, kind) for answer in answers)) for kind in kinds]
    counts = tuple((kind, number) for kind, number in totals if number)
    whose = named(records, many)
    before, after = ({lose: whose}, {lose: None}) if lose else ({}, None)
    rows = [
        Row(kind, f"{records[0]['id']}/{kind}", f"{counted(number, kind)} of {whose}", None, before, after)
        for kind, number in counts
    ]
    return Cascade(counts, tuple(rows))


def counted(number: int, many: str) -> str:
    """Return a number and its noun, as in `1 task` and `2 tasks`; `many` is what the platform's paths call it."""
    return f"{number} {many if number != 1 else NOUNS[many].one if many in NOUNS else many.removesuffix('s')}"


def in_words(parts: Sequence[str]) -> str:
    """Return some words as a list in a sentence, as in `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), *parts[-1:]] if len(parts) > 1 else parts)


def named(records: Sequence[Json], many: str) -> str:
    """Return what one record is called, or how many there are of its kind, for a headline."""
    return label_of(records[0]) if len(records) == 1 else counted(len(records), many)
