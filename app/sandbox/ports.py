"""Chooses loopback ports that can be kept: an issuer is known by its port, so the same ones must be free next time."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Callable

HOST = "127.0.0.1"
LOWEST, HIGHEST = 20000, 29999
"""Below every system's range for outgoing connections, which could be on a kept port when it is wanted again."""

ATTEMPTS = 200


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port now; the system picks for port 0."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _draw() -> int:
    return random.SystemRandom().randint(LOWEST, HIGHEST)


def choose(count: int, draw: Callable[[], int] = _draw, free: Callable[[int], bool] = is_free) -> tuple[int, ...]:
    """Return so many different free ports.

    Raises:
        OSError: hardly a port is free.

    """
    chosen: list[int] = []
    for _ in range(ATTEMPTS):
        if len(chosen) == count:
            break
        port = draw()
        if port not in chosen and free(port):
            chosen.append(port)
    if len(chosen) < count:
        raise OSError(f"no {count} free ports between {LOWEST} and {HIGHEST}")
    return tuple(chosen)
