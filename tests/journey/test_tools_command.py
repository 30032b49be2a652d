"""`countersign tools try` and `check`, as somebody types them who writes a tool."""

from pathlib import Path

import pytest

from tests.journey.home import Home
from tests.journey.readme import fenced

WRITTEN = "SELECT count(*) FROM activity"


def test_a_change_is_shown_with_every_byte_and_nothing_is_sent(home: Home) -> None:
    tried = home.run("tools", "try", "delete_tasks", "task_ids=APO-14, APO-27", "--as", "lead")
    assert tried.returncode == 0, tried.stderr
    ids = home.platform("SELECT id FROM tasks_seen WHERE tenant = 'ten_acme' AND key IN ('APO-14', 'APO-27')")
    for words in ("Delete 2 tasks in Apollo: 3 comments go with them", "delete: asks you", "POST /v1/tasks/delete"):
        assert words in tried.stdout
    assert all(str(one) in tried.stdout.split("restore_tasks")[1] for (one,) in ids)
    assert tried.stdout.endswith("Nothing was sent.\n")
    assert home.platform(WRITTEN) == [(0,)]


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (["get_release", "release=4.2"], 2, "Which release is meant"),
        (["get_release", "--args", '{"release": "4.3"}'], 0, '"name": "Apollo 4.3"'),
        (["search_tasks", "stale_days=90", "project=Apollo"], 0, '"total": 5'),
        (["search_tasks", "stale_days=old"], 1, "stale_days: input should be a valid integer"),
        (["search_tasks", "stale_days"], 2, "stale_days is not NAME=VALUE"),
        (["get_invoice", "invoice=2214"], 1, "Leads can't see invoices at Acme"),
        (["no_such_tool"], 2, "There is no tool no_such_tool"),
    ],
)
def test_a_look_ends_in_what_it_found_or_in_a_sentence(home: Home, typed: list[str], code: int, said: str) -> None:
    tried = home.run("tools", "try", *typed, "--as", "lead")
    assert tried.returncode == code, tried.stderr
    assert said in tried.stdout + tried.stderr
    assert "Traceback" not in tried.stderr


def test_nobody_signed_in_is_told_how_to(home: Home) -> None:
    tried = home.run("tools", "try", "who_am_i")
    assert (tried.returncode, "countersign login" in tried.stderr) == (1, True)


def test_a_draft_is_checked_where_it_lies(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "postponing.py"
    file.write_text(fenced("python")[0])
    assert home.run("tools", "check", str(file)).stdout == "1 tool: nothing wrong.\n"
    file.write_text(fenced("python")[0].replace('act="tasks:write"', 'act="tasks:delete"'))
    wrong = home.run("tools", "check", str(file))
    assert wrong.returncode == 1
    assert f"{file}: postpone_tasks calls PATCH /v1/tasks/{{}}, which wants the scope tasks:write" in wrong.stdout
    assert home.run("tools", "check").returncode == 0
