import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from graph.storage.schema import STEPS
from graph.storage.store import FILE, Store
from graph.trouble import StorageError
from tests.graph.fakes_ledger import KEY

OTHERS = 0o077 if os.name == "posix" else 0
NOTES = ("CREATE TABLE notes (id INTEGER PRIMARY KEY)",)
OPEN = """
import sys
from pathlib import Path
from graph.storage.store import Store
Store.open(Path(sys.argv[1]), b"k" * 32).close()
"""


def pragma(store: Store, name: str) -> object:
    row = store.one(f"PRAGMA {name}")
    assert row is not None
    return row[0]


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_store_is_durable_checked_and_at_the_newest_version(tmp_path: Path) -> None:
    with Store.open(tmp_path, KEY) as store:
        assert pragma(store, "journal_mode") == "wal"
        assert pragma(store, "synchronous") == 2
        assert pragma(store, "foreign_keys") == 1
        assert pragma(store, "recursive_triggers") == 1
        assert pragma(store, "busy_timeout") == 10_000
        assert pragma(store, "user_version") == len(STEPS)


def test_nobody_else_may_read_the_folder_or_a_file_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "account"
    with Store.open(folder, KEY) as store:
        with store.transaction():
            store.run("INSERT INTO threads VALUES ('thr_1', 1, 1, 1, NULL)")
        files = [folder, *folder.iterdir()]
        assert {path.name for path in files} >= {FILE, f"{FILE}-wal", f"{FILE}-shm"}
        assert [path for path in files if path.stat().st_mode & OTHERS] == []


def test_a_folder_that_was_too_open_is_closed(tmp_path: Path) -> None:
    Store.open(tmp_path, KEY).close()
    tmp_path.chmod(0o755)
    (tmp_path / FILE).chmod(0o644)
    Store.open(tmp_path, KEY).close()
    assert [path for path in (tmp_path, tmp_path / FILE) if path.stat().st_mode & OTHERS] == []


def test_without_a_folder_nothing_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Store.open(None, KEY) as store, store.transaction():
        store.run("INSERT INTO threads VALUES ('thr_1', 1, 1, 1, NULL)")
    assert list(tmp_path.iterdir()) == []


def test_another_key_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    Store.open(tmp_path, KEY).close()
    before = everything(tmp_path)
    with pytest.raises(StorageError, match="account's key") as refused:
        Store.open(tmp_path, b"x" * 32)
    assert "keyring" in refused.value.next_step
    assert everything(tmp_path) == before


def test_another_key_is_refused_before_a_migration(tmp_path: Path) -> None:
    Store.open(tmp_path, KEY).close()
    before = everything(tmp_path)
    with pytest.raises(StorageError, match="account's key"):
        Store.open(tmp_path, b"x" * 32, (*STEPS, NOTES))
    assert everything(tmp_path) == before


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path, KEY, (*STEPS, NOTES)).close()
    before = everything(tmp_path)
    with pytest.raises(StorageError, match="newer Countersign") as refused:
        Store.open(tmp_path, KEY)
    assert "Update" in refused.value.next_step
    assert everything(tmp_path) == before


def test_an_older_store_is_brought_forward_with_what_it_holds(tmp_path: Path) -> None:
    with Store.open(tmp_path, KEY) as store, store.transaction():
        store.run("INSERT INTO threads VALUES ('thr_1', 1, 1, 1, NULL)")
    with Store.open(tmp_path, KEY, (*STEPS, NOTES)) as store:
        assert pragma(store, "user_version") == len(STEPS) + 1
        assert len(store.all("SELECT * FROM threads")) == 1
        assert store.all("SELECT * FROM notes") == []


def test_a_step_that_breaks_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    Store.open(tmp_path, KEY).close()
    with pytest.raises(StorageError):
        Store.open(tmp_path, KEY, (*STEPS, NOTES, ("CREATE TABLE good (id INTEGER)", "CREATE NONSENSE")))
    with Store.open(tmp_path, KEY) as store:
        assert pragma(store, "user_version") == len(STEPS)
        assert store.all("SELECT 1 FROM sqlite_master WHERE name IN ('notes', 'good')") == []


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\x07" * 4096])
def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StorageError, match="The store"):
        Store.open(tmp_path, KEY)
    assert (tmp_path / FILE).read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE theirs (id INTEGER)")
    connection.commit()
    connection.close()
    with pytest.raises(StorageError, match="not Countersign's"):
        Store.open(tmp_path, KEY)


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot keep anything") as refused:
        Store.open(tmp_path / "file" / "account", KEY)
    assert "COUNTERSIGN_DATA" in refused.value.next_step


def test_a_broken_transaction_leaves_nothing_behind(tmp_path: Path) -> None:
    def break_off(store: Store) -> None:
        with store.transaction():
            store.run("INSERT INTO threads VALUES ('thr_1', 1, 1, 1, NULL)")
            raise KeyError

    with Store.open(tmp_path, KEY) as store:
        with pytest.raises(KeyError):
            break_off(store)
        assert store.all("SELECT * FROM threads") == []
        with store.transaction():
            store.run("INSERT INTO threads VALUES ('thr_2', 1, 1, 1, NULL)")
        assert len(store.all("SELECT * FROM threads")) == 1


def test_a_broken_part_that_was_passed_over_takes_the_whole_transaction_with_it() -> None:
    def part(store: Store) -> None:
        with store.transaction():
            raise KeyError

    def whole(store: Store) -> None:
        with store.transaction():
            store.run("INSERT INTO threads VALUES ('thr_1', 1, 1, 1, NULL)")
            with pytest.raises(KeyError):
                part(store)

    with Store.open(None, KEY) as store:
        with pytest.raises(StorageError, match="none of it was kept"):
            whole(store)
        assert store.all("SELECT * FROM threads") == []


def test_a_disk_without_room_is_told_in_words_and_nothing_is_kept(tmp_path: Path) -> None:
    def write(store: Store) -> None:
        with store.transaction():
            store.run("INSERT INTO threads VALUES ('thr_1', 1, 1, 1, ?)", bytes(10_000_000))

    with Store.open(tmp_path, KEY) as store:
        store.one("PRAGMA max_page_count = 100")
        with pytest.raises(StorageError, match="full") as refused:
            write(store)
        assert "room" in refused.value.next_step
        assert store.all("SELECT * FROM threads") == []


def test_a_store_that_another_process_keeps_busy_is_told_in_words(tmp_path: Path) -> None:
    with Store.open(tmp_path, KEY) as first, Store.open(tmp_path, KEY) as second:
        second.one("PRAGMA busy_timeout = 20")
        with first.transaction(), pytest.raises(StorageError, match="locked"), second.transaction():
            pass
        with second.transaction():
            second.run("INSERT INTO threads VALUES ('thr_1', 1, 1, 1, NULL)")
        assert len(first.all("SELECT * FROM threads")) == 1


def test_processes_that_make_the_store_at_the_same_time_all_open_it(tmp_path: Path, checkout: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(tmp_path)]
    processes = [subprocess.Popen(command, cwd=checkout, stderr=subprocess.PIPE) for _ in range(6)]
    assert [(process.communicate()[1], process.returncode) for process in processes] == [(b"", 0)] * 6
    Store.open(tmp_path, KEY).close()
