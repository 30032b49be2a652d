"""Seals bytes for one place in a table, so that they open nowhere else (AES-256-GCM, NIST SP 800-38D)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from graph.trouble import SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12
ID_BYTES = 8
FORMAT = b"\x01"
HEAD = len(FORMAT) + ID_BYTES


class Cipher:
    """One data key. What it seals is bound to a table, a column and a row: format, key id, nonce, ciphertext, tag."""

    def __init__(self, key: bytes, random: Callable[[int], bytes] = secrets.token_bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a data key has {KEY_BYTES} bytes, this one has {len(key)}")
        self._aead = AESGCM(key)
        self._random = random
        self._head = FORMAT + sha256(b"countersign key id\x00" + key).digest()[:ID_BYTES]

    def seal(self, plain: bytes, table: str, column: str, *row: str | int) -> bytes:
        """Return the bytes sealed for this place."""
        nonce = self._random(NONCE_BYTES)
        return self._head + nonce + self._aead.encrypt(nonce, plain, self._place(table, column, row))

    def open(self, sealed: bytes, table: str, column: str, *row: str | int) -> bytes:
        """Return the bytes that were sealed for this place.

        Raises:
            SealBroken: they are not sealed, were changed, stood in another place, or need another key.

        """
        if sealed[: len(FORMAT)] != FORMAT:
            raise SealBroken(f"Something in {table} is not encrypted.", "Restore the folder from a backup.")
        if sealed[:HEAD] != self._head:
            raise SealBroken(
                f"Something in {table} is encrypted with another key.",
                "Sign in with the account that wrote it, in the same keyring.",
            )
        start = HEAD + NONCE_BYTES
        try:
            return self._aead.decrypt(sealed[HEAD:start], sealed[start:], self._place(table, column, row))
        except (InvalidTag, ValueError):
            raise SealBroken(
                f"Something in {table} was changed or moved behind Countersign's back.",
                "Restore the folder from a backup.",
            ) from None

    def _place(self, table: str, column: str, row: tuple[str | int, ...]) -> bytes:
        return self._head + json.dumps([table, column, *map(str, row)]).encode()
