"""A keyring for journeys: the operating system's stands in a file beside the home, and nothing set is forgotten."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class FileKeyring(KeyringBackend):
    """Keeps items in the file that JOURNEY_KEYRING names; `ever` there lists every value that was ever set."""

    priority = 1
    name = "a file, for tests"

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring leaves it unannotated
        self._path = Path(os.environ["JOURNEY_KEYRING"])

    def get_password(self, service: str, username: str) -> str | None:
        return self._read()["items"].get(f"{service}\n{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        kept = self._read()
        kept["items"][f"{service}\n{username}"] = password
        kept["ever"][password] = username
        self._write(kept)

    def delete_password(self, service: str, username: str) -> None:
        kept = self._read()
        if kept["items"].pop(f"{service}\n{username}", None) is None:
            raise PasswordDeleteError(username)
        self._write(kept)

    def _read(self) -> dict[str, dict[str, str]]:
        if not self._path.exists():
            return {"items": {}, "ever": {}}
        kept: dict[str, dict[str, str]] = json.loads(self._path.read_text())
        return kept

    def _write(self, kept: dict[str, dict[str, str]]) -> None:
        fresh = self._path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(kept))
        fresh.replace(self._path)
