"""Opens a conversation: the store, the model and the graph of one account, joined."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from graph.build import build
from graph.driving import Driver
from graph.freshness import Freshness, SignedIn
from graph.inquiry import SPEC
from graph.ledger.claims import Ledger
from graph.limits import Limits
from graph.marks import Mark, unmarked
from graph.model import opinion
from graph.model.calls import specs
from graph.model.speaking import LateModel, ModelSettings, Speaks
from graph.policy.pdp import Pdp
from graph.policy.recipients import Destination, Recipients, destination
from graph.recorder import Recorder
from graph.second.seconds import Seconds
from graph.session import Session, Shelf
from graph.state import Halt, Parts
from graph.storage.audit import Audit
from graph.storage.checkpoints import saver
from graph.storage.lease import Leases, new_holder
from graph.storage.store import Store
from graph.storage.threads import Threads
from tools.approvals import Approvals
from tools.change import Json, Principal
from tools.platform import Platform
from tools.registry import Registry


@dataclass(frozen=True, slots=True)
class Ground:
    """What every session of an account stands on; `folder` is None for one that keeps nothing.

    `second` is the model that is asked for second opinions; None for the one that is talked with.
    """

    folder: Path | None
    key: bytes = field(repr=False)
    principal: Principal
    platform: Platform
    audience: str
    registry: Registry
    pdp: Pdp
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    limits: Limits = field(default_factory=Limits)
    mark: Mark = unmarked
    freshness: Freshness | None = None
    approvals: Approvals | None = None
    signed_in: SignedIn | None = None
    second: ModelSettings | BaseChatModel | None = None


async def open_session(
    ground: Ground,
    model: ModelSettings | BaseChatModel,
    thread: str | None = None,
    *,
    new: bool = False,
) -> Session:
    """Open a conversation: the named one, a new one, or else the latest that nobody holds; close it in the end.

    Raises:
        Trouble: the store cannot be opened.

    """
    async with AsyncExitStack() as opened:
        store = opened.enter_context(Store.open(ground.folder, ground.key))
        checkpoints = await saver(ground.folder, store.cipher)
        opened.push_async_callback(checkpoints.aclose)
        told: list[Destination] = []
        talks = _speaker(model, "model", specs(ground.registry, (SPEC,)), opened, told)
        judges = _speaker(ground.second or model, "opinion" if ground.second else "", [opinion.SPEC], opened, told)
        threads, leases = Threads(store, ground.clock), Leases(store, ground.clock)
        chosen = thread or (None if new else _latest(threads, leases)) or threads.create()
        recorder = Recorder(threads, chosen, store.transaction)
        parts = replace(_parts(ground, talks, store, chosen, recorder), recipients=Recipients(store, told))
        parts = replace(parts, second=judges)
        return Session(Driver(build(checkpoints), parts), parts, recorder, Shelf(threads, leases, opened.pop_all()))


def _speaker(
    model: ModelSettings | BaseChatModel,
    kind: str,
    tools: Sequence[Json],
    opened: AsyncExitStack,
    told: list[Destination],
) -> Speaks:
    """Return who answers with these tools; without a kind it is one that was named already."""
    if isinstance(model, BaseChatModel):
        return model.bind(tools=list(tools))
    if kind:
        told.append(destination(kind, model.name, model.address))
    late = LateModel(model, tools)
    opened.push_async_callback(late.aclose)
    return late


def _parts(ground: Ground, model: Speaks, store: Store, thread: str, recorder: Recorder) -> Parts:
    audit = Audit(store, ground.clock)
    leases = Leases(store, ground.clock)
    return Parts(
        model=model,
        second=model,
        registry=ground.registry,
        platform=ground.platform,
        pdp=ground.pdp,
        ledger=Ledger(store, audit, ground.clock, leases),
        seconds=Seconds(store, audit, leases),
        audit=audit,
        recipients=Recipients(store, ()),
        principal=ground.principal,
        audience=ground.audience,
        thread=thread,
        holder=new_holder(),
        clock=ground.clock,
        sleep=ground.sleep,
        fresh=lambda: secrets.token_hex(8),
        said=recorder.say,
        kept=recorder.flush,
        halt=Halt(),
        limits=ground.limits,
        mark=ground.mark,
        freshness=ground.freshness,
        approvals=ground.approvals,
        signed_in=ground.signed_in,
    )


def _latest(threads: Threads, leases: Leases) -> str | None:
    latest = threads.latest()
    return latest if latest is not None and leases.holder(latest) is None else None
