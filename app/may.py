"""Says what the person may do with each tool: what runs, what asks, what needs a second person, what they may not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from app.ui.desk import May, What

if TYPE_CHECKING:
    from graph.policy.pdp import Pdp
    from tools.change import Principal, Verdict
    from tools.contract import Tool
    from tools.registry import Registry

NOT_YOURS = "Your role at {} may not do this; the platform would refuse it."


def may_of(registry: Registry, pdp: Pdp, person: Principal, scopes: Collection[str]) -> Sequence[May]:
    """Return every tool with what becomes of it, for one record and the smallest sum; more may need more.

    `scopes` are those that the platform says the person's role can use.
    """
    return [_may(tool, pdp, person, scopes) for tool in registry.tools.values()]


def _may(tool: Tool, pdp: Pdp, person: Principal, scopes: Collection[str]) -> May:
    from graph.policy.pdp import Judgement

    wanted = tool.look if tool.effect == "read" else tool.act
    if not set(wanted) <= set(scopes):
        return May(tool.name, tool.effect, "forbidden", NOT_YOURS.format(person.tenant_name))
    minor = 1 if tool.effect == "transfer" else 0
    verdict = pdp.judge(Judgement(person, tool.effect, tool.name, rows=1, amount_minor=minor, currency="EUR"))
    because = "" if verdict.outcome == "allow" else " ".join(because for _, because in verdict.rules)
    return May(tool.name, tool.effect, _what(verdict), because)


def _what(verdict: Verdict) -> What:
    if verdict.outcome == "allow":
        return "runs"
    if verdict.outcome == "forbid":
        return "forbidden"
    return "second" if "second_person" in verdict.needs else "asks"
