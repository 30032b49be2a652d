"""A proposal as lines, whole and in three blocks that are never mixed; every value from outside cleaned. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.plain.printer import quoted
from app.text import clean, line, named
from app.ui import facts, money, words
from app.ui.facts import Fact
from tools.change import Proposal, Row

WHOLE = 1_000_000
"""Characters up to which a value is printed as it is, so that nothing of a card is folded here."""

WHAT = "What will happen, worked out by Countersign from what would be sent:"
RULES = "Why the rules ask:"
CLAIM = "Why the agent wants it, which is its own claim:"
OPINION = "What a second model says of it, which is its own claim:"

_NAMING = frozenset({"id", "key", "title", "name", "version"})
_LABELS = {"updated_at": "last activity"}
_EMPTY: Sequence[object] = (None, "", [])


def card(proposal: Proposal, now: float, *, number: int = 1, count: int = 1) -> list[str]:
    """Return a whole card at a moment in Unix seconds, as one of several where there are several."""
    place = f"Change {number} of {count}, for you to decide: " if count > 1 else "For you to decide: "
    return [
        f"{place}{named(proposal.change.headline)}?",
        f"Effect: {facts.effect(proposal)}.",
        WHAT,
        *indented(_what(proposal)),
        RULES,
        *indented([told(fact) for fact in facts.policy(proposal)]),
        CLAIM,
        *indented([quoted(proposal.why) if line(proposal.why) else "It gave no reason."]),
        *([OPINION, *indented([quoted(proposal.opinion)])] if line(proposal.opinion) else []),
        _expiry(proposal, now),
    ]


def told(fact: Fact) -> str:
    """Return a labelled line; what stands out is called a warning, because a sign alone may not be read out."""
    text = fact.text.replace(" · ", ", ")
    warning = "Warning: " if fact.flagged else ""
    return f"{warning}{fact.label}: {text}" if fact.label else f"{warning}{text}"


def row(one: Row) -> str:
    """Return a record and what becomes of it, in words."""
    label = named(one.label)
    if one.after is None:
        kept = [
            (_LABELS.get(name, name), words.value((one.before or {})[name], WHOLE))
            for name in facts.TELLING
            if (one.before or {}).get(name) not in _EMPTY
        ]
        return ", ".join([f"{label}: gone afterwards", *(f"{name} {given}" for name, given in kept)])
    if one.before is None:
        made = [
            f"{line(name)} {words.value(given, WHOLE, exact=True)}"
            for name, given in one.after.items()
            if name not in _NAMING and given not in _EMPTY
        ]
        return ", ".join([f"{label}: new", *made])
    changed = [f"{name} from {old} to {new}" for name, old, new in facts.differences(one.before, one.after, WHOLE)]
    return f"{label}: {', '.join(changed)}" if changed else label


def indented(lines: Sequence[str]) -> list[str]:
    """Return lines set in below their heading."""
    return [f"  {each}" for each in lines]


def _what(proposal: Proposal) -> list[str]:
    change = proposal.change
    rows = [f"{place}. {row(each)}." for place, each in enumerate(change.rows, 1)]
    amount = [f"Amount: {words.money(change.amount)}"] if change.amount else []
    naming = money.naming(proposal)
    known = [
        *facts.changed(proposal),
        *money.terms(change),
        *money.recipient(proposal),
        *facts.standing(proposal, naming),
    ]
    return [*amount, *rows, *(told(fact) for fact in known)]


def _expiry(proposal: Proposal, now: float) -> str:
    left = proposal.expires - now
    if left <= 0:
        return "It has expired: nothing will be sent."
    return f"It expires at {words.moment(proposal.expires)}, in {spoken(left)}."


def spoken(seconds: float) -> str:
    """Return a span as it is read out, in the one or two units that matter."""
    left = max(int(seconds), 0)
    hours, minutes, rest = left // 3600, left // 60 % 60, left % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def details(proposal: Proposal) -> list[str]:
    """Return all of a proposal: every request as it would be sent, every record, the arguments and the digests."""
    change = proposal.change
    lines = [f"All of it: {named(change.headline)}."]
    for number, request in enumerate(change.requests, 1):
        query = "&".join(f"{name}={given}" for name, given in request.query)
        lines.append(f"Request {number} of {len(change.requests)}:")
        lines.append(f"  {line(request.method)} {named(request.path)}{'?' if query else ''}{line(query)}")
        if request.if_match is not None:
            lines.append(f"  only if it is still version {named(request.if_match)}")
        lines += [] if request.body is None else indented(laid_out(request.body))
    for number, one in enumerate(change.rows, 1):
        lines.append(f"Record {number} of {len(change.rows)}: {line(one.kind)} {named(one.label)}")
        lines += ["  before: it does not exist yet"] if one.before is None else ["  before:", *_deeper(one.before)]
        lines += ["  after: it is gone"] if one.after is None else ["  after:", *_deeper(one.after)]
    lines += [f"Arguments of {named(proposal.tool)}:", *indented(laid_out(proposal.args))]
    lines += [f"Installation: {named(proposal.principal.installation)}", f"Proposal: {named(proposal.id)}"]
    return [
        *lines,
        f"Digest of what is sent: {line(proposal.change_digest)}",
        f"Digest of all: {line(proposal.digest)}",
    ]


def laid_out(thing: object) -> list[str]:
    """Return JSON as lines."""
    return clean(words.laid_out(thing)).split("\n")


def _deeper(thing: object) -> list[str]:
    return indented(indented(laid_out(thing)))
