"""Tells in words of what and of whom a Cedar policy speaks, from its JSON form. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

EVERYONE = "everyone"
DESCRIBED = "whom the rule describes"
"""Where a rule says of whom it speaks in a way that fits no column."""

Node = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule speaks of: actions (none named means all), the one resource it names or nothing, and whom.

    `words` are those that its conditions compare with where they speak of the person, roles among them.
    """

    actions: tuple[str, ...]
    resource: str
    who: str
    words: tuple[str, ...]


def scope_of(policy: Node) -> Scope:
    """Return the scope of a policy in Cedar's JSON form (Cedar documentation: JSON policy format)."""
    action, resource = cast("Node", policy["action"]), cast("Node", policy["resource"])
    conditions = cast("Sequence[Node]", policy["conditions"])
    return Scope(
        actions=tuple(_entities(action)),
        resource=next(iter(_entities(resource)), ""),
        who=_who(cast("Node", policy["principal"]), conditions),
        words=tuple(sorted({word for each in conditions if _mentions_principal(each) for word in _texts(each)})),
    )


def _entities(constraint: Node) -> Iterator[str]:
    one, many = constraint.get("entity"), constraint.get("entities")
    for entity in [*([one] if one else []), *(many if isinstance(many, list) else [])]:
        yield str(cast("Node", entity).get("id", ""))


def _who(principal: Node, conditions: Sequence[Node]) -> str:
    named = list(_entities(principal))
    for condition in conditions:
        parts = list(_conjuncts(condition["body"]))
        speaking = [part for part in parts if _mentions_principal(part)]
        told = [_equality(part) for part in speaking]
        if None in told or (condition["kind"] == "unless" and speaking and len(parts) > 1):
            return DESCRIBED
        denied = "not " if condition["kind"] == "unless" else ""
        named += [f"{denied}{name} {value}" for name, value in cast("list[tuple[str, str]]", told)]
    return ", ".join(named) or EVERYONE


def _conjuncts(body: object) -> Iterator[object]:
    both = body.get("&&") if isinstance(body, Mapping) else None
    if isinstance(both, Mapping):
        yield from _conjuncts(both["left"])
        yield from _conjuncts(both["right"])
    else:
        yield body


def _equality(body: object) -> tuple[str, str] | None:
    """Return the attribute and the value of `principal.attribute == "value"`."""
    sides = body.get("==") if isinstance(body, Mapping) else None
    if not isinstance(sides, Mapping):
        return None
    for one, other in ((sides["left"], sides["right"]), (sides["right"], sides["left"])):
        attribute = one.get(".") if isinstance(one, Mapping) else None
        if isinstance(attribute, Mapping) and attribute.get("left") == {"Var": "principal"}:
            value = other.get("Value") if isinstance(other, Mapping) else None
            return (str(attribute["attr"]), value) if isinstance(value, str) else None
    return None


def _texts(body: object) -> Iterator[str]:
    """Yield every text that is compared with, however deep it stands."""
    text = body.get("Value") if isinstance(body, Mapping) else None
    if isinstance(text, str):
        yield text
    for inner in _within(body):
        yield from _texts(inner)


def _mentions_principal(body: object) -> bool:
    return body == {"Var": "principal"} or any(_mentions_principal(inner) for inner in _within(body))


def _within(body: object) -> Iterator[object]:
    if isinstance(body, Mapping):
        yield from body.values()
    elif isinstance(body, list):
        yield from body
