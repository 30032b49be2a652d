"""Tells whether a proposal that was shown before still shows the world as it is."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace

from graph.policy.judging import judgement, proposed
from graph.proposal import Asked, Ground, effect_of, propose, wires
from graph.state import Parts
from tools.change import Change, Proposal
from tools.contract import Ambiguous, Context, Tool, ToolError
from tools.platform import PlatformTrouble
from tools.wire import canonical


def is_itself(proposal: Proposal, parts: Parts) -> bool:
    """Tell whether a proposal, built anew from what it holds, by today's tools, rules and person, is the same one."""
    tool = parts.registry.tools.get(proposal.tool)
    if tool is None:
        return False
    message, _, index = proposal.call.rpartition("/")
    asked = Asked(
        proposal.thread, message, int(index), proposal.args, proposal.why, proposal.provenance, proposal.differs
    )
    ground = Ground(parts.principal, parts.audience, parts.pdp.bundle, proposal.expires)
    again = propose(asked, tool, proposal.change, proposal.verdict, ground)
    return (again.digest, again.change_digest, again.effect) == (
        proposal.digest,
        proposal.change_digest,
        proposal.effect,
    )


async def has_changed(proposal: Proposal, parts: Parts) -> bool:
    """Look again with the same arguments: other requests, records, tools, rules or another verdict count as changed.

    Where the platform can't be asked, nothing is known to have changed; it checks the versions itself in the end.
    """
    if not is_itself(proposal, parts):
        return True
    tool = parts.registry.tools[proposal.tool]
    context = Context(parts.platform.reader(tool.look), parts.principal, int(parts.clock()))
    try:
        async with asyncio.timeout(parts.limits.look_seconds):
            change = await tool.run(context, proposal.args)
    except (ToolError, Ambiguous):
        return True
    except (PlatformTrouble, TimeoutError):
        return False
    return not isinstance(change, Change) or not _shows_the_same(proposal, change, tool, parts)


def _shows_the_same(proposal: Proposal, change: Change, tool: Tool, parts: Parts) -> bool:
    now = replace(proposal, change=change)
    if change.hindrance or wires(now, parts.audience) != wires(proposal, parts.audience):
        return False
    if canonical([asdict(row) for row in change.rows]) != canonical([asdict(row) for row in proposal.change.rows]):
        return False
    effect = effect_of(tool.effect, change.requests)
    verdict = parts.pdp.judge(judgement(replace(proposed(proposal), effect=effect, change=change), parts))
    return verdict.outcome != "forbid" and set(verdict.needs) <= set(proposal.verdict.needs)
