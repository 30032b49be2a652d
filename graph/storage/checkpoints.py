"""LangGraph's checkpoints in SQLite: each value sealed for its place, plain rows refused, only the last few kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, cast

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
    PendingWrite,
    get_checkpoint_id,
    writes_sort_key,
)
from langgraph.checkpoint.serde._msgpack import STRICT_MSGPACK_ENABLED
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from graph.storage.cipher import Cipher
from graph.storage.store import BUSY_SECONDS, one_at_a_time, private_file, sentences
from graph.trouble import SealBroken, StorageError

FILE = "checkpoints.db"
SEALED = "sealed"
KEPT = 4
CLEAR_METADATA = ("source", "step", "parents")
"""What of a checkpoint's metadata is kept, in clear: how it came about, and nothing that a caller put there."""

GET = "SELECT * FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = ?"
LIST = """SELECT * FROM checkpoints
    WHERE (?1 IS NULL OR thread_id = ?1) AND (?2 IS NULL OR checkpoint_ns = ?2) AND (?3 IS NULL OR checkpoint_id = ?3)
    AND (?4 IS NULL OR rowid < (SELECT max(rowid) FROM checkpoints
        WHERE checkpoint_id = ?4 AND (?1 IS NULL OR thread_id = ?1)))
    ORDER BY rowid DESC"""
GET_WRITES = "SELECT * FROM writes WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?"
PUT = """INSERT OR REPLACE INTO checkpoints
    (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
PUT_WRITE = """INSERT OR {} INTO writes
    (thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, value)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
PRUNE = """DELETE FROM checkpoints AS old WHERE thread_id = ?1 AND checkpoint_ns = ?2
    AND rowid NOT IN (SELECT rowid FROM checkpoints WHERE thread_id = ?1 AND checkpoint_ns = ?2
        ORDER BY rowid DESC LIMIT ?3)
    AND (EXISTS (SELECT 1 FROM checkpoints AS child WHERE child.thread_id = ?1 AND child.checkpoint_ns = ?2
            AND child.parent_checkpoint_id = old.checkpoint_id)
        OR NOT EXISTS (SELECT 1 FROM writes WHERE writes.thread_id = ?1 AND writes.checkpoint_ns = ?2
            AND writes.checkpoint_id = old.checkpoint_id))
    RETURNING checkpoint_id"""
PRUNE_WRITES = "DELETE FROM writes WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?"


async def saver(folder: Path | None, cipher: Cipher) -> SealedSaver:
    """Open the checkpoints of a folder, or some in memory where it is None; `aclose` them in the end.

    Raises:
        StorageError: the file cannot be used.

    """
    if not STRICT_MSGPACK_ENABLED:
        raise StorageError("LangGraph was imported before its strict mode was set.", "Import graph before langgraph.")
    path = ":memory:" if folder is None else str(_wal_file(folder))
    with sentences():
        connection = await aiosqlite.connect(path, timeout=BUSY_SECONDS)
    connection.row_factory = sqlite3.Row
    try:
        with sentences():
            made = SealedSaver(connection, cipher)
            await made.setup()
            await connection.execute("PRAGMA synchronous=FULL")
            await connection.execute("PRAGMA fullfsync=ON")
    except BaseException:
        await connection.close()
        raise
    return made


def _wal_file(folder: Path) -> Path:
    path = private_file(folder, FILE)
    with one_at_a_time(folder), sentences(), closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    return path


class SealedSaver(AsyncSqliteSaver):
    """Checkpoints whose values are sealed for their thread, namespace, checkpoint and place in it.

    The newest checkpoint is the one written last, not the one with the greatest id: ids follow the clock.
    """

    def __init__(self, connection: aiosqlite.Connection, cipher: Cipher) -> None:
        super().__init__(connection, serde=JsonPlusSerializer())
        self._cipher = cipher

    async def aclose(self) -> None:
        """Let go of the file."""
        await self.conn.close()

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,  # noqa: ARG002  # LangGraph's signature
    ) -> RunnableConfig:
        """Keep a checkpoint and, in the same transaction, forget those before the last few."""
        place = _place(config)
        parent = get_checkpoint_id(config)
        clear = json.dumps({name: value for name, value in metadata.items() if name in CLEAR_METADATA})
        sealed = self._seal(checkpoint, "checkpoints", *place, checkpoint["id"], parent or "", clear)
        async with self._writing():
            row = (*place, checkpoint["id"], parent, SEALED, sealed, clear.encode())
            await self.conn.execute(PUT, row)
            gone = await self.conn.execute_fetchall(PRUNE, (*place, KEPT))
            await self.conn.executemany(PRUNE_WRITES, [(*place, each[0]) for each in gone])
        return _config(*place, checkpoint["id"])

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Keep what a task wrote on top of a checkpoint."""
        place = (*_place(config), str(get_checkpoint_id(config)))
        special = all(channel in WRITES_IDX_MAP for channel, _ in writes)
        rows = []
        for number, (channel, value) in enumerate(writes):
            slot = (task_id, task_path, WRITES_IDX_MAP.get(channel, number), channel)
            rows.append((*place, *slot, SEALED, self._seal(value, "writes", *place, *slot)))
        async with self._writing():
            await self.conn.executemany(PUT_WRITE.format("REPLACE" if special else "IGNORE"), rows)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Return the named checkpoint, or the one written last, with its pending writes."""
        wanted = get_checkpoint_id(config)
        async with self.lock:
            with sentences():
                rows = await self.conn.execute_fetchall(
                    GET + (" AND checkpoint_id = ?" if wanted else " ORDER BY rowid DESC LIMIT 1"),
                    (*_place(config), wanted) if wanted else _place(config),
                )
                found = [await self._tuple(row) for row in rows]
        return found[0] if found else None

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002  # LangGraph's name
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Yield the checkpoints of a thread, the one written last first."""
        place = (None, None, None) if config is None else _search(config)
        async with self.lock:
            with sentences():
                rows = await self.conn.execute_fetchall(LIST, (*place, before and get_checkpoint_id(before)))
                kept = [row for row in rows if _fits(json.loads(row["metadata"]), filter)]
                found = [await self._tuple(row) for row in kept[:limit]]
        for each in found:
            yield each

    async def aget_delta_channel_history(
        self,
        *,
        config: RunnableConfig,
        channels: Sequence[str],
    ) -> Mapping[str, DeltaChannelHistory]:
        """Refuse: a delta channel lives on checkpoints that are forgotten here."""
        raise NotImplementedError("delta channels need every checkpoint; this saver keeps the last few")

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[None]:
        async with self.lock:
            try:
                with sentences():
                    yield
                    await self.conn.commit()
            except BaseException:
                await self.conn.rollback()
                raise

    async def _tuple(self, row: sqlite3.Row) -> CheckpointTuple:
        place = (row["thread_id"], row["checkpoint_ns"], row["checkpoint_id"])
        parent, clear = row["parent_checkpoint_id"], row["metadata"].decode()
        value = self._open(row["type"], row["checkpoint"], "checkpoints", *place, parent or "", clear)
        writes = await self.conn.execute_fetchall(GET_WRITES, place)
        return CheckpointTuple(
            _config(*place),
            cast("Checkpoint", value),
            cast("CheckpointMetadata", json.loads(clear)),
            _config(*place[:2], parent) if parent else None,
            [self._write(each) for each in sorted(writes, key=_order)],
        )

    def _write(self, row: sqlite3.Row) -> PendingWrite:
        place = (row["thread_id"], row["checkpoint_ns"], row["checkpoint_id"])
        slot = (row["task_id"], row["task_path"], row["idx"], row["channel"])
        return row["task_id"], row["channel"], self._open(row["type"], row["value"], "writes", *place, *slot)

    def _seal(self, value: object, table: str, *row: str | int) -> bytes:
        kind, data = self.serde.dumps_typed(value)
        return self._cipher.seal(kind.encode() + b"\x00" + data, table, "value", *row)

    def _open(self, mark: str, sealed: bytes, table: str, *row: str | int) -> object:
        if mark != SEALED:
            raise SealBroken("A checkpoint is not encrypted, so it was not written here.", "Start a new conversation.")
        kind, _, data = self._cipher.open(sealed, table, "value", *row).partition(b"\x00")
        value: object = self.serde.loads_typed((kind.decode(), data))
        return value


def _order(row: sqlite3.Row) -> tuple[str, str, int]:
    return writes_sort_key(row["task_path"], row["task_id"], row["idx"])


def _place(config: RunnableConfig) -> tuple[str, str]:
    return str(config["configurable"]["thread_id"]), str(config["configurable"].get("checkpoint_ns", ""))


def _search(config: RunnableConfig) -> tuple[str, str | None, str | None]:
    names = config["configurable"]
    return str(names["thread_id"]), names.get("checkpoint_ns"), get_checkpoint_id(config)


def _config(thread: str, space: str, checkpoint: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread, "checkpoint_ns": space, "checkpoint_id": checkpoint}}


def _fits(metadata: Mapping[str, object], wanted: Mapping[str, object] | None) -> bool:
    return all(metadata.get(name) == value for name, value in (wanted or {}).items())
