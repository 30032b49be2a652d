from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.base import Checkpoint
from langgraph.types import Command

from graph.storage.checkpoints import FILE, KEPT, SealedSaver, saver
from graph.storage.cipher import Cipher
from graph.trouble import StorageError
from tests.graph.fakes_graph import OTHER, THREAD, a_checkpoint, at, compiled, opened, rows, run, write
from tests.graph.fakes_ledger import KEY


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def answered(checkpointer: SealedSaver) -> dict[str, object]:
    graph = compiled(checkpointer)
    snapshot = await graph.aget_state(THREAD)
    assert [each.value for each in snapshot.interrupts] == ["May I, after 2 steps?"]
    answer: Command[str] = Command(resume={snapshot.interrupts[0].id: "yes"})
    return dict(await graph.ainvoke(answer, THREAD, durability="sync"))


async def test_a_question_is_answered_by_a_graph_opened_later(tmp_path: Path) -> None:
    async with opened(tmp_path) as checkpointer:
        await run(checkpointer)
    async with opened(tmp_path) as checkpointer:
        state = await answered(checkpointer)
    assert state["answer"] == "yes"
    messages = state["messages"]
    assert isinstance(messages, list)
    assert [(type(message), message.content) for message in messages] == [
        (HumanMessage, "Delete it"),
        (AIMessage, "step 0"),
        (AIMessage, "step 1"),
    ]


async def test_without_a_folder_all_of_it_works_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(None) as checkpointer:
        await run(checkpointer)
        assert (await answered(checkpointer))["answer"] == "yes"
    assert names(tmp_path) == []


async def test_only_the_last_few_checkpoints_of_a_thread_stay(tmp_path: Path) -> None:
    async with opened(tmp_path) as checkpointer:
        await run(checkpointer, OTHER)
        await run(checkpointer, until=30)
        counts = await rows(checkpointer, "SELECT thread_id, count(*) FROM checkpoints GROUP BY thread_id ORDER BY 1")
        assert counts == [("thr_1", KEPT), ("thr_2", KEPT)]
        lost = "SELECT 1 FROM writes WHERE checkpoint_id NOT IN (SELECT checkpoint_id FROM checkpoints)"
        assert await rows(checkpointer, lost) == []
        snapshot = await compiled(checkpointer).aget_state(THREAD)
        assert snapshot.next == ("ask",)
        assert len(snapshot.values["messages"]) == 31


async def test_a_checkpoint_whose_writes_nobody_has_taken_up_is_never_pruned(tmp_path: Path) -> None:
    async with opened(tmp_path) as checkpointer:
        root = await checkpointer.aput(at("thr_1"), a_checkpoint("root"), {"source": "input", "step": -1}, {})
        waiting = await checkpointer.aput(root, a_checkpoint("waiting"), {"source": "loop", "step": 0}, {})
        await checkpointer.aput_writes(waiting, [("answer", "yes")], "task_1")
        last = root
        for number in range(KEPT + 3):
            last = await checkpointer.aput(
                last, a_checkpoint(f"after_{number}"), {"source": "loop", "step": number}, {}
            )
            await checkpointer.aput_writes(last, [("answer", number)], "task_1")
        found = await checkpointer.aget_tuple(waiting)
        assert found is not None
        assert found.pending_writes == [("task_1", "answer", "yes")]
        assert await checkpointer.aget_tuple(at("thr_1", "after_0")) is None
        left = [each.config["configurable"]["checkpoint_id"] async for each in checkpointer.alist(at("thr_1"))]
        assert left == ["after_6", "after_5", "after_4", "after_3", "waiting"]


async def test_the_newest_checkpoint_is_the_last_written_even_if_the_clock_went_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as checkpointer:
        first = await checkpointer.aput(at("thr_1"), a_checkpoint("9"), {"source": "input", "step": -1}, {})
        await checkpointer.aput(first, a_checkpoint("1"), {"source": "loop", "step": 0}, {})
        found = await checkpointer.aget_tuple(THREAD)
        assert found is not None
        assert found.checkpoint["id"] == "1"
        assert found.parent_config == first
        assert [each.checkpoint["id"] async for each in checkpointer.alist(THREAD)] == ["1", "9"]
        assert [each.checkpoint["id"] async for each in checkpointer.alist(THREAD, before=at("thr_1", "1"))] == ["9"]
        assert [each.checkpoint["id"] async for each in checkpointer.alist(THREAD, limit=1)] == ["1"]
        assert [each.checkpoint["id"] async for each in checkpointer.alist(None, filter={"step": -1})] == ["9"]


async def test_a_write_is_kept_once_and_a_special_one_replaced(tmp_path: Path) -> None:
    async with opened(tmp_path) as checkpointer:
        config = await checkpointer.aput(at("thr_1"), a_checkpoint("1"), {"source": "input", "step": -1}, {})
        for value in ("first", "second"):
            await checkpointer.aput_writes(config, [("answer", value)], "task_1")
            await checkpointer.aput_writes(config, [("__error__", value)], "task_1")
        found = await checkpointer.aget_tuple(config)
        assert found is not None
        assert found.pending_writes == [("task_1", "__error__", "second"), ("task_1", "answer", "first")]


async def test_a_thread_can_be_deleted(tmp_path: Path) -> None:
    async with opened(tmp_path) as checkpointer:
        await run(checkpointer)
        await checkpointer.adelete_thread("thr_1")
        assert await checkpointer.aget_tuple(THREAD) is None


async def test_a_disk_without_room_is_told_in_words_and_keeps_what_was_there(tmp_path: Path) -> None:
    async with opened(tmp_path) as checkpointer:
        first = await checkpointer.aput(at("thr_1"), a_checkpoint("1"), {"source": "input", "step": -1}, {})
        await rows(checkpointer, "PRAGMA max_page_count = 20")
        large: Checkpoint = {**a_checkpoint("2"), "channel_values": {"messages": "x" * 1_000_000}}
        with pytest.raises(StorageError, match="full"):
            await checkpointer.aput(first, large, {"source": "loop", "step": 0}, {})
        with pytest.raises(StorageError, match="full"):
            await checkpointer.aput_writes(first, [("messages", "x" * 1_000_000)], "task_1")
        found = await checkpointer.aget_tuple(THREAD)
        assert found is not None
        assert (found.checkpoint["id"], found.pending_writes) == ("1", [])


async def test_a_checkpoint_that_cannot_be_kept_whole_is_not_kept_at_all(tmp_path: Path) -> None:
    async with opened(tmp_path) as checkpointer:
        await run(checkpointer, until=KEPT + 1)
        before = await rows(checkpointer, "SELECT checkpoint_id FROM checkpoints")
        await write(checkpointer, "CREATE TRIGGER t BEFORE DELETE ON checkpoints BEGIN SELECT RAISE(ABORT, 'no'); END")
        with pytest.raises(StorageError):
            await checkpointer.aput(at("thr_1"), a_checkpoint("new"), {"source": "loop", "step": 99}, {})
        assert await rows(checkpointer, "SELECT checkpoint_id FROM checkpoints") == before


async def test_delta_channels_are_refused() -> None:
    async with opened(None) as checkpointer:
        with pytest.raises(NotImplementedError, match="delta"):
            await checkpointer.aget_delta_channel_history(config=THREAD, channels=["messages"])


async def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(StorageError):
        await saver(tmp_path, Cipher(KEY))
