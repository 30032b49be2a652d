"""A provider's page, a platform's approvals, and a desk whose rules want both for what it deletes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from app.sandbox.platform.freshness import STEP_UP
from graph.freshness import Fresh, Opening
from graph.marks import Point
from graph.model.opinion import GIVE_OPINION
from graph.policy.pdp import Pdp
from graph.questions import Answer
from graph.second.seconds import Seconds
from graph.trouble import Trouble
from tests.graph.fakes_desk import Bearer, Desk, Person, Tokens, desk_for
from tests.graph.fakes_model import calls, says
from tests.sandbox.fakes_platform import Clock
from tools.approvals import Approval, ApprovalState, Line, Waiting, Who
from tools.change import Json, Need, Proposal
from tools.platform import PlatformTrouble

DAVE = Who("usr_dave", "Dave Okafor")
ALICE = Who("usr_alice", "Alice Moreau")
LEASE = 31
NO = Trouble("You said no on your provider's page.", "Approve it again, or reject it.")
RULE = """
@id("org-deletes-{name}")
@needs("{need}")
@because("Here deleting takes {need}.")
forbid (principal, action == Action::"delete", resource)
unless {{ context.satisfied.contains("{need}") }};
"""


class Killed(Exception):
    """Stands for the end of a process."""


@dataclass
class Page:
    """The provider's page: says yes unless it was told otherwise, once for each thing it was told."""

    clock: Clock
    answers: list[Trouble | str] = field(default_factory=list)
    asked: list[tuple[Json, tuple[str, ...]]] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    left: int = 0

    async def confirm(self, details: Sequence[Json], opening: Opening, scopes: Sequence[str]) -> Fresh:
        (detail,) = details
        self.asked.append((detail, tuple(scopes)))
        opening("http://127.0.0.1:41001/authorize?request_uri=urn:1", True)  # noqa: FBT003  # as the port is called
        said = self.answers.pop(0) if self.answers else str(detail["change"])
        if isinstance(said, Trouble):
            raise said
        if said == "nothing":
            try:
                await asyncio.Event().wait()
            finally:
                self.left += 1
        self.held.add(said)
        return Fresh(said, STEP_UP, int(self.clock()))

    def holds(self, change: str) -> bool:
        return change in self.held


@dataclass
class Board:
    """The platform's approvals: what was opened, and what others have decided."""

    clock: Clock
    opened: dict[str, Approval] = field(default_factory=dict)
    asked: list[Waiting] = field(default_factory=list)
    troubles: list[PlatformTrouble] = field(default_factory=list)
    late: list[PlatformTrouble] = field(default_factory=list)
    silent: bool = False
    looked: int = 0

    async def open(self, waiting: Waiting) -> Approval:
        self.asked.append(waiting)
        if self.troubles:
            raise self.troubles.pop(0)
        known = next((one for one in self.opened.values() if one.change == waiting.change), None)
        approval = known or self._new(waiting)
        self.opened[approval.id] = approval
        if self.late:
            raise self.late.pop(0)
        return approval

    async def get(self, approval: str) -> Approval:
        self.looked += 1
        if self.silent:
            raise PlatformTrouble("The platform can't be reached.", "Try again.")
        return self.opened[approval]

    @property
    def only(self) -> Approval:
        (only,) = self.opened.values()
        return only

    def decide(self, state: ApprovalState, comment: str = "", by: Who | None = DAVE) -> None:
        """Decide on everything that is pending."""
        for one in self.opened.values():
            if one.state == "pending":
                decided = {"state": state, "decided_by": by, "decided_at": int(self.clock()), "comment": comment}
                self.opened[one.id] = replace(one, **decided)  # type: ignore[arg-type]  # fields by name

    def _new(self, waiting: Waiting) -> Approval:
        return approval_of(waiting, f"ap_{len(self.opened)}", int(self.clock()))


def approval_of(waiting: Waiting, name: str = "ap_0", now: int = 0) -> Approval:
    """Return an approval that nobody has decided on."""
    return Approval(
        id=name,
        version="1",
        state="pending",
        change=waiting.change,
        headline="Delete",
        effect="delete",
        lines=(Line("Tasks", "1"),),
        rows=("APO-1",),
        why=waiting.why,
        by=ALICE,
        opened_at=now,
        expires_at=waiting.expires_at,
        who="finance or an admin at Acme",
        mine=True,
        may_decide=False,
    )


class Stepped(Tokens):
    """Tokens that are as fresh as the page has confirmed; the platform here knows nothing of the board."""

    page: Page

    async def act(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        self.acts.append((tuple(scopes), tuple(details)))
        if self.refuse is not None:
            raise self.refuse
        plain = [{name: value for name, value in detail.items() if name != "approval"} for detail in details]
        fresh = any(self.page.holds(str(detail["change"])) for detail in details)
        claims = {"acr": STEP_UP, "auth_time": int(self.page.clock())} if fresh else None
        self.given.append(self.mint(self.person, " ".join(scopes), plain, claims=claims))
        return Bearer(self.given[-1])

    @property
    def approvals(self) -> list[object]:
        """Return the approval that each token for a Change named."""
        return [detail.get("approval") for _, details in self.acts for detail in details]


@dataclass
class Office:
    """A desk with a provider's page and a board."""

    desk: Desk
    page: Page
    board: Board
    cut: Path

    @property
    def seconds(self) -> Seconds:
        return self.desk.session._parts.seconds  # noqa: SLF001  # the table as the session has it

    @property
    def tokens(self) -> Stepped:
        assert isinstance(self.desk.tokens, Stepped)
        return self.desk.tokens

    def dies_at(self, point: Point, time: int = 1) -> None:
        """Keep what is on disk at a point, the nth time it is passed; nothing goes on from there."""
        left = [time]

        def mark(at: Point) -> None:
            if at == point:
                left[0] -= 1
                if left[0] == 0:
                    self.desk.copy(self.cut)
                    self.desk.ground = replace(self.desk.ground, mark=lambda _: None)
                    raise Killed(point)

        self.desk.ground = replace(self.desk.ground, mark=mark)

    async def reopen(self, folder: Path | None = None) -> None:
        """Open the conversation as a new process does: without any confirmation of the old one's."""
        thread = self.desk.session.thread
        await self.desk.session.close()
        self.page.held.clear()
        self.desk.clock.now += LEASE
        await self.desk.open(folder, thread)


def rules(folder: Path, *needs: Need) -> Pdp:
    """Return rules under which deleting needs this too."""
    file = folder / "org.cedar"
    file.write_text("".join(RULE.format(need=need, name=need.replace("_", "-")) for need in needs))
    return Pdp.load([file])


@asynccontextmanager
async def office_for(folder: Path, *needs: Need) -> AsyncIterator[Office]:
    async with desk_for(folder) as desk:
        page, board = Page(desk.clock), Board(desk.clock)
        tokens = Stepped(desk.stand.mint, "alice")
        tokens.page = page
        desk.tokens = tokens
        desk.second.always(calls((GIVE_OPINION, {"opinion": "agrees", "sentence": "As asked."})))
        ground = replace(desk.ground, freshness=page, approvals=board)
        desk.ground = replace(ground, pdp=rules(folder, *needs)) if needs else ground
        await desk.session.close()
        await desk.open(thread=desk.session.thread)
        yield Office(desk, page, board, folder / "cut")


def typing(text: str) -> Person:
    """Return a person who approves and types this."""
    return Person([lambda proposal: typed(proposal, text)])


def typed(proposal: Proposal, text: str) -> Answer:
    return Answer(proposal.id, proposal.digest, "approve", typed=text)


async def parked(office: Office) -> Proposal:
    """Have one task's deletion wait for a second person."""
    ids = await office.desk.some(1)
    office.desk.model.then(calls(("delete_tasks", {"task_ids": ids, "why": "Stale."})), says("It waits."))
    person = Person()
    await office.desk.turn("Delete it", person)
    return person.proposals[0]
