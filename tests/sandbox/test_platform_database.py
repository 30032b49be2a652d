import sqlite3
from pathlib import Path

import pytest

from app.sandbox.platform.database import FILE, VERSION, Database
from app.sandbox.platform.seeding import fill
from tests.sandbox.fakes_platform import START

OLD = """
CREATE TABLE tenants (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE people (id TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants (id)) STRICT;
CREATE INDEX people_of_tenant ON people (tenant);
CREATE VIEW people_seen AS SELECT * FROM people;
INSERT INTO tenants VALUES ('ten_old', 'Old');
INSERT INTO people VALUES ('usr_old', 'ten_old');
PRAGMA user_version = 1;
"""
WAITING = """
INSERT INTO approvals (id, tenant, by_person, change, requests, told, seen, why, opened_at, expires_at)
VALUES ('ap_1', 'ten_acme', 'usr_alice', 'sha-256:x', '[]', '{}', '[]', '', 1, 2)
"""


def made(folder: Path) -> Database:
    database = Database(folder)
    database.prepare(lambda db: fill(db, int(START)))
    return database


def test_a_sandbox_of_an_older_version_is_sown_anew(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / FILE)
    old.executescript(OLD)
    old.close()
    database = made(tmp_path)
    tenants = [row["id"] for row in database.connection.execute("SELECT id FROM tenants ORDER BY id")]
    version = database.connection.execute("PRAGMA user_version").fetchone()[0]
    keys = database.connection.execute("PRAGMA foreign_keys").fetchone()[0]
    database.close()
    assert (tenants, version, keys) == (["ten_acme", "ten_globex"], VERSION, 1)


def test_a_sandbox_from_before_approvals_keeps_all_that_it_holds(tmp_path: Path) -> None:
    database = made(tmp_path)
    added = ("moved", "approvals", "approvals_seen")
    fresh = {row["name"]: row["sql"] for row in database.connection.execute("SELECT name, sql FROM sqlite_master")}
    for name in reversed(added):
        database.connection.execute(f"DROP {'VIEW' if name.endswith('_seen') else 'TABLE'} {name}")
    database.connection.execute("UPDATE tasks SET title = 'Mine' WHERE seq = 1")
    database.connection.execute("PRAGMA user_version = 2")
    database.close()
    database = made(tmp_path)
    title = database.connection.execute("SELECT title FROM tasks WHERE seq = 1").fetchone()[0]
    version = database.connection.execute("PRAGMA user_version").fetchone()[0]
    now = {row["name"]: row["sql"] for row in database.connection.execute("SELECT name, sql FROM sqlite_master")}
    database.close()
    assert (title, version) == ("Mine", VERSION)
    assert now == fresh


def test_whatever_is_seeded_belongs_to_something_that_is_there(tmp_path: Path) -> None:
    database = made(tmp_path)
    dangling = database.connection.execute("PRAGMA foreign_key_check").fetchall()
    whole = database.connection.execute("PRAGMA integrity_check").fetchone()[0]
    database.close()
    assert (dangling, whole) == ([], "ok")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgets SET balance = -1 WHERE seq = 1",
        "UPDATE transfers SET amount = 0 WHERE seq = 1",
        "UPDATE transfers SET to_budget = from_budget WHERE seq = 1",
        "UPDATE invoices SET paid_at = 1 WHERE status = 'open'",
        "UPDATE tasks SET release = 'rel_none' WHERE seq = 1",
        "DELETE FROM people WHERE id = 'usr_alice'",
        "UPDATE approvals SET state = 'approved' WHERE id = 'ap_1'",
        "UPDATE approvals SET state = 'approved', decided_by = by_person, decided_at = 1 WHERE id = 'ap_1'",
        "UPDATE approvals SET decided_by = 'usr_dave', decided_at = 1 WHERE id = 'ap_1'",
        (
            "INSERT INTO approvals SELECT 99, 'ap_2', tenant, by_person, change, requests, told, seen, why, opened_at,"
            " expires_at, state, NULL, NULL, '', 1 FROM approvals"
        ),
        "INSERT INTO moved VALUES (1, 'ten_acme', 'usr_alice', 0, 'req_1', 1)",
    ],
)
def test_the_database_itself_keeps_what_would_make_no_sense_out(tmp_path: Path, statement: str) -> None:
    database = made(tmp_path)
    database.connection.execute(WAITING)
    with pytest.raises(sqlite3.IntegrityError):
        database.connection.execute(statement)
    database.close()
