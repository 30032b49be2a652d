"""What a decision of the rules costs, and its question on a busy day, beside one of a single rule without a schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from time import perf_counter

import cedarpy

from graph.policy.pdp import Judgement, Pdp
from tests.bench.figures import Figure
from tests.graph.fakes_ledger import NOW, Account, a_routine
from tests.graph.fakes_proposal import ALICE
from tools.change import EFFECTS

WARM, ROUNDS = 100, 2_000
GOAL_MICROSECONDS = 200
BUSY = 200
"""Changes that were made within the last 24 hours."""

ONE_RULE = "permit (principal, action, resource);"


def policy() -> Iterator[Figure]:
    """Compare decisions of all effects, and the ledger's part in the question on a busy day, with a bare decision."""
    bare = _bare()
    pdp = Pdp.load()
    asked = [Judgement(ALICE, effect, "any_tool", rows=2, amount_minor=100, currency="EUR") for effect in EFFECTS]
    ours, baseline = _in_turns([partial(pdp.judge, each) for each in asked], bare)
    yield Figure("policy.decision", "µs", ours, baseline, GOAL_MICROSECONDS, of="value")
    with Account() as account:
        for number in range(BUSY):
            account.ledger.claim(a_routine(number), "a")
        yield Figure("policy.totals_of_200", "µs", *_in_turns([lambda: account.ledger.totals(NOW - 1)], bare))


def _bare() -> Callable[[], object]:
    policies = cedarpy.PolicySet.from_str(ONE_RULE)
    request = {
        "principal": {"type": "User", "id": "alice"},
        "action": {"type": "Action", "id": "read"},
        "resource": {"type": "Tool", "id": "any_tool"},
        "context": {},
    }
    return lambda: cedarpy.is_authorized(request, policies, [])


def _in_turns(ours: Sequence[Callable[[], object]], bare: Callable[[], object]) -> tuple[list[float], list[float]]:
    runs: tuple[list[float], list[float]] = ([], [])
    for work in islice(cycle(ours), WARM + ROUNDS):
        for times, each in zip(runs, (work, bare), strict=True):
            began = perf_counter()
            each()
            times.append((perf_counter() - began) * 1e6)
    return runs[0][WARM:], runs[1][WARM:]
