"""A newcomer's home: an empty folder, a keyring of its own, and the real program."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tests.journey.terminal import Terminal

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAM = str(Path(sys.executable).with_name("countersign"))
PATIENCE = 120


class AuditLine(TypedDict):
    kind: str
    plain: dict[str, object]
    body: dict[str, object]


@dataclass(frozen=True, slots=True)
class Home:
    """Where one person works; the keyring's file stands beside the data, not in it.

    Another keyring in the same folder is another installation on the same sandbox, as on another machine.
    """

    folder: Path
    keys: str = "keyring.json"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def keyring(self) -> Path:
        return self.folder / self.keys

    @property
    def env(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
        return {
            **kept,
            "HOME": str(self.folder),
            "COUNTERSIGN_DATA": str(self.data),
            "COUNTERSIGN_CONFIG": str(self.folder / "config"),
            "PYTHON_KEYRING_BACKEND": "tests.journey.keyring_file.FileKeyring",
            "PYTHONPATH": str(CHECKOUT),
            "JOURNEY_KEYRING": str(self.keyring),
            "PYTHONWARNINGS": "default",
        }

    def terminal(self, *args: str, size: tuple[int, int] = (40, 110), **env: str) -> Terminal:
        return Terminal([PROGRAM, *args], {**self.env, **env}, size)

    def run(self, *args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAM, *args],
            env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def start(self, *args: str) -> subprocess.Popen[str]:
        """Start a command and leave it running."""
        return subprocess.Popen(
            [PROGRAM, *args],
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def platform(self, sql: str, *values: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.data / "sandbox" / "platform.db")) as connection:
            return connection.execute(sql, values).fetchall()

    def audit(self) -> list[AuditLine]:
        shown = self.run("audit", "show", "--json")
        assert shown.returncode == 0, shown.stderr
        return [json.loads(line) for line in shown.stdout.splitlines()]

    def secrets(self) -> Sequence[str]:
        ever: dict[str, str] = json.loads(self.keyring.read_text())["ever"]
        return list(ever)
