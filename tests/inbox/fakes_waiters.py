"""Terminals in which somebody asks for changes that wait for a second person, and goes on when one has decided."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.hands import ProviderPage
from app.sandbox.seed.people import PEOPLE
from app.ui.talk import Talk
from app.ui.watch import Watch
from graph.events import Acted, Event, Parked, Seconded
from graph.limits import Limits
from graph.opening import Ground, open_session
from graph.policy.pdp import Pdp
from graph.questions import Answer, Confirm, Question
from graph.session import Session
from tests.graph.fakes_model import Scripted, Second, calls, says
from tests.inbox.fakes_town import REGISTRY, Terminal, Town, no_time
from tests.unit.fakes_auth import PLATFORM
from tools.change import Principal
from tools.registry import Registry

KEY = b"k" * 32
RULE = """
@id("org-updates-second-person")
@needs("second_person")
@because("Here changing takes a second person.")
forbid (principal, action == Action::"update", resource)
unless { context.satisfied.contains("second_person") };
"""


def rules(folder: Path) -> Pdp:
    """Return rules under which each change of a record takes a second person."""
    file = folder / "org.cedar"
    file.write_text(RULE)
    return Pdp.load([file])


async def approving(question: Question) -> Sequence[Answer]:
    """Approve whatever is asked."""
    assert isinstance(question, Confirm), question
    return [Answer(each.id, each.digest, "approve") for each in question.proposals]


@dataclass
class Waiter:
    """A conversation, and all that was said in it since its terminal was opened."""

    terminal: Terminal
    session: Session
    model: Scripted
    events: list[Event] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, task: str, title: str) -> Parked:
        """Ask for another title of a task, approve it, and return that it waits."""
        self.model.then(calls(("update_task", {"task": task, "title": title, "why": "Clearer."})), says("It waits."))
        events = [event async for event in self.session.turn(f"Call {task} {title}", approving)]
        (parked,) = [event for event in events if isinstance(event, Parked)]
        return parked

    @asynccontextmanager
    async def waiting(self, answers: int) -> AsyncIterator[None]:
        """Do what a chat does that nobody types in, until the block is left."""
        self.model.then(*(says("Told.") for _ in range(answers)))
        talk = Talk(self.session, approving, self._show, lambda: None)
        watch = Watch(self.terminal.inbox)
        watch.listen(talk.wake)
        tasks = [asyncio.ensure_future(talk.run(resume=True)), asyncio.ensure_future(watch.run())]
        try:
            yield
        finally:
            assert watch.trouble == ""
            for task in tasks:
                with suppress(asyncio.InvalidStateError, asyncio.CancelledError):
                    task.result()
                task.cancel()
            await asyncio.wait(tasks)

    async def until(self, seconded: int) -> None:
        """Wait until so many answers have come, and what was approved is done."""
        while len(self.seconded) < seconded or len(self.acted) < sum(one.choice == "approve" for one in self.seconded):
            self.came.clear()
            await self.came.wait()

    @property
    def seconded(self) -> list[Seconded]:
        """Return the answers that came."""
        return [event for event in self.events if isinstance(event, Seconded)]

    @property
    def acted(self) -> list[Acted]:
        """Return what was done."""
        return [event for event in self.events if isinstance(event, Acted)]

    async def _show(self, event: Event) -> None:
        self.events.append(event)
        self.came.set()


@asynccontextmanager
async def waiter(
    town: Town, terminal: Terminal, folder: Path, pdp: Pdp, registry: Registry = REGISTRY
) -> AsyncIterator[Waiter]:
    """Open a new conversation in a terminal."""
    ground = Ground(
        folder=folder,
        key=KEY,
        principal=_principal(terminal),
        platform=terminal.line.platform,
        audience=PLATFORM,
        registry=registry,
        pdp=pdp,
        clock=town.clock,
        sleep=no_time,
        limits=Limits(),
        freshness=ProviderPage(terminal.login, terminal.line.broker),
        approvals=terminal.line.approvals,
        second=Second(),
    )
    model = Scripted()
    session = await open_session(ground, model, new=True)
    try:
        yield Waiter(terminal, session, model)
    finally:
        await session.close()


def _principal(terminal: Terminal) -> Principal:
    account = terminal.login.session.account
    assert account is not None
    who = next(each for each in PEOPLE if each.sub == account.sub)
    return Principal(
        issuer=account.issuer,
        sub=account.sub,
        tenant=account.tenant,
        client_id=account.client_id,
        installation=account.installation,
        name=account.name,
        email=account.email,
        acr=account.acr,
        auth_time=account.auth_time,
        tenant_name=who.tenant.name,
        role=who.role,
    )
