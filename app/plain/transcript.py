"""What happens in a conversation as lines: tools with their results, and what became of a Change. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from app.plain.card import spoken
from app.plain.printer import address, quoted
from app.text import line, named
from app.ui import words
from graph.events import (
    Acted,
    Acting,
    Confirming,
    Ended,
    Event,
    Failed,
    Looked,
    Looking,
    Parked,
    Recipient,
    Seconded,
    Settled,
)
from tools.change import Receipt

PAGE = "Type back to give it up: nothing is sent then, and this stays open. Or paste the address the browser ends at."
"""What can be typed while the provider's page is waited for."""

HERE = "/signin"
"""How one signs in again from the conversation."""

_ENDED: Mapping[str, str] = {
    "stopped": "Stopped.",
    "waiting": "Left open. Type /decide to come back to it. What you say next here overtakes it and closes it.",
}
_LOOKED: Mapping[str, str] = {"found": "", "change": ", proposes", "failed": ", failed"}
_SECOND: Mapping[str, str] = {"approve": "approved", "reject": "rejected"}


def told(event: Event, began: Looking | None = None, now: float = 0.0) -> list[str]:
    """Return an event as lines at a moment in Unix seconds; what is streamed or is said by somebody has none here."""
    match event:
        case Looked():
            return [_looked(event, began)]
        case Failed(sentence, next_step):
            return [
                f"Problem: {line(sentence)}",
                *([f"Next: {line(words.advice(next_step, HERE))}"] if next_step else []),
            ]
        case Recipient():
            return [_recipient(event)]
        case Ended(reason):
            return [_ENDED[reason]] if reason in _ENDED else []
        case _:
            return _of_a_change(event, now)


def _of_a_change(event: Event, now: float) -> list[str]:
    match event:
        case Settled(_, headline, choice, note):
            because = f" {quoted(note)}" if note else ""
            return [f"{words.OUTCOME[choice][1]}: {named(headline)}.{because}"]
        case Acting(_, headline):
            return [f"Sending: {named(headline)}."]
        case Acted():
            return _acted(event)
        case _:
            return _of_others(event, now)


def _of_others(event: Event, now: float) -> list[str]:
    match event:
        case Confirming():
            return confirming(event)
        case Parked(_, headline, _, who, expires):
            left = f"They have {spoken(expires - now)}, until {words.moment(expires)}."
            over = f"Time was over at {words.moment(expires)}."
            return [
                f"Waiting for a second person: {named(headline)}.",
                f"Who may decide: {named(who)}. {left if expires > now else over}",
            ]
        case Seconded(_, headline, choice, by, note):
            said = f" {quoted(note)}" if note else ""
            if choice == "expired":
                return [f"No second person decided in time: {named(headline)}.{said}"]
            return [f"Second person {named(by)} {_SECOND[choice]}: {named(headline)}.{said}"]
        case _:
            return []


def confirming(event: Confirming) -> list[str]:
    """Return where the provider's page is, its address alone on a line, and what it will show."""
    where = "Your browser has its page:" if event.opened else "Open its page in any browser:"
    shows = (
        ["Its page will show:", *(f"  {named(each).replace(' → ', ' to ')}" for each in event.shows)]
        if event.shows
        else []
    )
    return [f"Your provider asks you to confirm: {named(event.headline)}.", *shows, where, address(event.url), PAGE]


def _looked(event: Looked, began: Looking | None) -> str:
    given = words.arguments(began.args) if began is not None else ""
    head = f"Tool {named(event.tool)}" + (f", {given.replace('  ', ', ')}" if given else "")
    return f"{head}{_LOOKED[event.outcome]}: {line(event.summary)}, {words.took(event.milliseconds)}."


def _recipient(event: Recipient) -> str:
    what = "What you write here and what is looked up" if event.kind == "model" else f"Data for the {line(event.kind)}"
    other = "Warning: another recipient than before. " if event.changed else ""
    return f"{other}{what} goes to {named(event.name)} at {named(event.host)}."


def _acted(event: Acted) -> list[str]:
    outcomes = {receipt.outcome for receipt in event.receipts}
    word = "Done" if outcomes <= {"done"} else "Unclear" if "unknown" in outcomes else "Refused"
    summary = f" {line(event.summary)}" if event.summary and line(event.summary) != f"{word}." else ""
    return [f"{word}: {named(event.headline)}.{summary}", *(f"  {_receipt(each)}" for each in event.receipts)]


def _receipt(receipt: Receipt) -> str:
    if receipt.outcome == "unknown":
        said = "nobody can tell yet whether this was done"
    else:
        said = receipt.outcome if receipt.status is None else f"{receipt.outcome}, status {receipt.status}"
    known = f", request {line(receipt.request_id)}" if receipt.request_id else ""
    return said + known + (f": {line(receipt.detail)}" if receipt.detail else "")
