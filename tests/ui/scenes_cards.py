"""Cards that wait: of every effect, and in everything that a person can do with one before it is decided."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from app.ui.screens.details import DetailsScreen
from app.ui.widgets.editor import Editor
from app.ui.widgets.said import Guidance, Said, Typed
from tests.ui.fakes_cards import opened, settle
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeConversation, FakeDesk, proposing
from tests.ui.fakes_values import deletion, moved, paid, task, update
from tests.ui.scene import Play, Scene
from tools.change import Change, Proposal, Request, Row, Verdict

Then = Callable[[Shown], Awaitable[object]]


def card(*proposals: Proposal, then: Then | None = None) -> Scene:
    """Return a scene in which these are proposed, and then something is done."""

    async def play(shown: Shown) -> None:
        await opened(shown)
        shown.time.pass_(1)
        if then:
            await then(shown)

    return Scene(lambda: FakeDesk(FakeConversation(script=proposing(*proposals))), play)


def pressing(*keys: str) -> Play:
    """Press keys at a card that has been in view for long enough."""

    async def play(shown: Shown) -> None:
        await shown.press(*keys)
        await shown.rest()

    return play


def writing(key: str, kind: type[Editor | Guidance | Said | Typed], *typed: str) -> Play:
    """Open what one writes in, and write."""

    async def play(shown: Shown) -> None:
        await shown.press(key)
        await settle(shown)
        await shown.until(lambda: isinstance(shown.app.focused, kind))
        shown.time.pass_(1)
        await shown.press(*typed)

    return play


async def _details(shown: Shown) -> None:
    await shown.press("?")
    await shown.until(lambda: isinstance(shown.app.screen, DetailsScreen))
    await shown.rest()


async def _expired(shown: Shown) -> None:
    shown.time.pass_(700)
    await settle(shown)
    await shown.press("y")


async def _half_typed(shown: Shown) -> None:
    await shown.press("ctrl+g", *"and then the release notes")


def _needs(proposal: Proposal, rule: str, because: str, **more: object) -> Proposal:
    """Return it as these rules would have it asked."""
    verdict = Verdict("needs", ("confirmation",), ((rule, because),))
    return replace(proposal, verdict=verdict, **more)  # type: ignore[arg-type]  # Proposal's own fields


def _creation() -> Proposal:
    new = {"title": "Write the launch post", "project": {"id": "prj_1", "name": "Apollo"}, "due": "2027-01-15"}
    row = Row("task", "new", "Write the launch post", None, None, new)
    change = Change("Create a task in Apollo", [Request.post("/v1/tasks", **new)], [row])
    asked = replace(update("c1"), tool="create_task", args=new, effect="create", change=change, provenance={})
    return _needs(asked, "many-creations-ask", "More than three records are made in one turn.", why="You listed five.")


def _critical() -> Proposal:
    asked = replace(update("k1"), effect="critical", provenance={}, scopes=("releases:write",))
    change = replace(asked.change, headline="Postpone the release Apollo 4.2 by a week")
    return _needs(asked, "critical-changes-ask", "Others rely on this date.", change=change, why="You asked for it.")


def _disclosure() -> Proposal:
    post = Request.post("/v1/reports/weekly/send", to="press@partner.example", subject="Week 48")
    row = Row("mail", "new", "Week 48", None, None, {"to": "press@partner.example", "subject": "Week 48"})
    change = Change("Send the weekly report to press@partner.example", [post], [row])
    asked = replace(update("d1"), tool="send_report", effect="disclose", change=change, scopes=("reports:send",))
    return _needs(replace(asked, provenance={}), "disclosures-ask", "Data leaves Acme.", why="It is Friday.")


def _long() -> Proposal:
    title = "Write down what we learned from the beta survey, with the numbers of every group that was asked, " * 3
    row = Row.of("task", {**task(1), "title": title}, after=None)
    asked = deletion(1, "l1")
    asked = replace(asked, change=replace(asked.change, headline="Delete a task in Apollo"))
    return replace(asked, change=replace(asked.change, rows=[row]))


_WARNED = replace(moved(), opinion="The same amount was moved yesterday.", stance="warns")
_CHANGED = replace(deletion(2), differs=("APO-112 has a new title", "APO-115 was assigned to Eve Tanaka"))
_SEVERAL = (deletion(5), deletion(2, "p2"), update(), moved())

SCENES = {
    "card-delete-open": card(deletion()),
    "card-delete-many": card(deletion(24)),
    "card-delete-leave-one-out": card(deletion(), then=pressing("down", " ")),
    "card-create": card(_creation()),
    "card-update-flagged": card(update()),
    "card-critical": card(_critical()),
    "card-disclose": card(_disclosure()),
    "card-money": card(moved()),
    "card-money-typed": card(moved(), then=writing("y", Typed, *"5,000.0")),
    "card-money-wrong": card(moved(), then=writing("y", Typed, *"500", "enter")),
    "card-money-warned": card(_WARNED),
    "card-invoice": card(paid()),
    "card-changed-since": card(_CHANGED),
    "card-expired": card(deletion(), then=_expired),
    "card-folded": card(_long(), then=pressing("y")),
    "card-details": card(deletion(2), then=_details),
    "card-edit": card(deletion(), then=writing("e", Editor)),
    "card-reason": card(deletion(), then=writing("n", Said)),
    "card-guidance": card(deletion(), then=writing("g", Guidance, *"Keep the router one in mind")),
    "card-enter": card(deletion(), then=pressing("enter")),
    "card-several": card(*_SEVERAL),
    "card-several-money": card(*_SEVERAL, then=pressing("left")),
}
