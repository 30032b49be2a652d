"""Whom TLS connections trust: the usual authorities, read once for all clients, and nobody where nobody speaks TLS."""

from __future__ import annotations

import ssl
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit


def trusted(url: str | None) -> ssl.SSLContext:
    """Return the context for a client of an address; None stands for one that is not on this machine.

    Reading the authorities takes 20 ms and a megabyte each time, which plain HTTP on this machine can do without.
    """
    parts = urlsplit(url or "")
    return _nobody() if parts.scheme == "http" and _here(parts.hostname or "") else _authorities()


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@cache
def _authorities() -> ssl.SSLContext:
    import httpx  # noqa: PLC0415  # loaded behind the first frame

    return httpx.create_ssl_context()


@cache
def _nobody() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
