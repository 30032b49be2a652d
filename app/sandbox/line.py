"""The line between keeper and terminal: JSON objects, one a row, once each side has proved that it knows the secret."""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
from collections.abc import Mapping

from app.sandbox.ports import HOST

LONGEST = 64 * 1024
PROOF_TIME = 3.0


class Line:
    """One connection, read and written a JSON object at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, message: Mapping[str, object]) -> bool:
        """Send an object; false once the other side has gone."""
        try:
            self._writer.write(json.dumps(message).encode() + b"\n")
            await self._writer.drain()
        except OSError:
            return False
        return True

    async def receive(self) -> dict[str, object] | None:
        """Return the next object, or None once the other side has gone or talks nonsense."""
        try:
            row = await self._reader.readline()
            message = json.loads(row)
        except (OSError, ValueError):
            return None
        return message if isinstance(message, dict) else None

    async def ask(self, question: str) -> dict[str, object] | None:
        """Ask the keeper something and return its answer, or None once it has gone."""
        return await self.receive() if await self.send({"ask": question}) else None

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            return


def _proof(secret: str, side: str, nonce: object) -> str:
    return hmac.digest(secret.encode(), f"{side} {nonce}".encode(), "sha256").hex()


def _proves(message: Mapping[str, object] | None, secret: str, side: str, nonce: str) -> bool:
    said = "" if message is None else str(message.get("proof", ""))
    return hmac.compare_digest(said.encode(), _proof(secret, side, nonce).encode())


async def dial(port: int, secret: str) -> Line | None:
    """Call the keeper and return the line, or None where nobody is, or somebody who doesn't know the secret.

    The secret itself never goes over the line, so that another program on a left port learns nothing.
    """
    try:
        async with asyncio.timeout(PROOF_TIME):
            line = Line(*await asyncio.open_connection(HOST, port, limit=LONGEST))
    except (OSError, TimeoutError):
        return None
    try:
        async with asyncio.timeout(PROOF_TIME):
            if await _introduce(line, secret):
                return line
    except TimeoutError:
        pass
    await line.close()
    return None


async def _introduce(line: Line, secret: str) -> bool:
    nonce = secrets.token_hex(16)
    await line.send({"nonce": nonce})
    answer = await line.receive()
    if answer is None or not _proves(answer, secret, "keeper", nonce):
        return False
    return await line.send({"proof": _proof(secret, "terminal", answer.get("nonce"))})


async def admit(line: Line, secret: str) -> bool:
    """Hear a caller's proof; a stranger or a silent caller is not admitted."""
    nonce = secrets.token_hex(16)
    try:
        async with asyncio.timeout(PROOF_TIME):
            greeting = await line.receive()
            if greeting is None:
                return False
            await line.send({"proof": _proof(secret, "keeper", greeting.get("nonce")), "nonce": nonce})
            return _proves(await line.receive(), secret, "terminal", nonce)
    except TimeoutError:
        return False
