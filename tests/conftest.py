"""What every test stands on: a home of its own and no keyring."""

import gc
import os
import shutil
from pathlib import Path

import pytest

os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"

MEMORY = Path("/dev/shm")  # noqa: S108  # where Linux keeps files in memory; pytest makes a folder of ours in it
ROOM = 4 << 30
"""Bytes; a whole run leaves less than one and a half thousand million behind."""

gc.disable()


def pytest_configure() -> None:
    """Keep what tests write in memory where there is room: no test asks whether a disk outlives the machine's power."""
    if _has_room(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def _has_room(folder: Path) -> bool:
    """Tell whether files can be kept in a folder, and programs be run from it."""
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        return False
    return shutil.disk_usage(folder).free > ROOM and not os.statvfs(folder).f_flag & os.ST_NOEXEC


def pytest_collection_finish() -> None:
    """Pass over what has been collected for good whenever rubbish is looked for: it is never any, and it is much."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)
    gc.enable()


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("COUNTERSIGN_", "OPENAI_", "XDG_", "LANGSMITH_", "LANGCHAIN_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("COUNTERSIGN_DATA", str(home / "data"))
    monkeypatch.setenv("COUNTERSIGN_CONFIG", str(home / "config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture
def checkout() -> Path:
    return Path(__file__).resolve().parent.parent
