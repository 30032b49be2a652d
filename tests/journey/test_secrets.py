"""What a run leaves behind: no secret anywhere but in the keyring, and no personal text in clear."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.journey.home import Home
from tests.journey.test_main_job import asked_to_delete, decide

JWT = re.compile(rb"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")
PRIVATE = re.compile(rb'"d"\s*:\s*"[\w-]{40,}"|PRIVATE KEY')
PLANTED = tuple(f"Planted title {word}" for word in ("quartzine", "ferrolux", "mandrelle", "ostravane", "pelluxid"))


@pytest.fixture
def lived(empty_home: Home) -> tuple[Home, bytes]:
    home = empty_home
    with home.terminal() as terminal:
        terminal.wait_for("Alice Moreau")
        terminal.press("1")
        terminal.wait_for("Type a message")
        for count, title in enumerate(PLANTED, start=1):
            terminal.press(f'Create a task called "{title}" in Zephyr\r')
            terminal.wait_for(partial(is_made, home, count))
        terminal.press('Find tasks about "Planted title"\r')
        terminal.wait_for("search_tasks")
        asked_to_delete(terminal)
        decide(terminal, "n", "Why not?")
        terminal.press(f"because of {PLANTED[0]}\r")
        terminal.wait_for("unless you ask")
        terminal.press("\x11")
        terminal.wait_gone()
        recorded = bytes(terminal.recorded)
    for command in (("whoami",), ("audit", "show"), ("ask", "who am i", "--json"), ("logout",)):
        done = home.run(*command)
        recorded += done.stdout.encode() + done.stderr.encode()
    return home, recorded


def is_made(home: Home, count: int, shown: str) -> bool:
    made = home.platform("SELECT id FROM tasks WHERE title LIKE 'Planted title %'")
    return len(made) >= count and PLANTED[count - 1] in shown


def left_behind(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def secrets_in(items: Sequence[str]) -> Iterator[str]:
    for item in items:
        try:
            fields = json.loads(item)
        except ValueError:
            fields = {"d": item}
        yield from (fields[name] for name in ("d", "refresh", "registration_access_token") if name in fields)


def test_a_run_leaves_no_secret_and_no_personal_text_in_clear(lived: tuple[Home, bytes]) -> None:
    home, recorded = lived
    files = left_behind(home.data)
    assert any(name.endswith("store.db") for name in files)
    assert any(name.endswith("platform.db") for name in files)
    seen = {**files, "the recorded screen": recorded}

    secrets = set(secrets_in(home.secrets()))
    assert len(secrets) >= 4
    signing_key = "sandbox/identity.key"
    tokens = {name for name, data in seen.items() if JWT.search(data)}
    keys = {name for name, data in seen.items() if PRIVATE.search(data)} - {signing_key}
    kept = {(name, secret[:6]) for name, data in seen.items() for secret in secrets if secret.encode() in data}
    assert (tokens, keys, kept) == (set(), set(), set())

    own = {name: data for name, data in files.items() if not name.startswith("sandbox/")}
    clear = {(name, title) for name, data in own.items() for title in PLANTED if title.encode() in data}
    assert clear == set()
    assert all(
        title.encode() in files["sandbox/platform.db"] + files.get("sandbox/platform.db-wal", b"") for title in PLANTED
    )
