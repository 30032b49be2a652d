"""Explains one verdict of the past: what policy was asked, what decided, and what would satisfy it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.policy.pdp import BROKEN, NEEDS, NO_PERMIT, Pdp
from tools.change import Json, Need

SATISFIED_BY: Mapping[Need, str] = {
    "confirmation": "you approve its card in countersign",
    "typed_confirmation": "you type what its card asks for, and approve",
    "fresh_login": "you confirm it on your provider's own page",
    "second_opinion": "a second model is asked, which countersign does by itself",
    "second_person": "somebody else who may do it agrees",
}

Entry = tuple[Json, Json]
"""The plain and the sealed part of an audit entry."""

GONE = "a rule that is not loaded any more"


@dataclass(frozen=True, slots=True)
class Explained:
    """One verdict in words: each deciding rule with its reason, what policy was told, and each need with what meets it.

    `met` are the needs that were met since; `changed` tells that the rules are others now, so that it is judged anew.
    """

    outcome: str
    rules: Sequence[tuple[str, str]]
    told: Sequence[tuple[str, str]]
    needs: Sequence[tuple[Need, str, bool]]
    changed: bool


def explained(entry: Entry, pdp: Pdp, met: Sequence[Need], said: Sequence[tuple[str, str]] = ()) -> Explained:
    """Return what an audit entry of kind `verdict` says, in words; `said` are the rules as they were shown."""
    plain, body = entry
    because = {**{rule.id: rule.because for rule in pdp.rules}, **dict((BROKEN, NO_PERMIT)), **dict(said)}
    asked = body.get("asked")
    wanted = _texts(plain.get("needs"))
    return Explained(
        outcome=str(plain.get("outcome", "")),
        rules=[(rule, because.get(rule, GONE)) for rule in _texts(plain.get("rules"))],
        told=list(_told(asked)) if isinstance(asked, Mapping) else [],
        needs=[(need, SATISFIED_BY[need], need in met) for need in NEEDS if need in wanted],
        changed=plain.get("policy") != pdp.bundle,
    )


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def _told(asked: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what is out of the ordinary in a question's context, by its name in the schema."""
    for name, value in asked.items():
        if isinstance(value, list | tuple):
            value = ", ".join(map(str, value))  # noqa: PLW2901  # the same value in words
        if value not in (0, False, "", "not_asked"):
            yield name, "yes" if value is True else str(value)
