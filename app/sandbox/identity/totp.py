"""Time-based one-time passwords (RFC 6238 on RFC 4226): SHA-1, six digits, a new one every thirty seconds."""

from __future__ import annotations

import hmac
from base64 import b32decode

STEP_SECONDS = 30
DIGITS = 6
SKEW = 1
"""How many steps before and after the present one are taken too."""


def secret_of(base32: str) -> bytes:
    """Return the shared secret that a base32 text stands for."""
    return b32decode(base32)


def hotp(secret: bytes, counter: int, digits: int = DIGITS) -> str:
    """Return the one-time password of a counter (RFC 4226, 5.3)."""
    mac = hmac.digest(secret, counter.to_bytes(8, "big"), "sha1")
    offset = mac[-1] & 0xF
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_at(now: int) -> int:
    """Return the time step that a moment in Unix seconds lies in."""
    return now // STEP_SECONDS


def steps_taken(now: int) -> range:
    """Return the steps whose passwords are taken at a moment: one to either side may be a clock that is off."""
    step = step_at(now)
    return range(step - SKEW, step + SKEW + 1)


def steps_of(secret: bytes, said: str, now: int) -> list[int]:
    """Return which of the steps that are taken now a password belongs to; all are compared, in constant time."""
    tried = said.encode()
    return [step for step in steps_taken(now) if hmac.compare_digest(hotp(secret, step).encode(), tried)]
