"""Waits until every server of the sandbox answers, or says which one does not and why."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import asdict

import httpx

from app.sandbox.line import Line
from app.sandbox.record import World
from app.sandbox.told import ServerTold, Told
from app.sandbox.trouble import WorldError

READY_TIME = 60.0
STEP = 0.05


async def wait_until_ready(line: Line, world: World) -> None:
    """Poll /healthz of each server while the keeper says that it lives.

    Raises:
        WorldError: a port is taken, a server ended, the keeper has gone, or all takes too long.

    """
    waiting = {name: f"{url}/healthz" for name, url in asdict(world.urls).items()}
    try:
        plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # nothing here speaks TLS: no authorities are read
        async with asyncio.timeout(READY_TIME), httpx.AsyncClient(trust_env=False, verify=plain, timeout=2.0) as client:
            while waiting:
                told = await line.ask("status")
                if told is None:
                    raise WorldError("The sandbox was stopped while it started.", "Try again.")
                _check(Told.of(told))
                names = list(waiting)
                answers = await asyncio.gather(*(_answers(client, waiting[name]) for name in names))
                waiting = {name: waiting[name] for name, up in zip(names, answers, strict=True) if not up}
                if waiting:
                    await asyncio.sleep(STEP)
    except TimeoutError as late:
        raise WorldError(
            f"The sandbox's {' and '.join(waiting)} did not answer within {READY_TIME:.0f} seconds.",
            "Try again; `countersign sandbox status` names the logs.",
        ) from late


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.HTTPError:
        return False


def _check(told: Told) -> None:
    for name, server in told.servers.items():
        if server.state == "port taken":
            raise _taken(name, server)
        if server.state == "exited":
            raise WorldError(
                f"The sandbox's {name} server ended while it started (exit code {server.code}).",
                f"Read why in {server.log}, or run `countersign sandbox reset` to begin a new sandbox.",
            )


def _taken(name: str, server: ServerTold) -> WorldError:
    return WorldError(
        f"Another program has port {server.port}, which the sandbox's {name} server needs.",
        "Stop that program; or run `countersign sandbox reset`, which chooses new ports and forgets its data.",
    )
