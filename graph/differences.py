"""Says what is not as it was in an earlier proposal, for a person who has read that one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.policy.safeguards import NEEDS_IN_WORDS
from tools.change import Proposal, Row
from tools.wire import canonical

MOST = 20
"""How many lines of one kind are told; the rest is counted."""
LONGEST = 80
NOTHING = "Nothing but the time until which it can be answered."


def differences(before: Proposal, after: Proposal) -> tuple[str, ...]:
    """Return a line for each record and value that is not as it was, or one line that says that nothing is."""
    gone, new = _by_id(before), _by_id(after)
    lines = [
        *_told("Left out", [row.label for name, row in gone.items() if name not in new]),
        *_told("Added", [row.label for name, row in new.items() if name not in gone]),
        *_told("Changed meanwhile", [row.label for name, row in new.items() if _has_moved(gone.get(name), row)]),
        *_values(before, after),
    ]
    added = [NEEDS_IN_WORDS[need] for need in after.verdict.needs if need not in before.verdict.needs]
    lines += [f"Now also needs {need}." for need in added]
    return tuple(lines) or (NOTHING,)


def _by_id(proposal: Proposal) -> Mapping[str, Row]:
    return {f"{row.kind} {row.id}": row for row in proposal.change.rows}


def _has_moved(before: Row | None, after: Row) -> bool:
    return before is not None and before.version != after.version


def _values(before: Proposal, after: Proposal) -> Iterator[str]:
    """Tell each argument with another value; lists are told by their records."""
    names = [*after.args, *(name for name in before.args if name not in after.args)]
    for name in names:
        old, new = before.args.get(name), after.args.get(name)
        if canonical(old) != canonical(new) and not isinstance(old, list | tuple):
            yield f"{name}: {_shown(new)}, was {_shown(old)}."
    if before.change.amount != after.change.amount:
        yield f"Amount: {_shown(after.change.amount)}, was {_shown(before.change.amount)}."


def _told(what: str, labels: list[str]) -> list[str]:
    lines = [f"{what}: {_short(label)}" for label in labels[:MOST]]
    return lines + ([f"{what}: {len(labels) - MOST} more"] if len(labels) > MOST else [])


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    return _short(value if isinstance(value, str) else canonical(value).decode())


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
