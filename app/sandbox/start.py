"""Starts a keeper that outlives the terminal that needed it, or finds the one that runs."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from app.sandbox.child import ROOT, environment, no_window, open_log
from app.sandbox.keeper import Plan
from app.sandbox.line import Line, dial
from app.sandbox.patience import comes_true
from app.sandbox.record import RecordBroken, World, make_world, read_keeper, read_world
from app.sandbox.trouble import WorldError

KEEPER_TIME = 10.0
LOCK_TIME = 30.0
STEP = 0.02


@asynccontextmanager
async def locked(folder: Path) -> AsyncIterator[None]:
    """Hold the right to start or remove this folder's sandbox; it stands beside the folder, so that the folder can go.

    Raises:
        WorldError: somebody else has held it for too long.

    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(folder.with_name(f"{folder.name}.lock"))
    if not await comes_true(lambda: _taken(lock), LOCK_TIME):
        raise WorldError(
            "Another terminal has been starting the sandbox for half a minute.",
            "Look at that terminal, or end its process, and try again.",
        )
    try:
        yield
    finally:
        lock.release()


def _taken(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True


def known_world(folder: Path) -> World | None:
    """Return what the folder remembers.

    Raises:
        WorldError: its record is broken.

    """
    try:
        return read_world(folder)
    except RecordBroken as broken:
        raise WorldError(
            f"The sandbox's record {broken} cannot be read.",
            "Run `countersign sandbox reset` to begin a new sandbox.",
        ) from broken


async def knock(folder: Path) -> Line | None:
    """Return a line to the keeper of this folder, or None where none runs."""
    world, place = known_world(folder), read_keeper(folder)
    return None if world is None or place is None else await dial(place.port, world.secret)


async def find_or_start(plan: Plan) -> Line:
    """Return a line to this folder's keeper, started by now; two terminals at once start one.

    Raises:
        WorldError: it did not come up.

    """
    line = await knock(plan.folder)
    if line is not None:
        return line
    async with locked(plan.folder):
        return await knock(plan.folder) or await _start(plan)


async def _start(plan: Plan) -> Line:
    if known_world(plan.folder) is None:
        make_world(plan.folder)
    keeper = _spawn(plan)
    try:
        async with asyncio.timeout(KEEPER_TIME):
            while keeper.poll() is None:
                line = await knock(plan.folder)
                if line is not None:
                    _let_go(keeper)
                    return line
                await asyncio.sleep(STEP)
    except TimeoutError:
        keeper.kill()
        keeper.wait()
    raise WorldError("The sandbox's keeper did not start.", f"Read why in {plan.folder / 'keeper.log'} and try again.")


def _spawn(plan: Plan) -> subprocess.Popen[bytes]:
    command = [
        *(sys.executable, "-m", "app.sandbox.world", "--folder", str(plan.folder)),
        *("--commands", json.dumps({name: list(parts) for name, parts in plan.commands.items()})),
        *("--grace", str(plan.grace), "--first-grace", str(plan.first_grace)),
    ]
    log = open_log(plan.folder / "keeper.log")
    try:
        return _detached(command, log)
    finally:
        os.close(log)


def _detached(command: Sequence[str], log: int) -> subprocess.Popen[bytes]:
    """Start a process that a Ctrl-C in this terminal, or its end, does not reach."""
    return subprocess.Popen(  # noqa: S603  # our own interpreter with our own arguments, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=ROOT,
        env=environment(),
        start_new_session=sys.platform != "win32",
        creationflags=no_window() | _own_group(),
    )


def _own_group() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def _let_go(keeper: subprocess.Popen[bytes]) -> None:
    """See the keeper off in a thread of its own, so that it leaves no zombie while this terminal lives."""
    threading.Thread(target=keeper.wait, name="sandbox-keeper", daemon=True).start()
