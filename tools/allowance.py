"""What a person may still move today, in the words of a card that moves money."""

from __future__ import annotations

from collections.abc import Sequence

from tools.amounts import amount_in
from tools.contract import Context
from tools.sums import money


async def moved_today(ctx: Context, minor: int) -> Sequence[tuple[str, str]]:
    """Return what was moved today and with this, of how much; and the limit of one transfer, where this is above it.

    Raises:
        ToolError: the platform does not tell.

    """
    limits = await ctx.platform.get("/v1/limits")
    currency = str(limits.get("currency", ""))
    moved, per_day, at_once = (amount_in(limits, name) for name in ("moved_today", "per_day", "per_transfer"))
    with_this, most = money(moved + minor, currency), money(per_day, currency)
    facts = [("Moved today", f"{money(moved, currency)}, with this {with_this} of the {most} that you may alone")]
    if minor > at_once:
        facts.append(("Limit", f"{money(at_once, currency)} at once without a second person"))
    return facts
