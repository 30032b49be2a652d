"""What a card says of money that moves: from where to where, who receives it, and what else weighs on it."""

from __future__ import annotations

import re

from app.text import line, named
from app.ui import facts, words
from app.ui.facts import Fact
from tools.change import Change, Origin, Proposal, Row

_SUM = re.compile(r"(-?[0-9][0-9,]*)\.([0-9]{2}) ([A-Z]{3})", re.ASCII)
_SHORTEST = 3
"""Characters of an argument from which on it may name somebody by a part of their name."""


def heading(proposal: Proposal) -> str:
    """Return what a card is headed: money between two budgets as an arrow, where both rows say so."""
    change = proposal.change
    giving, taking = _moved(change, -1), _moved(change, 1)
    if proposal.effect != "transfer" or change.amount is None or giving is None or taking is None:
        return named(change.headline)
    return f"Move {words.money(change.amount)}  {named(giving.label)} ▸ {named(taking.label)}"


def terms(change: Change) -> list[Fact]:
    """Return what a person should weigh beside the records: today's total and limit, a fee."""
    return [Fact(line(label), named(told)) for label, told in change.facts]


def recipient(proposal: Proposal) -> list[Fact]:
    """Return who receives money and where that name comes from; nothing where no money moves."""
    row = _receiving(proposal)
    if row is None:
        return []
    origins = [proposal.provenance[name] for name in naming(proposal) if name in proposal.provenance]
    told = [*(f"{_origin(origin)}" for origin in origins)] or ["and nobody can tell where that name comes from"]
    flagged = not origins or any(origin.flagged for origin in origins)
    return [Fact("Recipient", f"{_who(row)}, {' and '.join(dict.fromkeys(told))}", flagged=flagged)]


def naming(proposal: Proposal) -> list[str]:
    """Return the names of the arguments that name who receives the money."""
    row = _receiving(proposal)
    if row is None:
        return []
    label = line(row.label).casefold()
    return [name for name, given in proposal.args.items() if _names(given, row.id, label)]


def _names(given: object, id_: str, label: str) -> bool:
    if not isinstance(given, str):
        return False
    said = line(given).casefold()
    return given == id_ or said == label or (len(said) >= _SHORTEST and said in label)


def _receiving(proposal: Proposal) -> Row | None:
    if proposal.effect != "transfer":
        return None
    billed = next((row for row in proposal.change.rows if row.kind == "invoice"), None)
    return billed or _moved(proposal.change, 1)


def _moved(change: Change, sign: int) -> Row | None:
    """Return the one row from which exactly the Change's amount goes (-1), or to which it comes (1)."""
    found = [
        row for row in change.rows if change.amount and _difference(row) == (sign * change.amount[0], change.amount[1])
    ]
    return found[0] if len(found) == 1 and len(change.rows) == 2 else None  # noqa: PLR2004  # one gives and one takes


def _difference(row: Row) -> tuple[int, str] | None:
    before, after = _sum((row.before or {}).get("balance")), _sum((row.after or {}).get("balance"))
    if before is None or after is None or before[1] != after[1]:
        return None
    return after[0] - before[0], after[1]


def _sum(said: object) -> tuple[int, str] | None:
    found = _SUM.fullmatch(said) if isinstance(said, str) else None
    return (int(found[1].replace(",", "") + found[2]), found[3]) if found else None


def _who(row: Row) -> str:
    account = (row.before or {}).get("iban")
    return f"{line(row.label)}, {named(str(account))}" if account else line(row.label)


def _origin(origin: Origin) -> str:
    if origin.source == "nowhere":
        return "which appears nowhere before: the agent made it up"
    first = f"which first appears in {facts.place(origin)}"
    return f"{first}, not in your message" if origin.flagged else f"from {facts.place(origin)}"
