"""The sandbox as a terminal sees it: join and leave, pin and stop, reset, ask how it is; as a program, its keeper.

`python -m app.sandbox.world --folder DIR` is the keeper process; `join` and `up` start it where it is needed.
"""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from app.sandbox.keeper import COMMANDS, Plan, main
from app.sandbox.line import Line
from app.sandbox.patience import comes_true
from app.sandbox.record import WORLD, Urls
from app.sandbox.start import find_or_start, knock, known_world, locked
from app.sandbox.told import Told
from app.sandbox.trouble import WorldError

__all__ = ["Membership", "Service", "Status", "Urls", "WorldError", "down", "join", "reset", "status", "up"]

STOP_TIME = 15.0
REMOVE_TIME = 5.0


@dataclass(frozen=True, slots=True)
class Service:
    """One of the sandbox's servers: `state` is in words, `log` is where it writes."""

    name: str
    url: str
    state: str
    log: Path


@dataclass(frozen=True, slots=True)
class Status:
    """How the sandbox of a folder is."""

    folder: Path
    running: bool
    pinned: bool = False
    terminals: int = 0
    services: tuple[Service, ...] = ()


class Membership:
    """A terminal's place in the sandbox, held by an open line; the servers stay while anybody holds one."""

    def __init__(self, urls: Urls, line: Line) -> None:
        self.urls = urls
        self._line = line

    async def pin(self) -> None:
        """Let the servers stay when the last terminal has left."""
        await self._line.ask("up")

    async def leave(self) -> None:
        """Give the place back; the last one to leave takes the servers down, a moment later."""
        await self._line.close()


async def join(folder: Path, plan: Plan | None = None) -> Membership:
    """Return a place in the folder's sandbox, started where it did not run; all its servers answer by now.

    A server that has died since the last join is started again. `plan` is for sandboxes made of other programs.

    Raises:
        WorldError: a port is taken, or a server did not start.

    """
    from app.sandbox.ready import wait_until_ready  # noqa: PLC0415  # it needs httpx, which a keeper never does

    for _ in range(3):
        line = await find_or_start(plan or Plan(folder, COMMANDS))
        try:
            if await line.ask("join") is not None and (world := known_world(folder)) is not None:
                await wait_until_ready(line, world)
                return Membership(world.urls, line)
        except BaseException:
            await line.close()
            raise
        await line.close()  # that keeper was about to go: there will be another
    raise WorldError("The sandbox stops as soon as it has started.", f"Read why in {folder / 'keeper.log'}.")


async def up(folder: Path, plan: Plan | None = None) -> Urls:
    """Start the sandbox and pin it: it stays when the last terminal leaves, until `down`.

    Raises:
        WorldError: as `join`.

    """
    membership = await join(folder, plan)
    await membership.pin()
    await membership.leave()
    return membership.urls


async def down(folder: Path) -> bool:
    """Stop the folder's sandbox, whoever uses it; false where none ran.

    Raises:
        WorldError: it did not stop in time.

    """
    line = await knock(folder)
    if line is None:
        return False
    try:
        async with asyncio.timeout(STOP_TIME):
            answer = await line.ask("down")
            while answer is not None:
                answer = await line.receive()
    except TimeoutError as late:
        raise WorldError("The sandbox did not stop in time.", "End its processes by hand, and try again.") from late
    finally:
        await line.close()
    return True


async def reset(folder: Path) -> bool:
    """Stop the sandbox and forget its data and its ports; false where there was nothing to forget.

    Raises:
        WorldError: the folder is no sandbox's, or something in it cannot be removed.

    """
    if not _is_sandbox(folder):
        return False
    async with locked(folder):
        try:
            await down(folder)
        except WorldError:
            if _readable(folder):
                raise
        if not await comes_true(lambda: _removed(folder), REMOVE_TIME):
            raise WorldError(f"Something in {folder} cannot be removed.", "Remove the folder by hand.")
    return True


def _is_sandbox(folder: Path) -> bool:
    if not folder.exists():
        return False
    if not (folder / WORLD).is_file() and any(folder.iterdir()):
        raise WorldError(f"{folder} holds something, but no sandbox.", "Look at it, and remove it by hand.")
    return True


def _readable(folder: Path) -> bool:
    """Tell whether the folder's record can be understood: a reset must also work where it cannot."""
    try:
        return known_world(folder) is not None
    except WorldError:
        return False


def _removed(folder: Path) -> bool:
    """Remove what can be; on Windows a log stays until the process that writes it is altogether gone."""
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


async def status(folder: Path) -> Status:
    """Return how the folder's sandbox is, without starting anything.

    Raises:
        WorldError: the folder's record is broken.

    """
    line = await knock(folder)
    answer = None if line is None else await line.ask("status")
    if line is not None:
        await line.close()
    world = known_world(folder)
    if world is None:
        return Status(folder, running=False)
    told = Told.of(answer)
    services = tuple(
        Service(name, url, told.state(name), folder / f"{name}.log") for name, url in asdict(world.urls).items()
    )
    return Status(folder, answer is not None, told.pinned, told.terminals, services)


if __name__ == "__main__":
    main()
