"""Tells whether a proposal that was shown before still shows the world as it is."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace

from graph.proposal import effect_of, wires
from graph.safeguards import judgement_of
from graph.state import Parts
from tools.change import Change, Proposal
from tools.contract import Ambiguous, Context, Tool, ToolError
from tools.platform import PlatformTrouble
from tools.wire import canonical


async def has_changed(proposal: Proposal, tool: Tool, parts: Parts) -> bool:
    """Look again with the same arguments: other requests, other records or another verdict count as changed.

    Where the platform can't be asked, nothing is known to have changed; it checks the versions itself in the end.
    """
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
    if wires(now, parts.audience) != wires(proposal, parts.audience):
        return False
    if canonical([asdict(row) for row in change.rows]) != canonical([asdict(row) for row in proposal.change.rows]):
        return False
    effect = effect_of(tool.effect, change.requests)
    question = judgement_of(parts.principal, effect, tool.name, change, proposal.provenance)
    return parts.pdp.judge(question).needs == tuple(proposal.verdict.needs)
