"""What became of a card: everything that a transcript says of one that is no longer open, or waits for others."""

from __future__ import annotations

from graph.events import Acted, Acting, Ended, Event, Looked, Looking, Parked, Said, Seconded, Settled, Spoke
from tests.ui.fakes_values import NOW, deletion, moved
from tests.ui.scene import Scene, kept, live, looking, seeing
from tools.change import Receipt

_FIVE = deletion().change.headline
_MONEY = moved().change.headline
_ASKED = (
    Said("Delete the stale tasks in Apollo"),
    Looking("m2/0", "delete_tasks", {"project": "Apollo", "stale_days": 90}),
    Looked("m2/0", "delete_tasks", "change", "a change to decide on", 61),
)


def receipt(outcome: str, status: int | None, detail: str = "", request: str | None = "req_7f31") -> Receipt:
    """Return what came back for a request."""
    return Receipt("sha-256:k", outcome, status, request, NOW, detail)  # type: ignore[arg-type]  # one of the outcomes


def _became(*events: Event) -> Scene:
    return Scene(lambda: kept(*_ASKED, *events), looking)


def _approved(name: str, headline: str, *receipts: Receipt, summary: str) -> tuple[Event, ...]:
    return (
        Settled(name, headline, "approve"),
        Acting(f"msg_{name}/0", headline),
        Acted(f"msg_{name}/0", headline, receipts, summary),
    )


_VIEWER = "Viewers can't delete tasks at Acme. Ask a member, a lead or an admin."
_DONE = _approved("p1", _FIVE, receipt("done", 200), summary="5 tasks deleted")
_REFUSED = _approved("p1", _FIVE, receipt("refused", 403, _VIEWER), summary="the platform said no")
_UNKNOWN = _approved("p1", _FIVE, receipt("unknown", None, "", None), summary="")
_MIXED = _approved(
    "p2",
    "Delete 2 tasks in Zephyr",
    receipt("done", 200),
    receipt("refused", 412, "ZEP-9 has changed since you saw it."),
    summary="1 of 2",
)
_PARKED = Parked("t1", _MONEY, "ap_1", "Dave Okafor or Erin Castellano", NOW + 86_000)

SCENES = {
    "state-done": _became(*_DONE, Spoke("m3", "They can be restored until 2026-12-22."), Ended("done")),
    "state-refused": _became(*_REFUSED, *_MIXED, Settled("p3", _FIVE, "forbidden", _VIEWER), Ended("done")),
    "state-unknown": _became(*_UNKNOWN, Ended("failed")),
    "state-rejected": _became(
        Settled("p1", _FIVE, "reject", "we still need the router one"),
        Settled("p2", "Delete 2 tasks in Zephyr", "edit"),
        Settled("p3", "Close Spike: new router", "look_again"),
        Ended("done"),
    ),
    "state-expired": _became(
        Settled("p1", _FIVE, "expired"),
        Settled("p2", "Delete 2 tasks in Zephyr", "overtaken"),
        Settled("p3", "Close Spike: new router", "stopped"),
        Ended("stopped"),
    ),
    "state-left-waiting": _became(Ended("waiting")),
    "state-sending": Scene(
        lambda: live(*_ASKED, Settled("p1", _FIVE, "approve"), Acting("msg_p1/0", _FIVE)), seeing("Sending")
    ),
    "state-second-person": Scene(
        lambda: live(Said("Move 5,000.00 from Marketing to Apollo"), Settled("t1", _MONEY, "approve"), _PARKED),
        seeing("Dave Okafor"),
    ),
    "state-second-agreed": _became(
        _PARKED, Seconded("t1", _MONEY, "approve", "Dave Okafor", "for the launch"), Ended("done")
    ),
    "state-second-refused": _became(
        _PARKED, Seconded("t1", _MONEY, "reject", "Dave Okafor", "the budget is frozen"), Ended("done")
    ),
    "state-second-nobody": _became(_PARKED, Seconded("t1", _MONEY, "expired", ""), Ended("done")),
}
