"""Explains one verdict of the past: what policy was asked, what decided, and what would satisfy it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.policy.pdp import NEEDS, Pdp
from tools.change import Json, Need

SATISFIED_BY: Mapping[Need, str] = {
    "confirmation": "you approve its card in countersign",
    "typed_confirmation": "you type what its card asks for, and approve",
    "fresh_login": "you confirm it on your provider's own page",
    "second_opinion": "a second model is asked, which countersign does by itself",
    "second_person": "somebody else who may do it agrees",
}

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


def explained(plain: Json, body: Json, pdp: Pdp, met: Sequence[Need]) -> Explained:
    """Return what an audit entry of kind `verdict` says, in words."""
    because = {rule.id: rule.because for rule in pdp.rules}
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
