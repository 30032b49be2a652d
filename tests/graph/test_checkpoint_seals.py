import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointMetadata, empty_checkpoint

from graph.storage.checkpoints import FILE, SealedSaver
from graph.trouble import SealBroken
from tests.graph.fakes_graph import OTHER, THREAD, compiled, opened, rows, run, write
from tools.change import Receipt


async def test_every_commit_is_on_disk_when_it_returns(tmp_path: Path) -> None:
    async with opened(tmp_path) as checkpointer:
        assert await rows(checkpointer, "PRAGMA synchronous") == [(2,)]
        assert await rows(checkpointer, "PRAGMA journal_mode") == [("wal",)]
        if os.name == "posix":
            assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


PLANTED = (b"Alice", b"acme.example", b"ey.secret", b"Delete it", b"May I")


def readable(folder: Path) -> list[bytes]:
    return [word for path in folder.iterdir() for word in PLANTED if word in path.read_bytes()]


async def test_what_callers_put_into_config_and_metadata_is_not_kept(tmp_path: Path) -> None:
    config: RunnableConfig = {
        "configurable": {"thread_id": "thr_1", "who": "Alice Moreau", "token": "ey.secret"},
        "metadata": {"email": "alice@acme.example"},
        "tags": ["Alice Moreau"],
    }
    async with opened(tmp_path) as checkpointer:
        await run(checkpointer, config)
        metadata = cast("CheckpointMetadata", {"source": "update", "step": 9, "writes": {"title": "Delete it"}})
        await checkpointer.aput(OTHER, empty_checkpoint(), metadata, {})
        assert readable(tmp_path) == []
        snapshot = await compiled(checkpointer).aget_state(THREAD)
        assert snapshot.metadata == {"source": "loop", "step": 2, "parents": {}}


async def test_a_checkpoint_moved_to_another_thread_or_id_does_not_open(tmp_path: Path) -> None:
    async with opened(tmp_path) as checkpointer:
        await run(checkpointer)
        await write(checkpointer, "UPDATE checkpoints SET thread_id = 'thr_2'")
        await write(checkpointer, "UPDATE writes SET thread_id = 'thr_2'")
        with pytest.raises(SealBroken):
            await checkpointer.aget_tuple(OTHER)
        await write(checkpointer, "UPDATE checkpoints SET thread_id = 'thr_1', checkpoint_id = 'x' || checkpoint_id")
        with pytest.raises(SealBroken):
            await checkpointer.aget_tuple(THREAD)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE checkpoints SET parent_checkpoint_id = 'other'",
        "UPDATE checkpoints SET metadata = CAST(replace(CAST(metadata AS TEXT), 'loop', 'fork') AS BLOB)",
        "UPDATE checkpoints SET checkpoint = (SELECT checkpoint FROM checkpoints ORDER BY rowid LIMIT 1)",
        "UPDATE writes SET value = (SELECT value FROM checkpoints, writes LIMIT 1)",
        "UPDATE writes SET channel = 'answer'",
        "UPDATE writes SET task_path = task_path || 'x'",
        "UPDATE writes SET task_id = 'other'",
        "UPDATE writes SET idx = idx + 100",
    ],
)
async def test_nothing_beside_a_sealed_value_can_be_changed(tmp_path: Path, change: str) -> None:
    async with opened(tmp_path) as checkpointer:
        await run(checkpointer)
        if "SET value" in change:
            await checkpointer.aput_writes(await newest(checkpointer), [("a", 1), ("b", 2)], "task_x")
        await write(checkpointer, change)
        with pytest.raises(SealBroken):
            await checkpointer.aget_tuple(THREAD)


async def newest(checkpointer: SealedSaver) -> RunnableConfig:
    found = await checkpointer.aget_tuple(THREAD)
    assert found is not None
    return found.config


@pytest.mark.parametrize("table", ["checkpoints", "writes"])
async def test_plain_rows_are_refused(tmp_path: Path, table: str) -> None:
    async with opened(tmp_path) as checkpointer:
        await run(checkpointer)
        await write(checkpointer, f"UPDATE {table} SET type = 'msgpack'")  # noqa: S608  # our own two names
        with pytest.raises(SealBroken, match="not encrypted"):
            await checkpointer.aget_tuple(THREAD)
        await write(checkpointer, "UPDATE checkpoints SET type = 'sealed', checkpoint = x'80'")
        with pytest.raises(SealBroken, match="not encrypted"):
            await checkpointer.aget_tuple(THREAD)


async def test_another_key_opens_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as checkpointer:
        await run(checkpointer)
    async with opened(tmp_path, b"x" * 32) as checkpointer:
        with pytest.raises(SealBroken, match="another key"):
            await checkpointer.aget_tuple(THREAD)
        with pytest.raises(SealBroken):
            [each async for each in checkpointer.alist(THREAD)]


async def test_a_type_that_the_state_does_not_name_is_not_brought_to_life() -> None:
    receipt = Receipt("k", "done", 200, None, 1)
    async with opened(None) as checkpointer:
        brought = checkpointer.serde.loads_typed(checkpointer.serde.dumps_typed(receipt))
    assert not isinstance(brought, Receipt)


def test_langgraph_is_strict_wherever_our_graph_is_imported(checkout: Path) -> None:
    script = "import graph.storage.checkpoints as c; print(c.STRICT_MSGPACK_ENABLED)"
    environment: Mapping[str, str] = {
        name: value for name, value in os.environ.items() if name != "LANGGRAPH_STRICT_MSGPACK"
    }
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
