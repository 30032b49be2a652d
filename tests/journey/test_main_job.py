"""The main job in a pseudo-terminal: sign in, ask, see, reject, approve, and prove it afterwards."""

import json
from collections.abc import Iterator

import pytest

from tests.journey.home import Home
from tests.journey.terminal import Terminal

STALE = (
    "SELECT tasks.id, tasks.title FROM tasks JOIN projects ON projects.id = tasks.project"
    " WHERE projects.name = 'Apollo' AND tasks.tenant = 'ten_acme' AND tasks.status != 'done'"
    " AND tasks.deleted_at IS NULL ORDER BY tasks.updated_at LIMIT 5"
)
DELETED = "SELECT id FROM tasks WHERE deleted_at IS NOT NULL"
ACTIVITY = "SELECT action, sub, actor_sub, actor_installation, change, records FROM activity"
WISH = "Delete the stale tasks in Apollo"


def asked_to_delete(terminal: Terminal) -> None:
    terminal.press(f"{WISH}\r")
    terminal.wait_for("Delete 5 tasks in Apollo: 6 comments go with them?")
    terminal.wait_for("Decide: nothing is sent before your yes")


def decide(terminal: Terminal, key: str, until: str) -> str:
    for _ in range(20):
        terminal.press(key)
        if terminal.shows(until, 1.0):
            return terminal.text
    return terminal.wait_for(until, 1.0)


@pytest.fixture
def signed_in(home: Home) -> Iterator[Terminal]:
    with home.terminal() as terminal:
        terminal.wait_for("Alice Moreau")
        terminal.press("1")
        terminal.wait_for("Type a message")
        yield terminal


def test_five_stale_tasks_are_deleted_once_and_only_after_a_yes(home: Home, signed_in: Terminal) -> None:
    stale = home.platform(STALE)
    asked_to_delete(signed_in)
    for wanted in (*(str(title) for _, title in stale), "deletes-need-confirmation", "(agent)", "tasks:delete"):
        signed_in.wait_for(wanted)

    decide(signed_in, "n", "Why not?")
    signed_in.press("keep them for now\r")
    signed_in.wait_for("unless you ask")
    assert home.platform(DELETED) == []

    asked_to_delete(signed_in)
    decide(signed_in, "y", "Deleted: five tasks")
    signed_in.press("\x11")
    signed_in.wait_gone()

    ids = {task for task, _ in stale}
    assert {row[0] for row in home.platform(DELETED)} == ids
    [(action, sub, actor, installation, change, records)] = home.platform(ACTIVITY)
    assert (action, sub) == ("tasks.delete", "usr_alice")
    assert set(json.loads(str(records))) == ids

    audit = home.audit()
    said = [{**entry["plain"], **entry["body"]} for entry in audit if entry["kind"] == "decision"]
    assert [(each["choice"], each["by"], each["note"]) for each in said] == [
        ("reject", "usr_alice", "keep them for now"),
        ("approve", "usr_alice", ""),
    ]
    assert said[1]["change"] == change
    assert said[1]["installation"] == installation
    assert str(actor).startswith("cl_")


def test_an_open_card_is_there_again_after_a_kill(home: Home, signed_in: Terminal) -> None:
    asked_to_delete(signed_in)
    signed_in.kill()
    with home.terminal() as again:
        again.wait_for("[y] Approve")
        decide(again, "y", "Deleted: five tasks")
        again.press("\x11")
        again.wait_gone()
    assert len(home.platform(DELETED)) == 5
    assert len(home.platform(ACTIVITY)) == 1


def test_a_viewer_is_told_the_platforms_no_in_words(home: Home) -> None:
    with home.terminal() as terminal:
        terminal.wait_for("Carol Mensah")
        terminal.press("3")
        terminal.wait_for("Type a message")
        asked_to_delete(terminal)
        decide(terminal, "y", "Viewers can't delete tasks at Acme")
        terminal.press("\x11")
        terminal.wait_gone()
    assert home.platform(DELETED) == []


def test_another_companys_tasks_are_invisible_to_every_tool(home: Home) -> None:
    [(foreign, title)] = home_foreign(home)
    for words in (
        f"show task {foreign}",
        f"delete task {foreign}",
        f'find tasks about "{title}"',
        f"mark {foreign} as done",
    ):
        asked = home.run("ask", words, "--as", "lead", "--json")
        events = [json.loads(line) for line in asked.stdout.splitlines()]
        assert events[-1]["event"] == "Ended", asked.stderr
        found = [event for event in events if event["event"] in {"Acted", "Waiting"}]
        assert found == [], words
        assert not any(str(title) in json.dumps(event) for event in events if event["event"] == "Looked")


def home_foreign(home: Home) -> list[tuple[object, ...]]:
    assert home.run("sandbox", "up").returncode == 0
    return home.platform("SELECT id, title FROM tasks WHERE tenant = 'ten_globex' ORDER BY seq LIMIT 1")
