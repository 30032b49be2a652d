"""The process that keeps the sandbox's servers up while a terminal holds its line, and ends them after the last."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.sandbox.child import Child
from app.sandbox.line import Line, admit, dial
from app.sandbox.ports import HOST
from app.sandbox.record import KeeperPlace, World, forget_keeper, make_world, read_keeper, read_world, write_keeper

GRACE = 3.0
"""Seconds that the servers stay after the last terminal has left."""

FIRST_GRACE = 20.0
"""Seconds that they wait for the first one."""

COMMANDS: Mapping[str, Sequence[str]] = {
    "identity": (
        "app.sandbox.identity",
        *("--folder", "{folder}", "--port", "{identity}", "--platform", f"http://{HOST}:{{platform}}"),
    ),
    "platform": (
        "app.sandbox.platform",
        *("--folder", "{folder}", "--port", "{platform}", "--issuer", f"http://{HOST}:{{identity}}"),
    ),
    "model": ("app.sandbox.model", "--port", "{model}"),
}
"""Each server's module and arguments, with places for the folder and the ports."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a keeper keeps: the folder, the servers' commands, and how long it waits for nobody."""

    folder: Path
    commands: Mapping[str, Sequence[str]]
    grace: float = GRACE
    first_grace: float = FIRST_GRACE


def children(plan: Plan, world: World) -> dict[str, Child]:
    """Return the servers that a plan names, not yet started."""
    places = {"folder": str(plan.folder), **{name: str(port) for name, port in world.ports.items()}}
    return {
        name: Child(
            name,
            [part.format_map(places) for part in command],
            world.ports[name],
            plan.folder / f"{name}.log",
        )
        for name, command in plan.commands.items()
    }


class Keeper:
    """Holds the lines, and the servers as long as there are lines or a pin."""

    def __init__(self, plan: Plan, world: World) -> None:
        self._plan = plan
        self._world = world
        self._children = children(plan, world)
        self._terminals: set[Line] = set()
        self._lines: set[Line] = set()
        self._pinned = False
        self._over = asyncio.Event()
        self._alarm: asyncio.TimerHandle | None = None

    async def keep(self) -> None:
        """Run until nobody needs the servers any more."""
        server = await asyncio.start_server(self._answer, HOST, 0)
        place = KeeperPlace(int(server.sockets[0].getsockname()[1]), os.getpid())
        write_keeper(self._plan.folder, place)
        self._heed_signals()
        self._start_all()
        self._watch_the_clock(self._plan.first_grace)
        await self._over.wait()
        server.close()
        forget_keeper(self._plan.folder, place)
        await asyncio.gather(*(child.stop() for child in self._children.values()))
        await asyncio.gather(*(line.close() for line in self._lines))

    def _heed_signals(self) -> None:
        with suppress(NotImplementedError):  # Windows has none: there `down`, or the process list, stops a keeper
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._over.set)

    def _start_all(self) -> None:
        for child in self._children.values():
            child.start()

    def _watch_the_clock(self, seconds: float) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if not self._terminals and not self._pinned:
            self._alarm = asyncio.get_running_loop().call_later(seconds, self._over.set)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(reader, writer)
        self._lines.add(line)
        try:
            if await admit(line, self._world.secret):
                await self._serve(line)
        finally:
            self._lines.discard(line)
            if line in self._terminals:
                self._terminals.discard(line)
                self._watch_the_clock(self._plan.grace)
            await line.close()

    async def _serve(self, line: Line) -> None:
        while (message := await line.receive()) is not None and not self._over.is_set():
            self._do(str(message.get("ask")), line)
            if not await line.send(self._told()):
                return

    def _do(self, asked: str, line: Line) -> None:
        if asked == "join":
            self._terminals.add(line)
            self._start_all()
            self._watch_the_clock(self._plan.grace)
        elif asked == "up":
            self._pinned = True
            self._watch_the_clock(self._plan.grace)
        elif asked == "down":
            self._over.set()

    def _told(self) -> dict[str, object]:
        return {
            "pid": os.getpid(),
            "pinned": self._pinned,
            "terminals": len(self._terminals),
            "children": {name: child.told() for name, child in self._children.items()},
        }


async def _keep(plan: Plan) -> None:
    world = read_world(plan.folder) or make_world(plan.folder)
    place = read_keeper(plan.folder)
    if place is not None and (other := await dial(place.port, world.secret)) is not None:
        await other.close()
        return
    await Keeper(plan, world).keep()


def main(arguments: Sequence[str] | None = None) -> None:
    """Keep the sandbox of the folder that the command line names."""
    parser = ArgumentParser(prog="python -m app.sandbox.world", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--commands", type=json.loads, default=COMMANDS)
    parser.add_argument("--grace", type=float, default=GRACE)
    parser.add_argument("--first-grace", type=float, default=FIRST_GRACE)
    chosen = parser.parse_args(arguments)
    asyncio.run(_keep(Plan(chosen.folder, chosen.commands, chosen.grace, chosen.first_grace)))
