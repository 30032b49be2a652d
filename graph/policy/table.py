"""Lays the rules out as a table: effect, who, what happens, and by which rule. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from graph.policy.pdp import RECEIVE, Judgement, Pdp, Receiving
from graph.policy.rules import Rule
from graph.policy.scope import EVERYONE
from tools.change import EFFECTS, Effect, Need, Principal, Verdict

NOBODY = Principal(issuer="", sub="", tenant="", client_id="", installation="", name="", email="", acr="", auth_time=0)
"""Somebody of whom no rule speaks."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule means for an effect: `needs` is None where it lets it run or refuses it, as `outcome` says.

    `always` tells that it decides in the plainest case: one record, nothing unusual. `file` is where it stands.
    """

    effect: str
    who: str
    outcome: Literal["allow", "needs", "forbid"]
    needs: Need | None
    rule: str
    because: str
    always: bool
    file: Path


def table(pdp: Pdp) -> list[Line]:
    """Return the lines of every effect, what always holds first."""
    return [line for effect in (*EFFECTS, RECEIVE) for line in _lines(pdp, effect)]


def _lines(pdp: Pdp, effect: str) -> Iterator[Line]:
    rules = {rule.id: rule for rule in pdp.rules}
    concerning = [rule for rule in pdp.rules if not rule.scope.actions or effect in rule.scope.actions]
    plain = _plain_case(pdp, effect, NOBODY)
    always = [rules[rule] for rule, _ in plain.rules if rule in rules]
    for rule in always:
        yield _line(effect, rule, always=True)
    for rule in concerning:
        if rule.forbids and rule not in always:
            yield _line(effect, rule, always=_holds_for_whom_it_names(pdp, effect, rule))


def _line(effect: str, rule: Rule, *, always: bool) -> Line:
    only = f"{rule.scope.resource}: " if rule.scope.resource else ""
    return Line(
        effect=effect,
        who=rule.scope.who,
        outcome="allow" if not rule.forbids else "needs" if rule.needs else "forbid",
        needs=rule.needs,
        rule=rule.id,
        because=f"{only}{rule.because}",
        always=always,
        file=rule.file,
    )


def _holds_for_whom_it_names(pdp: Pdp, effect: str, rule: Rule) -> bool:
    """Tell whether a rule that names roles decides in the plainest case of one of them."""
    if rule.scope.who == EVERYONE:
        return False
    people = [replace(NOBODY, role=word, tenant=word) for word in rule.scope.words]
    return any(rule.id in dict(_plain_case(pdp, effect, each).rules) for each in people)


def _plain_case(pdp: Pdp, effect: str, person: Principal) -> Verdict:
    if effect == RECEIVE:
        return pdp.judge_recipient(Receiving(person, "model", "", "", here=False, configured=True))
    asked = Judgement(person, _effect(effect), "", rows=1, amount_minor=1, proposals_this_turn=1)
    return pdp.judge(asked)


def _effect(name: str) -> Effect:
    return next(effect for effect in EFFECTS if effect == name)


def grouped(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Return the lines by effect, effects that are treated alike together, as in `create, update`."""
    groups: list[tuple[str, list[Line]]] = []
    for effect in dict.fromkeys(line.effect for line in lines):
        mine = [line for line in lines if line.effect == effect]
        if groups and [replace(line, effect=effect) for line in groups[-1][1]] == mine:
            groups[-1] = (f"{groups[-1][0]}, {effect}", groups[-1][1])
        else:
            groups.append((effect, mine))
    return groups
