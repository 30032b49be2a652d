"""What the sandbox's folder remembers between runs: the ports, the control secret, and where the keeper listens."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app.sandbox.ports import HOST, choose

WORLD = "world.json"
KEEPER = "keeper.json"


class RecordBroken(Exception):
    """A kept file is not what was written there."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the sandbox's three servers are."""

    identity: str
    platform: str
    model: str


@dataclass(frozen=True, slots=True)
class World:
    """The ports, chosen once, and the secret by which keeper and terminals know each other."""

    identity: int
    platform: int
    model: int
    secret: str = field(repr=False)

    @property
    def ports(self) -> dict[str, int]:
        """Return each server's port by its name."""
        return {"identity": self.identity, "platform": self.platform, "model": self.model}

    @property
    def urls(self) -> Urls:
        """Return each server's URL."""
        return Urls(**{name: f"http://{HOST}:{port}" for name, port in self.ports.items()})


@dataclass(frozen=True, slots=True)
class KeeperPlace:
    """The control port of the keeper that runs, or did before it was killed, and its process id."""

    port: int
    pid: int


def read_world(folder: Path) -> World | None:
    """Return what is kept, or None where nothing is.

    Raises:
        RecordBroken: the file is there and cannot be understood.

    """
    kept = _read(folder / WORLD)
    if kept is None:
        return None
    try:
        return World(int(kept["identity"]), int(kept["platform"]), int(kept["model"]), str(kept["secret"]))
    except (KeyError, TypeError, ValueError) as broken:
        raise RecordBroken(str(folder / WORLD)) from broken


def make_world(folder: Path) -> World:
    """Choose ports and a secret, keep them and return them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    identity, platform, model = choose(3)
    world = World(identity, platform, model, secrets.token_urlsafe(32))
    _write(folder / WORLD, asdict(world))
    return world


def read_keeper(folder: Path) -> KeeperPlace | None:
    """Return where the last keeper said that it listens; it may be gone."""
    try:
        kept = _read(folder / KEEPER)
        return None if kept is None else KeeperPlace(int(kept["port"]), int(kept["pid"]))
    except (RecordBroken, KeyError, TypeError, ValueError):
        return None


def write_keeper(folder: Path, place: KeeperPlace) -> None:
    """Say where the keeper listens."""
    _write(folder / KEEPER, asdict(place))


def forget_keeper(folder: Path, place: KeeperPlace) -> None:
    """Take that back, unless another keeper has spoken since."""
    if read_keeper(folder) == place:
        (folder / KEEPER).unlink(missing_ok=True)


def _read(path: Path) -> dict[str, str | int] | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as broken:
        raise RecordBroken(str(path)) from broken
    if not isinstance(kept, dict):
        raise RecordBroken(str(path))
    return kept


def _write(path: Path, values: dict[str, object]) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(values, file)
    fresh.replace(path)
