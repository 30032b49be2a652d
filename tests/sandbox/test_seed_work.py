"""Whether the seed's releases and comments agree with its tasks, its people and each other."""

from __future__ import annotations

import csv
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files

import pytest

from app.sandbox.seed.comments import comments
from app.sandbox.seed.people import PEOPLE
from app.sandbox.seed.projects import PROJECTS
from app.sandbox.seed.releases import SeedRelease, releases
from app.sandbox.seed.tasks import SeedTask, tasks_of
from tests.sandbox.fakes_seed import DAY, NOW, sown

IDS = """
SELECT id FROM people UNION ALL SELECT id FROM projects UNION ALL SELECT id FROM releases
UNION ALL SELECT id FROM tasks UNION ALL SELECT id FROM comments UNION ALL SELECT id FROM budgets
UNION ALL SELECT id FROM transfers UNION ALL SELECT id FROM invoices
"""
SAID_ON_APOLLO = """
SELECT t.key, max(c.created_at) AS said FROM tasks_seen AS t LEFT JOIN comments AS c ON c.task = t.id
WHERE t.tenant = 'ten_acme' AND project_key = 'APO' AND status <> 'done' AND t.updated_at < ?
GROUP BY t.id
"""
STALE = {"APO-14", "APO-27", "APO-41", "APO-52", "APO-64"}


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    with sown() as made:
        yield made


def tasks_in(release: SeedRelease) -> list[SeedTask]:
    project = next(one for one in PROJECTS if (one.tenant, one.key) == (release.tenant, release.project))
    return [task for task in tasks_of(project) if task.number in release.tasks]


@pytest.mark.parametrize(
    "file", sorted(one.name for one in files("app.sandbox.seed").iterdir() if one.name.endswith(".csv"))
)
def test_every_line_of_every_file_has_as_many_fields_as_the_first(file: str) -> None:
    text = files("app.sandbox.seed").joinpath(file).read_text(encoding="utf-8")
    assert text.isascii()
    assert len({len(row) for row in csv.reader(text.splitlines(), strict=True)}) == 1
    assert text.count("\n") < 100


def test_every_record_has_an_id_of_its_own_that_says_what_it_is(db: sqlite3.Connection) -> None:
    ids = [row[0] for row in db.execute(IDS)]
    assert len(ids) == len(set(ids)) == 8 + 6 + 18 + 200 + 71 + 7 + 81 + 19
    assert all(re.fullmatch(r"usr_[a-z]+|(prj|rel|tsk|cmt|bud|trf|inv)_[a-z2-7]{12}", one) for one in ids)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_every_project_has_two_or_three_releases_and_some_are_past() -> None:
    count = Counter((one.tenant.id, one.project) for one in releases())
    assert set(count) == {(one.tenant.id, one.key) for one in PROJECTS}
    assert set(count.values()) <= {2, 3}
    assert Counter(one.status for one in releases()) == {"planned": 9, "released": 7, "cancelled": 2}
    assert len({(one.tenant.id, one.name) for one in releases()}) == len(releases())


@pytest.mark.parametrize("one", releases(), ids=lambda one: one.name)
def test_a_release_is_past_when_it_is_out_and_its_tasks_were_done_before_it(one: SeedRelease) -> None:
    tasks = tasks_in(one)
    assert len(tasks) == len(set(one.tasks)) == len(one.tasks) > 0
    if one.status == "planned":
        assert one.date is None or one.date > 0
        assert any(task.status != "done" for task in tasks)
        assert all(task.due is None or one.date is None or task.due <= one.date for task in tasks)
    else:
        assert one.date is not None
        assert one.date < 0
    if one.status == "released":
        assert all(task.status == "done" and task.touched >= -(one.date or 0) for task in tasks)


def test_a_good_part_of_the_tasks_is_in_one_release_and_no_stale_one_is(db: sqlite3.Connection) -> None:
    planned = [(one.tenant.id, one.project, number) for one in releases() for number in one.tasks]
    linked = db.execute("SELECT tenant, project_key, number FROM tasks_seen WHERE release IS NOT NULL").fetchall()
    assert sorted(tuple(row) for row in linked) == sorted(planned)
    assert len(planned) == len(set(planned)) == 102
    assert not STALE & {f"{key}-{number}" for tenant, key, number in planned if tenant == "ten_acme"}


def test_a_task_and_its_release_are_of_one_project(db: sqlite3.Connection) -> None:
    wrong = db.execute(
        "SELECT count(*) FROM tasks AS t JOIN releases AS r ON r.id = t.release"
        " WHERE r.project <> t.project OR r.tenant <> t.tenant"
    )
    assert wrong.fetchone()[0] == 0


def test_seeding_is_quick() -> None:
    took = []
    for _ in range(3):
        start = time.process_time()
        with sown():
            took.append(time.process_time() - start)
    assert min(took) < 0.15


def test_comments_are_by_people_who_may_write_them_on_tasks_of_their_own_company(db: sqlite3.Connection) -> None:
    allowed = {one.sub: one.tenant.id for one in PEOPLE if one.role in {"member", "lead", "admin"}}
    rows = db.execute("SELECT c.*, t.tenant AS home FROM comments AS c JOIN tasks AS t ON t.id = c.task").fetchall()
    assert len(rows) == len(comments()) == 71
    assert all(allowed[row["author"]] == row["tenant"] == row["home"] for row in rows)
    assert Counter(row["author"] for row in rows).keys() == {"usr_alice", "usr_bob", "usr_erin", "usr_eve", "usr_grace"}


@pytest.mark.parametrize("now", [NOW, NOW + DAY - 1, NOW + DAY * 3 // 2])
def test_comments_come_after_their_task_and_before_now_and_stand_in_order(now: int) -> None:
    with sown(now) as db:
        rows = db.execute(
            "SELECT c.*, t.created_at AS task_made FROM comments AS c JOIN tasks AS t ON t.id = c.task ORDER BY c.seq"
        ).fetchall()
    assert all(row["task_made"] < row["created_at"] <= row["updated_at"] < now for row in rows)
    assert [row["created_at"] for row in rows] == sorted(row["created_at"] for row in rows)
    assert [row["version"] for row in rows if row["updated_at"] > row["created_at"]] == [2] * 3


def test_comments_do_not_wake_the_five_stale_tasks_of_apollo(db: sqlite3.Connection) -> None:
    rows = db.execute(SAID_ON_APOLLO, (NOW - 90 * DAY,)).fetchall()
    assert {row["key"] for row in rows} == STALE
    assert {row["key"] for row in rows if row["said"]} == STALE - {"APO-41"}
    assert {row["key"] for row in rows if row["said"] and row["said"] > NOW - 90 * DAY} == {"APO-27", "APO-52"}
