"""Asks Cedar what may run, what is still needed first, and what is refused; in doubt it is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self, get_args

import cedarpy

from graph.policy.rules import PolicyError, Rule, read_rules
from tools.change import Effect, Need, Principal, Stance, Verdict
from tools.wire import digest

HERE = Path(__file__).parent
SCHEMA = HERE / "schema.cedarschema"
BASELINE = HERE / "baseline.cedar"

Entity = dict[str, object]

NEEDS: tuple[Need, ...] = get_args(Need)
"""Every need, in the order in which they are collected."""

RECEIVE = "receive"
"""The action of being given what a conversation holds."""

BROKEN = ("policy-broken", "The policy could not be evaluated, so nothing is done.")
NO_PERMIT = ("no-rule-permits", "No rule permits this.")
ASKED_AGAIN = "It was given and is asked for again, so the rule can never be satisfied."


@dataclass(frozen=True, slots=True)
class Judgement:
    """What policy is asked: who, which effect and tool, how much of it, and what has been satisfied so far.

    `proposals_this_turn` counts this one too; `amount_minor` is 0 where no money moves, and what was moved in the last
    24 hours is in the same `currency`. What was done counts this one not.
    """

    principal: Principal
    effect: Effect
    tool: str
    rows: int = 0
    satisfied: tuple[Need, ...] = ()
    flagged: bool = False
    clears: bool = False
    archives: bool = False
    wider: bool = False
    final: bool = False
    opinion: Stance = "not_asked"
    amount_minor: int = 0
    currency: str = ""
    proposals_this_turn: int = 0
    touched_24h: int = 0
    deleted_24h: int = 0
    moved_24h_minor: int = 0
    rejected_10m: int = 0


@dataclass(frozen=True, slots=True)
class Receiving:
    """What policy is asked about somebody who would be given what a conversation holds.

    `host` may have a port; `here` means on this machine, `changed` that another stood in its place before.
    """

    principal: Principal
    kind: str
    name: str
    host: str
    here: bool
    configured: bool
    changed: bool = False
    satisfied: tuple[Need, ...] = ()


CONTEXT = tuple(each.name for each in fields(Judgement) if each.name not in {"principal", "effect", "tool"})
"""The names of a Judgement's context, which the schema lists too."""


class Pdp:
    """The loaded policies: the baseline and what an organisation added, which can only tighten it."""

    def __init__(self, schema: str, rules: Sequence[Rule]) -> None:
        self._schema = cedarpy.Schema.from_str(schema)
        self._policies = cedarpy.PolicySet.from_str("\n".join(rule.text for rule in rules))
        self._rules: Mapping[str, Rule] = {rule.id: rule for rule in rules}
        self.bundle = digest({"schema": schema, "rules": [rule.text for rule in rules]})
        """The hash of the schema and of every rule: approvals rest on it."""

    @classmethod
    def load(cls, added: Sequence[Path] = (), *, baseline: Path = BASELINE, schema: Path = SCHEMA) -> Self:
        """Read the baseline and the files an organisation added.

        Raises:
            PolicyError: a file isn't Cedar or doesn't fit the schema, a rule lacks @id or @because, an id stands twice,
                or an added file permits something.

        """
        words = schema.read_text(encoding="utf-8")
        try:
            shape = cedarpy.Schema.from_str(words)
        except ValueError as error:
            raise PolicyError(schema, 1, f"it is not a Cedar schema: {error}") from error
        rules = [rule for file in (baseline, *added) for rule in read_rules(file, shape)]
        known: dict[str, Rule] = {}
        for rule in rules:
            if rule.id in known:
                first = known[rule.id]
                raise PolicyError(
                    rule.file, rule.line, f"{rule.id} stands already in {first.file.name}, line {first.line}"
                )
            if rule.file != baseline and not rule.forbids:
                raise PolicyError(rule.file, rule.line, f"{rule.id} permits: added rules can only tighten")
            known[rule.id] = rule
        return cls(words, rules)

    @property
    def rules(self) -> Sequence[Rule]:
        """Return every rule, the baseline's first."""
        return list(self._rules.values())

    def judge(self, asked: Judgement) -> Verdict:
        """Return what Cedar decides; an error, a missing attribute or no decision at all is a no."""
        return self._verdict(_request(asked), [_person(asked.principal)], asked.satisfied)

    def judge_recipient(self, asked: Receiving) -> Verdict:
        """Return whether somebody may be given what a conversation holds; what is no clear yes is a no."""
        return self._verdict(_receiving(asked), [_person(asked.principal), _recipient(asked)], asked.satisfied)

    def _verdict(self, request: Entity, entities: list[Entity], satisfied: Sequence[Need]) -> Verdict:
        result = cedarpy.is_authorized(request, self._policies, entities, self._schema)
        if result.diagnostics.errors or result.decision is cedarpy.Decision.NoDecision:
            return Verdict("forbid", rules=(BROKEN,))
        named = result.diagnostics.id_annotations_by_reason
        decided = sorted(
            (self._rules[named[reason]] for reason in result.diagnostics.reasons), key=lambda rule: rule.id
        )
        if result.decision is cedarpy.Decision.Allow:
            return Verdict("allow", rules=_said(decided))
        return _denied(decided, satisfied)


def _denied(decided: Sequence[Rule], satisfied: Sequence[Need]) -> Verdict:
    plain = [rule for rule in decided if rule.needs is None]
    again = [rule for rule in decided if rule.needs in satisfied]
    if plain:
        return Verdict("forbid", rules=_said(plain))
    if again:
        return Verdict("forbid", rules=tuple((rule.id, ASKED_AGAIN) for rule in again))
    if not decided:
        return Verdict("forbid", rules=(NO_PERMIT,))
    wanted = {rule.needs for rule in decided}
    return Verdict("needs", tuple(need for need in NEEDS if need in wanted), _said(decided))


def _said(rules: Sequence[Rule]) -> tuple[tuple[str, str], ...]:
    return tuple((rule.id, rule.because) for rule in rules)


def context_of(asked: Judgement) -> dict[str, object]:
    """Return what the rules may speak of beside person, effect and tool."""
    said: dict[str, object] = {name: getattr(asked, name) for name in CONTEXT}
    return {**said, "satisfied": list(asked.satisfied)}


def _request(asked: Judgement) -> Entity:
    return {
        "principal": {"type": "User", "id": _uid(asked.principal)},
        "action": {"type": "Action", "id": asked.effect},
        "resource": {"type": "Tool", "id": asked.tool},
        "context": context_of(asked),
    }


def _receiving(asked: Receiving) -> Entity:
    """Return the question about a recipient; its context is that of a read that touches nothing."""
    nothing = context_of(Judgement(asked.principal, "read", "", satisfied=asked.satisfied))
    return {
        "principal": {"type": "User", "id": _uid(asked.principal)},
        "action": {"type": "Action", "id": RECEIVE},
        "resource": {"type": "Recipient", "id": asked.name},
        "context": nothing,
    }


def _person(person: Principal) -> Entity:
    uid = {"type": "User", "id": _uid(person)}
    return {"uid": uid, "attrs": {"tenant": person.tenant, "role": person.role}, "parents": []}


def _recipient(asked: Receiving) -> Entity:
    uid = {"type": "Recipient", "id": asked.name}
    attrs = {name: getattr(asked, name) for name in ("kind", "host", "here", "configured", "changed")}
    return {"uid": uid, "attrs": attrs, "parents": []}


def _uid(person: Principal) -> str:
    return f"{person.issuer}#{person.sub}"
