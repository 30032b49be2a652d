"""A second opinion by rules: whether a Change's amount, names and number stand in the person's words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from app.sandbox.model.dates import SMALL
from app.sandbox.model.memory import Call
from app.sandbox.model.nouns import amounts
from app.sandbox.model.plan import Reply

GIVE_OPINION = "give_opinion"
FEW = 3
"""Up to how many records a person names one by one."""

_ALL = re.compile(r"\b(?:all|every|each|both|everything|whole)\b")
_PLAIN = re.compile(r"(?<![\w.,/-])\d+(?:[.,]\d{1,2})?(?![\w-])")
_KEY = re.compile(r"[A-Z0-9]+(?:-[\w-]+)?")
_COMMON = frozenset({"the", "and", "for", "our", "new", "old", "budget", "project", "task", "team", "release"})
_THOUGHT = "I compare the person's words with the change, and look at nothing else."

Record = Mapping[str, object]


def compared(text: str) -> Reply:
    """Return the opinion on what a request shows: JSON with the person's `words` and the `change`."""
    try:
        shown = json.loads(text)
    except ValueError:
        shown = None
    if not isinstance(shown, Mapping) or not isinstance(shown.get("change"), Mapping):
        return _opinion("needs_more", "I was shown no change that I can read.")
    said = "\n".join(str(each) for each in _list(shown.get("words")))
    missing = _missing(said, shown["change"])
    if missing:
        return _opinion("warns", missing)
    return _opinion("agrees", "Amount, names and number stand in your words.")


def _opinion(opinion: str, sentence: str) -> Reply:
    return Reply(_THOUGHT, "", (Call(GIVE_OPINION, {"opinion": opinion, "sentence": sentence}),))


def _missing(said: str, change: Record) -> str:
    """Return in a sentence what the words don't say, or nothing."""
    low = said.lower()
    touched = [record for record in _list(change.get("records")) if isinstance(record, Mapping)]
    along = (
        {"budget", "invoice"} if change.get("effect") == "transfer" else {touched[0].get("kind")} if touched else set()
    )
    records = [record for record in touched if record.get("kind") in along]
    unnamed = [record for record in records if not _is_named(record, low)]
    amount = str(change.get("amount") or "")
    if amount and not any(record.get("kind") == "invoice" for record in records) and not _says_amount(low, amount):
        return f"Your words don't say {amount}."
    if len(records) > 1 and change.get("effect") != "transfer" and (unnamed or len(records) > FEW):
        return "" if _says_number(low, len(records)) else f"Your words don't say that it is {len(records)} records."
    return f"Your words don't name {_label(unnamed[0])}." if unnamed else ""


def _says_amount(low: str, amount: str) -> bool:
    written = amount.rpartition(" ")[0]
    found = [match.group() for pattern in (amounts.MONEY, _PLAIN) for match in re.finditer(pattern, low)]
    return amounts.read(written) in {amounts.read(each) for each in found}


def _says_number(low: str, number: int) -> bool:
    words = {str(number), SMALL[number] if number < len(SMALL) else str(number)}
    return _ALL.search(low) is not None or any(_stands(word, low) for word in words)


def _is_named(record: Record, low: str) -> bool:
    """A label's key or name is said whole, or the first word of a name that tells it from others."""
    parts = [part for part in re.split(r"\s{2,}", str(record.get("label", "")).strip()) if part]
    names = [part.lower() for part in parts if not _KEY.fullmatch(part)]
    telling = [word for name in names for word in re.findall(r"[^\W\d_]{3,}", name) if word not in _COMMON]
    return any(_stands(part.lower(), low) for part in parts) or any(_stands(word, low) for word in telling[:1])


def _stands(words: str, low: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", low) is not None


def _label(record: Record) -> str:
    return " ".join(str(record.get("label", "")).split())[:80] or "what it touches"


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []
